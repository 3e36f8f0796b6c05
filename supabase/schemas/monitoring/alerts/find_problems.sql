-- What each rule finds at this moment. Reading it changes nothing. A rule that is off is not evaluated.

create function monitoring.find_problems()
returns table (rule text, severity text, account_id text, subject text, message text, details jsonb)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
begin
  return query
  select u.rule, coalesce(p.severity, u.severity), p.account_id, p.subject, p.message, p.details
  from monitoring.alert_rules u
  cross join lateral (
    select * from monitoring.find_run_failed(u.threshold) where u.rule = 'run_failed'
    union all
    select * from monitoring.find_gazelle_away() where u.rule = 'gazelle_away'
    union all
    select * from monitoring.find_wrong_address() where u.rule = 'wrong_address'
    union all
    select * from monitoring.find_token_refused() where u.rule = 'token_refused'
    union all
    select * from monitoring.find_rights_lost(u.threshold) where u.rule = 'rights_lost'
    union all
    select * from monitoring.find_token_ending(u.threshold) where u.rule = 'token_ending'
    union all
    select * from monitoring.find_field_gone() where u.rule = 'field_gone'
    union all
    select * from monitoring.find_new_value() where u.rule = 'new_value'
    union all
    select * from monitoring.find_value_gone() where u.rule = 'value_gone'
    union all
    select * from monitoring.find_type_drift(u.threshold) where u.rule = 'type_drift'
    union all
    select * from monitoring.find_stale(u.threshold) where u.rule = 'stale'
    union all
    select * from monitoring.find_schedule_silent(u.threshold) where u.rule = 'schedule_silent'
    union all
    select * from monitoring.find_error_share(u.threshold) where u.rule = 'error_share'
    union all
    select * from monitoring.find_sweep_short(u.threshold) where u.rule = 'sweep_short'
    union all
    select * from monitoring.find_sweep_overdue(u.threshold) where u.rule = 'sweep_overdue'
    union all
    select * from monitoring.find_hole_stays(u.threshold) where u.rule = 'hole_stays'
    union all
    select * from monitoring.find_run_slow(u.threshold) where u.rule = 'run_slow'
    union all
    select * from monitoring.find_slice_near_limit(u.threshold) where u.rule = 'slice_near_limit'
    union all
    select * from monitoring.find_deletion_held() where u.rule = 'deletion_held'
    union all
    select * from monitoring.find_look_ups_fail(u.threshold) where u.rule = 'look_ups_fail'
    union all
    select * from monitoring.find_placeholders_stay(u.threshold) where u.rule = 'placeholders_stay'
    union all
    select * from monitoring.find_rejects_stay(u.threshold) where u.rule = 'rejects_stay'
    union all
    select * from monitoring.find_channel_failing(u.threshold) where u.rule = 'channel_failing'
    union all
    select * from monitoring.find_webhook_failing(u.threshold) where u.rule = 'webhook_failing'
    union all
    select * from monitoring.find_job_failing(u.threshold) where u.rule = 'job_failing'
    union all
    select * from monitoring.find_sign_up_open() where u.rule = 'sign_up_open'
    union all
    select * from monitoring.find_humidity_out(u.threshold) where u.rule = 'humidity_out'
    union all
    select * from monitoring.find_unserviced(u.threshold) where u.rule = 'unserviced'
    union all
    select * from monitoring.find_moved(u.threshold) where u.rule = 'moved'
    union all
    select * from monitoring.find_bounced(u.threshold) where u.rule = 'bounced'
  ) p
  where u.enabled
    -- What stands still on purpose is no problem.
    and not exists (select from sync.accounts a where a.account_id = p.account_id and a.paused_at is not null);
end;
$$;

comment on function monitoring.find_problems() is
  'What the enabled rules find now, one row a problem; nothing of accounts that are paused. Read it to see what would raise an alert; it changes nothing.';
