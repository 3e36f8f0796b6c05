-- Refused and waiting records by their cause: ten thousand of one cause are one row.

create function monitoring.cause_of(p_issues jsonb)
returns jsonb
language sql
stable
set search_path = ''
return (
  select i.issue
  from jsonb_array_elements(p_issues) with ordinality i (issue, nth)
  left join reconcile.rules r on r.rule = i.issue ->> 'rule'
  order by r.severity = 'fatal' desc nulls last, i.nth
  limit 1
);

comment on function monitoring.cause_of(jsonb) is 'Of a record''s issues, the one for which it is refused: the first fatal one, else the first. Null for none.';

create function monitoring.read_reject_groups()
returns table (
  module text,
  account_id text,
  status text,
  rule text,
  severity text,
  field text,
  sentence text,
  records bigint,
  since timestamptz,
  example text,
  value jsonb,
  last_error text
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with tables as materialized (
    select m.module, m.position, format('staging.%I', 'stg_' || m.module)::regclass::oid as staging from sync.modules m
  ), waiting as materialized (
    select s.tableoid, s.account_id, s.external_id, s.status, s.last_error, s.fetched_at, monitoring.cause_of(s.issues) as cause
    from staging.records s
    where s.status <> 'promoted' and s.gone_at is null and s.account_id = any ((select gazelle.member_accounts())::text[])
  ), groups as (
    select w.tableoid, w.account_id, w.status, w.cause ->> 'rule' as rule, w.cause ->> 'field' as field, count(*) as records, min(w.fetched_at) as since,
      min(w.external_id collate "C") as example, (array_agg(w.cause -> 'value'))[1] as value, min(w.last_error) as last_error
    from waiting w
    group by 1, 2, 3, 4, 5
  )
  select t.module, g.account_id, g.status, g.rule, r.severity, g.field, r.sentence, g.records, g.since, g.example, g.value, g.last_error
  from groups g
  join tables t on t.staging = g.tableoid
  left join reconcile.rules r on r.rule = g.rule
  union all
  select u.module, u.account_id, 'rejected', u.issue, 'fatal', 'id', 'The record has no id of 1 to 200 characters; it is kept in sync.unidentified.',
    count(*), min(u.fetched_at), null, (array_agg(u.raw_data -> 'id'))[1], null
  from sync.unidentified u
  where u.account_id = any ((select gazelle.member_accounts())::text[])
  group by u.module, u.account_id, u.issue
  order by 8 desc, 1, 4, 6;
end;

comment on function monitoring.read_reject_groups() is 'Reads monitoring.reject_groups.';

create view monitoring.reject_groups with (security_invoker = on) as
select * from monitoring.read_reject_groups();

comment on view monitoring.reject_groups is
  'Records that wait or were refused, by module and cause, the largest group first. Each record is counted once. monitoring.retry_rejects tries a group again.';
comment on column monitoring.reject_groups.rule is 'The rule that refuses them; null for what waits without an issue.';
comment on column monitoring.reject_groups.example is 'One of them; null where they have no id.';
comment on column monitoring.reject_groups.value is 'The value of one of them.';

grant execute on function monitoring.read_reject_groups() to authenticated;
grant select on monitoring.reject_groups to authenticated;
