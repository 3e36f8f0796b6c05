-- One row for one cause: what needs a person and what raised an alert, put together where they have the same one.
-- Long (read_causes): actions and alerts are each given their cause, and then joined.

-- Which alerts go with which kind of action, or with the failures that explain them.
create function monitoring.rules_with(p_kind text)
returns text[]
language sql
immutable
set search_path = ''
return case p_kind
  when 'failing' then array['run_failed', 'field_gone', 'gazelle_away', 'wrong_address', 'token_refused', 'token_ending', 'stale', 'sweep_overdue']
  when 'release_deletions' then array['deletion_held']
  when 'rejects' then array['rejects_stay']
  when 'hole' then array['hole_stays']
  when 'placeholders' then array['placeholders_stay']
end;

comment on function monitoring.rules_with(text) is 'The alert rules that say the same as an action of this kind.';

create function monitoring.scope_of_error(p_code text, p_module text)
returns text
language sql
immutable
set search_path = ''
return case
  when monitoring.rule_of_error(p_code) in ('token_refused', 'gazelle_away', 'wrong_address') then monitoring.rule_of_error(p_code)
  -- One thing that all modules need.
  when p_code in ('database_unreachable', 'bad_setting', 'erasure_key_missing', 'GZ426', 'functions_not_connected', 'GZ424', 'token_unreadable', 'token_not_stored') then p_code
  else concat_ws(' ', p_code, p_module)
end;

comment on function monitoring.scope_of_error(text, text) is
  'What failures have one cause by: an error of the account or the project is one for all modules, any other is one of its module.';

create function monitoring.read_causes()
returns table (
  cause text,
  kind text,
  severity text,
  account_id text,
  modules text[],
  about text[],
  records bigint,
  since timestamptz,
  message text,
  hint text,
  alert_ids bigint[],
  acknowledged_by text,
  can_connect boolean
)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
  v_accounts text[] := gazelle.member_accounts();
  v_is_of_all boolean := gazelle.is_member_of_all();
begin
  return query
  with open as materialized (
    select a.* from monitoring.alerts a where a.resolved_at is null and (v_is_of_all or a.account_id = any (v_accounts))
  ), actions as (
    select
      case r.kind when 'connect' then 'gazelle_credential_refused' when 'failing' then r.about else r.kind end as cause,
      case r.kind when 'connect' then 'failing' else r.kind end as kind,
      case r.kind
        when 'connect' then 'token_refused'
        when 'failing' then monitoring.scope_of_error(r.about, r.module)
        when 'placeholders' then 'placeholders'
        when 'release_deletions' then 'release_deletions'
        when 'rejects' then 'rejects'
        when 'unidentified' then 'unidentified'
        when 'hole' then concat_ws(' ', 'hole', r.module, h.kind, h.field, h.message)
        else concat_ws(' ', r.kind, r.module, r.about)
      end as scope,
      r.severity, r.account_id, r.module, case when r.kind not in ('connect', 'failing') then r.about end as about,
      coalesce(r.records, case when r.kind = 'hole' then 1 end) as records, r.since, case r.kind when 'hole' then h.message else r.sentence end as message, r.remedy
    from monitoring.read_actions_required() r
    left join sync.holes h on h.hole_id::text = r.about and r.kind = 'hole'
  ), joined as (
    select
      row_number() over () as nth, (array_agg(a.cause order by a.since desc))[1] as cause, a.kind,
      case when bool_or(a.severity = 'error') then 'error' else 'warning' end as severity, a.account_id,
      array_agg(distinct a.module) filter (where a.module is not null) as modules, array_agg(a.about order by a.since) filter (where a.about is not null) as about,
      sum(a.records)::bigint as records, min(a.since) as since, (array_agg(a.message order by a.since desc))[1] as message,
      (array_agg(a.remedy order by a.since desc))[1] as hint
    from actions a
    group by a.account_id, a.kind, a.scope
  ), told as materialized (
    select j.nth, o.*
    from joined j
    join open o on o.rule = any (monitoring.rules_with(j.kind)) and o.account_id = j.account_id
      and (o.subject = j.account_id or o.subject = any (j.modules) or o.subject = any (j.about))
  ), causes as (
    select j.cause, j.kind, case when t.is_critical then 'critical' else j.severity end as severity, j.account_id, j.modules, j.about, j.records,
      least(j.since, t.since) as since, j.message, j.hint, t.alert_ids, t.acknowledged_by
    from joined j
    left join (
      select t.nth, bool_or(t.severity = 'critical') as is_critical, min(t.opened_at) as since, array_agg(distinct t.alert_id) as alert_ids,
        case when bool_and(t.acknowledged_by is not null) then max(t.acknowledged_by) end as acknowledged_by
      from told t
      group by t.nth
    ) t using (nth)
    union all
    -- An alert that goes with no action is a cause of its own; those of one rule and account are one.
    select o.rule, 'alert', min(o.severity), o.account_id,
      -- Of an alert about a record the details say whose it is.
      nullif(array(select m.module from sync.modules m where m.module = any (array_agg(o.subject) || array_agg(o.details ->> 'module')) order by m.position), '{}'),
      array_agg(x.about order by x.about), max((o.details ->> 'records')::bigint), min(o.opened_at), (array_agg(o.message order by o.opened_at desc))[1], min(o.remedy),
      array_agg(distinct o.alert_id),
      case when bool_and(o.acknowledged_by is not null) then max(o.acknowledged_by) end
    from open o
    cross join lateral (
      select o.subject as about where o.covers is null
      union all
      select i.id from jsonb_array_elements_text(o.details -> 'ids') i (id) where o.covers is not null
    ) x
    where o.alert_id not in (select t.alert_id from told t)
    group by o.rule, o.account_id
  )
  select s.*, exists (select from sync.credentials c where c.account_id = s.account_id and c.kind = 'oauth')
  from causes s
  order by s.severity = 'critical' desc, s.severity = 'error' desc, s.since;
end;
$$;

comment on function monitoring.read_causes() is 'Reads monitoring.causes.';

create view monitoring.causes with (security_invoker = on) as
select * from monitoring.read_causes();

comment on view monitoring.causes is
  'One row for one cause of what needs a person: actions_required and open alerts put together, the worst first. Empty when nothing does.';
comment on column monitoring.causes.cause is 'An error''s code, an alert''s rule, or a kind of monitoring.actions_required: the page has a cause and a remedy for each.';
comment on column monitoring.causes.kind is 'failing, alert, or a kind of monitoring.actions_required.';
comment on column monitoring.causes.severity is 'critical, error or warning.';
comment on column monitoring.causes.modules is 'Whose data it is about; null where it is not about modules.';
comment on column monitoring.causes.about is 'Ids, subjects or statuses within the modules, the oldest first.';
comment on column monitoring.causes.message is 'With numbers and names; of several, the newest.';
comment on column monitoring.causes.hint is 'What to do, for developers; the page has its own words.';
comment on column monitoring.causes.alert_ids is 'The open alerts that tell of it.';
comment on column monitoring.causes.acknowledged_by is 'Who acknowledged all of them.';
comment on column monitoring.causes.can_connect is 'The account has OAuth tokens: monitoring.connect_link connects it again.';

grant execute on function monitoring.read_causes() to authenticated;
grant select on monitoring.causes to authenticated;
