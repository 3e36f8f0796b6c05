-- Failed runs of a week, records that are refused now, and look-ups by id without an answer, in one list.

create function monitoring.read_recent_errors()
returns table (
  at timestamptz,
  kind text,
  severity text,
  module text,
  account_id text,
  entity text,
  external_id text,
  run_id bigint,
  rule text,
  field text,
  value jsonb,
  message text,
  hint text
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with tables as materialized (
    select m.module, format('staging.%I', 'stg_' || m.module)::regclass::oid as staging from sync.modules m
  ), refused as materialized (
    -- The newest first, and only then their issues: a thousand are shown, ten thousand may wait.
    select s.tableoid, s.account_id, s.external_id, s.status, s.issues, s.last_error, s.processed_at, s.run_id
    from staging.records s
    where s.status <> 'promoted' and s.gone_at is null and s.account_id = any ((select gazelle.member_accounts())::text[])
    order by s.processed_at desc nulls last
    limit 1000
  ), failed as (
    select r.finished_at, r.module, r.account_id, r.run_id, r.error
    from sync.runs r
    where r.status = 'failed' and r.started_at > now() - interval '7 days' and r.account_id = any ((select gazelle.member_accounts())::text[])
    order by r.started_at desc
    limit 1000
  )
  select e.*
  from (
    select f.finished_at as at, 'run' as kind, 'error' as severity, f.module, f.account_id, null::text as entity,
      null::text as external_id, f.run_id, f.error ->> 'code' as rule, null::text as field, null::jsonb as value,
      f.error ->> 'message' as message, f.error ->> 'hint' as hint
    from failed f
    union all
    select s.processed_at, 'record', case r.severity when 'warning' then 'warning' else 'error' end, t.module, s.account_id,
      t.module, s.external_id, s.run_id, coalesce(i.issue ->> 'rule', s.status), i.issue ->> 'field', i.issue -> 'value',
      coalesce(r.sentence, s.last_error), s.last_error
    from refused s
    join tables t on t.staging = s.tableoid
    left join lateral jsonb_array_elements(s.issues) i (issue) on true
    left join reconcile.rules r on r.rule = i.issue ->> 'rule'
    union all
    (
      select u.fetched_at, 'record', 'error', u.module, u.account_id, u.module, null, u.run_id, u.issue, 'id', u.raw_data -> 'id',
        'The record has no id of 1 to 200 characters.', 'It is kept in sync.unidentified.'
      from sync.unidentified u
      where u.account_id = any ((select gazelle.member_accounts())::text[])
      order by u.unidentified_id desc
      limit 1000
    )
    union all
    (
      select greatest(q.found_missing_at, q.next_at - least(interval '1 minute' * power(2, q.attempts - 1), interval '1 day')),
        'lookup', 'warning', q.module, q.account_id, q.module, q.external_id, q.run_id, split_part(q.last_error, ':', 1), 'id', null,
        q.last_error, 'It is asked for again later.'
      from sync.missing q
      where q.status = 'due' and q.last_error is not null and q.account_id = any ((select gazelle.member_accounts())::text[])
      order by q.next_at desc
      limit 1000
    )
  ) e
  order by e.at desc nulls last
  limit 1000;
end;

comment on function monitoring.read_recent_errors() is 'Reads monitoring.recent_errors.';

create view monitoring.recent_errors with (security_invoker = on) as
select * from monitoring.read_recent_errors();

comment on view monitoring.recent_errors is
  'What went wrong, newest first, at most a thousand: failed runs of a week, records that are refused now, look-ups by id without an answer.';
comment on column monitoring.recent_errors.kind is 'run, record or lookup.';
comment on column monitoring.recent_errors.severity is 'error: the run or record failed; warning: it went on without something.';
comment on column monitoring.recent_errors.rule is 'The rule that the record breaks (see reconcile.rules), or the error''s code.';
comment on column monitoring.recent_errors.value is 'The value that broke the rule, cut at 200 characters.';

grant execute on function monitoring.read_recent_errors() to authenticated;
grant select on monitoring.recent_errors to authenticated;
