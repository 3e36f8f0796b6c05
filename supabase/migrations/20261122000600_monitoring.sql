-- Monitoring. The functions run as their owner, so that whoever may read a view needs no right on runs or staging.

create function monitoring.read_module_health()
returns table (
  module text,
  account_id text,
  status text,
  running boolean,
  last_success_at timestamptz,
  last_run_at timestamptz,
  last_error text,
  age interval,
  fresh_within interval,
  failures_24h int,
  records bigint,
  pending bigint,
  rejected bigint,
  placeholders bigint,
  watermark timestamptz
)
language sql
stable
security definer
set search_path = ''
begin atomic
  with waiting as (
    select
      substring(s.tableoid::regclass::text from 'stg_(\w+)') as module,
      s.account_id,
      count(*) filter (where s.status = 'pending') as pending,
      count(*) filter (where s.status = 'rejected') as rejected
    from staging.records s
    where s.status <> 'promoted' and s.gone_at is null
    group by 1, 2
  ), unidentified as (
    select u.module, u.account_id, count(*) as rejected from sync.unidentified u group by 1, 2
  ), placeholders as (
    select e.module, m.account_id, count(*) as placeholders
    from reconcile.mirror m
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = m.tableoid
    where m.is_placeholder and m.deleted_at is null
    group by 1, 2
  ), facts as (
    select
      m.module,
      m.position,
      a.account_id,
      m.fresh_within,
      exists (select from sync.runs r where r.module = m.module and r.account_id = a.account_id and r.status = 'running') as running,
      s.finished_at as last_success_at,
      l.started_at as last_run_at,
      f.error as last_error,
      coalesce(f.failures, 0)::int as failures_24h,
      (select c.reltuples::bigint from pg_catalog.pg_class c where c.oid = format('staging.%I', 'stg_' || m.module)::regclass) as records,
      coalesce(w.pending, 0) as pending,
      coalesce(w.rejected, 0) + coalesce(u.rejected, 0) as rejected,
      coalesce(p.placeholders, 0) as placeholders,
      k.watermark
    from sync.modules m
    cross join sync.accounts a
    left join lateral (
      select r.finished_at
      from sync.runs r
      where r.module = m.module and r.account_id = a.account_id and r.status = 'success' and not r.dry_run
      order by r.started_at desc
      limit 1
    ) s on true
    left join lateral (
      select r.started_at
      from sync.runs r
      where r.module = m.module and r.account_id = a.account_id
      order by r.started_at desc
      limit 1
    ) l on true
    left join lateral (
      select
        count(*) as failures,
        (array_agg(coalesce(r.error ->> 'code', '') || ': ' || coalesce(r.error ->> 'message', '') order by r.started_at desc))[1] as error
      from sync.runs r
      where r.module = m.module and r.account_id = a.account_id and r.status = 'failed'
        and r.started_at > now() - interval '24 hours'
    ) f on true
    left join waiting w on w.module = m.module and w.account_id = a.account_id
    left join unidentified u on u.module = m.module and u.account_id = a.account_id
    left join placeholders p on p.module = m.module and p.account_id = a.account_id
    left join sync.watermarks k on k.module = m.module and k.account_id = a.account_id
  )
  select
    f.module,
    f.account_id,
    case
      when f.last_success_at is null or now() - f.last_success_at > f.fresh_within or f.failures_24h > 3 then 'unhealthy'
      when f.failures_24h > 0 then 'degraded'
      else 'healthy'
    end,
    f.running,
    f.last_success_at,
    f.last_run_at,
    f.last_error,
    now() - f.last_success_at,
    f.fresh_within,
    f.failures_24h,
    greatest(f.records, 0),
    f.pending,
    f.rejected,
    f.placeholders,
    f.watermark
  from facts f
  order by f.position, f.account_id;
end;

comment on function monitoring.read_module_health() is 'Reads monitoring.module_health.';

create view monitoring.module_health with (security_invoker = on) as
select * from monitoring.read_module_health();

comment on view monitoring.module_health is
  'One row a module and account. healthy; degraded: a failure in the last 24 hours; unhealthy: more than three, or past its freshness target.';

create function monitoring.read_runs()
returns table (
  run_id bigint,
  module text,
  account_id text,
  mode text,
  "window" text,
  status text,
  complete boolean,
  pages bigint,
  of_pages numeric,
  api_calls bigint,
  fetched bigint,
  changed bigint,
  promoted bigint,
  rejected bigint,
  placeholders bigint,
  deleted int,
  held_back int,
  slices int,
  dry_run boolean,
  triggered_by text,
  started_at timestamptz,
  finished_at timestamptz,
  duration interval,
  since timestamptz,
  error jsonb
)
language sql
stable
security definer
set search_path = ''
begin atomic
  select
    r.run_id, r.module, r.account_id, r.mode, r."window", r.status, r.complete,
    l.pages, l.of_pages, l.api_calls, l.fetched, l.changed, l.promoted, l.rejected, l.placeholders,
    r.deleted, r.held_back, r.slices, r.dry_run, r.triggered_by, r.started_at, r.finished_at,
    coalesce(r.finished_at, now()) - r.started_at, r.since, r.error
  from (select * from sync.runs order by run_id desc limit 1000) r
  cross join lateral (
    select
      coalesce(sum(l.pages), 0) as pages,
      sum(greatest(ceil(l.total_count / nullif(l.fetched::numeric / nullif(l.pages, 0), 0)), l.pages)) as of_pages,
      coalesce(sum(l.api_calls), 0) as api_calls,
      coalesce(sum(l.fetched), 0) as fetched,
      coalesce(sum(l.changed), 0) as changed,
      coalesce(sum(l.promoted), 0) as promoted,
      coalesce(sum(l.rejected), 0) as rejected,
      coalesce(sum(l.placeholders), 0) as placeholders
    from sync.lanes l
    where l.run_id = r.run_id
  ) l
  order by r.run_id desc;
end;

comment on function monitoring.read_runs() is 'Reads monitoring.runs.';

create view monitoring.runs with (security_invoker = on) as
select * from monitoring.read_runs();

comment on view monitoring.runs is 'The last thousand runs, newest first, with the counters of those that are under way.';

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
  processed_at timestamptz
)
language sql
stable
security definer
set search_path = ''
begin atomic
  select
    substring(s.tableoid::regclass::text from 'stg_(\w+)'), s.account_id, s.external_id, s.status,
    i.issue ->> 'rule', r.severity, i.issue ->> 'field', i.issue -> 'value', r.sentence,
    s.last_error, s.processing_attempts, s.fetched_at, s.processed_at
  from staging.records s
  left join lateral jsonb_array_elements(s.issues) i (issue) on true
  left join reconcile.rules r on r.rule = i.issue ->> 'rule'
  where s.status <> 'promoted' and s.gone_at is null
  union all
  select u.module, u.account_id, null, 'rejected', u.issue, 'fatal', 'id', u.raw_data -> 'id',
    'The record has no id of 1 to 200 characters; it is kept in sync.unidentified.', null, 1::smallint, u.fetched_at, u.fetched_at
  from sync.unidentified u;
end;

comment on function monitoring.read_rejects() is 'Reads monitoring.rejects.';

create view monitoring.rejects with (security_invoker = on) as
select * from monitoring.read_rejects();

comment on view monitoring.rejects is 'What waits or was refused, one row an issue: which record, which rule, which value.';

create function monitoring.read_data_quality()
returns table (module text, account_id text, rule text, severity text, sentence text, records bigint, example text)
language sql
stable
security definer
set search_path = ''
begin atomic
  select
    substring(s.tableoid::regclass::text from 'stg_(\w+)'), s.account_id, i.issue ->> 'rule', r.severity, r.sentence,
    count(distinct s.external_id), min(s.external_id)
  from staging.records s
  cross join lateral jsonb_array_elements(s.issues) i (issue)
  left join reconcile.rules r on r.rule = i.issue ->> 'rule'
  where s.issues is not null and s.gone_at is null
  group by 1, 2, 3, 4, 5
  union all
  select u.module, u.account_id, u.issue, 'fatal', 'The record has no id of 1 to 200 characters.', count(*), null
  from sync.unidentified u
  group by 1, 2, 3
  order by 4, 6 desc;
end;

comment on function monitoring.read_data_quality() is 'Reads monitoring.data_quality.';

create view monitoring.data_quality with (security_invoker = on) as
select * from monitoring.read_data_quality();

comment on view monitoring.data_quality is 'Each rule that records break, in how many records, with one of them.';

create function monitoring.read_placeholders()
returns table (
  entity text,
  account_id text,
  id text,
  since timestamptz,
  gone boolean,
  referred_to_by jsonb,
  attempts int,
  last_error text
)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_placeholder record;
  v_reference record;
  v_count bigint;
begin
  for v_placeholder in
    select m.tableoid, e.entity, e.module, m.account_id, m.id, m.created_at, m.deleted_at, q.attempts, q.last_error
    from reconcile.mirror m
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = m.tableoid
    left join sync.missing q on q.module = e.module and q.account_id = m.account_id and q.external_id = m.id
    where m.is_placeholder
    order by m.created_at
    limit 1000
  loop
    referred_to_by := '{}';
    for v_reference in
      select f.conrelid::regclass as source, a.attname
      from pg_catalog.pg_constraint f
      join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
      where f.confrelid = v_placeholder.tableoid and f.contype = 'f'
    loop
      execute format('select count(*) from %s t where t.%I = $1', v_reference.source, v_reference.attname)
      into v_count using v_placeholder.id;
      if v_count > 0 then
        referred_to_by := referred_to_by
          || jsonb_build_object(format('%s.%s', v_reference.source, v_reference.attname), v_count);
      end if;
    end loop;
    entity := v_placeholder.entity;
    account_id := v_placeholder.account_id;
    id := v_placeholder.id;
    since := v_placeholder.created_at;
    gone := v_placeholder.deleted_at is not null;
    attempts := coalesce(v_placeholder.attempts, 0);
    last_error := v_placeholder.last_error;
    return next;
  end loop;
end;
$$;

comment on function monitoring.read_placeholders() is 'Reads monitoring.placeholders.';

create view monitoring.placeholders with (security_invoker = on) as
select * from monitoring.read_placeholders();

comment on view monitoring.placeholders is
  'Records that others refer to and that Gazelle has not given: who refers to them how often, whether they are gone for good. The oldest thousand.';

create function monitoring.read_deletions()
returns table (
  module text,
  account_id text,
  id text,
  status text,
  merged_into text,
  attempts int,
  last_error text,
  decided_by text,
  found_missing_at timestamptz,
  settled_at timestamptz
)
language sql
stable
security definer
set search_path = ''
begin atomic
  select m.module, m.account_id, m.external_id, m.status, m.successor_id, m.attempts, m.last_error, m.decided_by,
    m.found_missing_at, m.settled_at
  from sync.missing m
  where m.reason = 'unseen'
  order by m.found_missing_at desc;
end;

comment on function monitoring.read_deletions() is 'Reads monitoring.deletions.';

create view monitoring.deletions with (security_invoker = on) as
select * from monitoring.read_deletions();

comment on view monitoring.deletions is
  'What a complete sweep did not see. held waits for a person: sync.release_deletions or sync.dismiss_deletions; gone is soft-deleted.';

select sync.seal_functions();
grant execute on function
  monitoring.read_module_health(), monitoring.read_runs(), monitoring.read_rejects(), monitoring.read_placeholders(),
  monitoring.read_deletions(), monitoring.read_data_quality()
to authenticated;
grant select on all tables in schema monitoring to authenticated;
