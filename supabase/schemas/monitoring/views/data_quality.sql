-- Rules that records break, counted.

create function monitoring.read_data_quality()
returns table (
  module text,
  account_id text,
  rule text,
  severity text,
  sentence text,
  records bigint,
  example text,
  at_least boolean
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with tables as (
    select m.module, format('staging.%I', 'stg_' || m.module)::regclass::oid as staging from sync.modules m
  ), broken as materialized (
    select s.tableoid, s.account_id, s.external_id, s.issues
    from staging.records s
    where s.issues is not null and s.gone_at is null and s.account_id = any ((select gazelle.member_accounts())::text[])
    limit 20000
  ), counts as (
    -- A record can break a rule in several fields; counting distinct ids would sort them all.
    select b.tableoid, b.account_id, k.rule, count(*) as records, min(b.external_id collate "C") as example
    from broken b
    cross join lateral (
      select distinct i.issue ->> 'rule' as rule from jsonb_array_elements(b.issues) i (issue)
    ) k
    group by 1, 2, 3
  )
  select t.module, c.account_id, c.rule, r.severity, r.sentence, c.records, c.example, (select count(*) from broken) = 20000
  from counts c
  join tables t on t.staging = c.tableoid
  left join reconcile.rules r on r.rule = c.rule
  union all
  select u.module, u.account_id, u.issue, 'fatal', 'The record has no id of 1 to 200 characters.', count(*), null, false
  from sync.unidentified u
  where u.account_id = any ((select gazelle.member_accounts())::text[])
  group by 1, 2, 3
  order by 4, 6 desc;
end;

comment on function monitoring.read_data_quality() is 'Reads monitoring.data_quality.';

create view monitoring.data_quality with (security_invoker = on) as
select * from monitoring.read_data_quality();

comment on view monitoring.data_quality is 'Each rule that records break, in how many records, with one of them.';
comment on column monitoring.data_quality.at_least is 'More than 20,000 records have issues: only so many were counted, and the counts are lower bounds.';

grant execute on function monitoring.read_data_quality() to authenticated;
grant select on monitoring.data_quality to authenticated;
