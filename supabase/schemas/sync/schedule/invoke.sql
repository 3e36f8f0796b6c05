-- A cron job only calls the function of its module; the outcome is in sync.runs.

create function sync.call_sync(p_module text, p_mode text, p_window text, p_account text, p_trigger text)
returns bigint
language sql
set search_path = ''
return sync.call_function(
  'sync-' || p_module, jsonb_strip_nulls(jsonb_build_object('mode', p_mode, 'window', p_window, 'account', p_account)), p_trigger
);

comment on function sync.call_sync(text, text, text, text, text) is 'Calls the function of a module for one account.';

create function sync.job_of(p_module text, p_mode text, p_window text default null, p_account text default null)
returns text
language sql
immutable
set search_path = ''
return concat_ws('-', 'gazelle-sync', p_module, p_mode, p_window) || coalesce('@' || p_account, '');

comment on function sync.job_of(text, text, text, text) is
  'The name of a cron job: of a module, mode and window for all accounts, or for one account alone.';

create function sync.schedule_of(p_module text, p_mode text, p_window text, p_account text)
returns text
language sql
stable
set search_path = ''
begin atomic
  select j.schedule
  from cron.job j
  where j.active and j.jobname in (sync.job_of(p_module, p_mode, p_window), sync.job_of(p_module, p_mode, p_window, p_account))
  order by j.jobname = sync.job_of(p_module, p_mode, p_window) limit 1;
end;

comment on function sync.schedule_of(text, text, text, text) is
  'When an account''s module is called in a mode and window: at the times of its own job, or of the one for all accounts. Null where there is none.';

create function sync.has_own_job(p_module text, p_mode text, p_window text, p_account text)
returns boolean
language sql
stable
security definer
set search_path = ''
begin atomic
  select exists (select from cron.job j where j.jobname = sync.job_of(p_module, p_mode, p_window, p_account));
end;

comment on function sync.has_own_job(text, text, text, text) is 'Whether an account has a job of its own, active or not: the one for all accounts then leaves it out.';

create function sync.invoke(
  p_module text,
  p_mode text default 'incremental',
  p_window text default null,
  p_account text default null,
  p_trigger text default 'schedule'
)
returns setof bigint
language plpgsql
set search_path = ''
as $$
declare
  v_account text;
begin
  if p_account is not null then
    perform sync.check_account(p_account);
  end if;
  for v_account in
    select a.account_id
    from sync.accounts a
    where case
      when p_account is not null then a.account_id = p_account and (a.paused_at is null or p_trigger <> 'schedule')
      else a.paused_at is null and not (p_trigger = 'schedule' and sync.has_own_job(p_module, p_mode, p_window, a.account_id))
    end
    order by a.account_id
  loop
    perform sync.keep_request(p_module, p_mode, p_window, v_account, p_trigger);
    return next sync.call_sync(p_module, p_mode, p_window, v_account, p_trigger);
  end loop;
end;
$$;

comment on function sync.invoke(text, text, text, text, text) is
  'Starts a sync by calling its edge function: of one account, or of every account that is not paused and has no job of its own. This is all that a cron job does. A request that nothing else repeats soon is kept until a run has answered it, see sync.requests.';

create function sync.invoke_run(p_run bigint)
returns bigint
language sql
set search_path = ''
begin atomic
  select sync.call_function('sync-' || r.module, jsonb_build_object('run', r.run_id), 'schedule')
  from sync.runs r
  where r.run_id = p_run;
end;

comment on function sync.invoke_run(bigint) is 'Goes on with a run by calling its edge function: its next slice, or a run that resumes it.';

create function sync.schedule(p_module text, p_mode text, p_times text, p_window text default null, p_account text default null)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_name constant text := sync.job_of(p_module, p_mode, p_window, p_account);
begin
  if p_account is not null then
    perform sync.check_account(p_account);
  end if;
  perform cron.schedule(
    v_name, p_times,
    case
      when p_account is not null then format('select sync.invoke(%L, %L, %L, %L)', p_module, p_mode, p_window, p_account)
      when p_window is null then format('select sync.invoke(%L, %L)', p_module, p_mode)
      else format('select sync.invoke(%L, %L, %L)', p_module, p_mode, p_window)
    end
  );
  return format('%s runs at %s (UTC).', v_name, p_times);
end;
$$;

comment on function sync.schedule(text, text, text, text, text) is
  'Makes or changes the cron job of a module, mode and window, for all accounts, or for one alone, which the job for all then leaves out; cron.unschedule of its job takes the account back. Times are cron''s five fields, in UTC. Safe to repeat.';
