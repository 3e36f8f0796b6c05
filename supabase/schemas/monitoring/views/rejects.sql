-- Refused and waiting records, one row an issue.

create function monitoring.read_rejects()
returns table (
  module text,
  account_id text,
  external_id text,
  status text,
  rule text,
  severity text,
  field text,
  value jsonb,
  sentence text,
  last_error text,
  processing_attempts smallint,
  fetched_at timestamptz,
  processed_at timestamptz,
  run_id bigint
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with tables as materialized (
    select m.module, format('staging.%I', 'stg_' || m.module)::regclass::oid as staging from sync.modules m
  )
  select
    t.module, s.account_id, s.external_id, s.status,
    i.issue ->> 'rule', r.severity, i.issue ->> 'field', i.issue -> 'value', r.sentence,
    s.last_error, s.processing_attempts, s.fetched_at, s.processed_at, s.run_id
  from staging.records s
  join tables t on t.staging = s.tableoid
  left join lateral jsonb_array_elements(s.issues) i (issue) on true
  left join reconcile.rules r on r.rule = i.issue ->> 'rule'
  where s.status <> 'promoted' and s.gone_at is null and s.account_id = any ((select gazelle.member_accounts())::text[])
  union all
  select u.module, u.account_id, null, 'rejected', u.issue, 'fatal', 'id', u.raw_data -> 'id',
    'The record has no id of 1 to 200 characters; it is kept in sync.unidentified.', null, 1::smallint, u.fetched_at, u.last_seen_at,
    u.run_id
  from sync.unidentified u
  where u.account_id = any ((select gazelle.member_accounts())::text[]);
end;

comment on function monitoring.read_rejects() is 'Reads monitoring.rejects.';

create view monitoring.rejects with (security_invoker = on) as
select * from monitoring.read_rejects();

comment on view monitoring.rejects is
  'What waits or was refused, one row an issue: which record, which rule, which value.';
comment on column monitoring.rejects.severity is 'fatal: why it was refused; warning: what is wrong beside that.';
comment on column monitoring.rejects.last_error is 'SQLSTATE and message, when promotion failed for a reason that no rule foresaw.';
comment on column monitoring.rejects.run_id is 'The run that brought this content.';

grant execute on function monitoring.read_rejects() to authenticated;
grant select on monitoring.rejects to authenticated;
