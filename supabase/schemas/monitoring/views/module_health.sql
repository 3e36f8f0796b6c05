-- Health of each module.
-- Functions behind views run as their owner, so that a reader of a view needs no right on runs or staging; and without JIT:
-- compiling a view took ten seconds, reading it twenty milliseconds.

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
  watermark timestamptz,
  "position" smallint,
  late boolean,
  age_seconds bigint,
  fresh_within_seconds bigint,
  last_incremental_at timestamptz,
  last_full_at timestamptz,
  last_repair_at timestamptz,
  run_id bigint,
  phase text,
  held_back bigint,
  count_here bigint,
  count_there bigint,
  counted_at timestamptz
)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
begin
  -- PL/pgSQL keeps the plan: planning over every table takes as long as reading.
  return query
  with waiting as (
    select s.tableoid, s.account_id,
      count(*) filter (where s.status = 'pending') as pending,
      count(*) filter (where s.status = 'rejected') as rejected
    from (
      -- offset 0: else the planner reads a whole table in the order of its key to spare itself a sort of nine rows.
      select r.tableoid, r.account_id, r.status
      from staging.records r
      where r.status <> 'promoted' and r.gone_at is null
      offset 0
    ) s
    group by 1, 2
  ), unidentified as (
    select u.module, u.account_id, count(*) as rejected from sync.unidentified u group by 1, 2
  ), stand_ins as (
    select m.tableoid, m.account_id, count(*) as placeholders
    from (
      select r.tableoid, r.account_id from reconcile.mirror r where r.is_placeholder and r.deleted_at is null offset 0
    ) m
    group by 1, 2
  ), placeholders as (
    select e.module, s.account_id, sum(s.placeholders)::bigint as placeholders
    from stand_ins s
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = s.tableoid
    group by 1, 2
  ), held as (
    select d.module, d.account_id, count(*) as held_back from sync.missing d where d.status = 'held' group by 1, 2
  ), facts as (
    select
      m.module,
      m.position,
      a.account_id,
      m.fresh_within,
      greatest(i.at, u.at, p.at) as last_success_at,
      i.at as last_incremental_at,
      u.at as last_full_at,
      p.at as last_repair_at,
      l.started_at as last_run_at,
      f.error as last_error,
      coalesce(f.failures, 0)::int as failures_24h,
      o.run_id,
      o.phase,
      t.staging
    from sync.modules m
    cross join sync.accounts a
    cross join lateral (select format('staging.%I', 'stg_' || m.module)::regclass as staging) t
    left join lateral (
      select r.finished_at as at from sync.runs r
      where r.module = m.module and r.account_id = a.account_id and r.mode = 'incremental'
        and r.status = 'success' and not r.dry_run
      order by r.finished_at desc limit 1
    ) i on true
    left join lateral (
      select r.finished_at as at from sync.runs r
      where r.module = m.module and r.account_id = a.account_id and r.mode = 'full'
        and r.status = 'success' and not r.dry_run
      order by r.finished_at desc limit 1
    ) u on true
    left join lateral (
      select r.finished_at as at from sync.runs r
      where r.module = m.module and r.account_id = a.account_id and r.mode = 'repair'
        and r.status = 'success' and not r.dry_run
      order by r.finished_at desc limit 1
    ) p on true
    left join lateral (
      select r.started_at from sync.runs r
      where r.module = m.module and r.account_id = a.account_id
      order by r.started_at desc limit 1
    ) l on true
    left join lateral (
      select r.run_id, monitoring.phase_of(r.status, r.lease_until, r.heartbeat_at) as phase
      from sync.runs r
      where r.module = m.module and r.account_id = a.account_id and r.status = 'running'
    ) o on true
    left join lateral (
      select
        count(*) as failures,
        (array_agg(coalesce(r.error ->> 'code', '') || ': ' || coalesce(r.error ->> 'message', '') order by r.started_at desc))[1] as error
      from sync.runs r
      where r.module = m.module and r.account_id = a.account_id and r.status = 'failed'
        and r.started_at > now() - interval '24 hours'
    ) f on true
  )
  select
    f.module,
    f.account_id,
    case
      when f.last_success_at is null or now() - f.last_success_at > f.fresh_within or f.failures_24h > 3 then 'unhealthy'
      when f.failures_24h > 0 then 'degraded'
      else 'healthy'
    end,
    coalesce(f.phase in ('working', 'waiting'), false),
    f.last_success_at,
    f.last_run_at,
    f.last_error,
    now() - f.last_success_at,
    f.fresh_within,
    f.failures_24h,
    greatest(c.reltuples, 0)::bigint,
    coalesce(w.pending, 0),
    coalesce(w.rejected, 0) + coalesce(u.rejected, 0),
    coalesce(p.placeholders, 0),
    k.watermark,
    f.position,
    f.last_success_at is null or now() - f.last_success_at > f.fresh_within,
    extract(epoch from now() - f.last_success_at)::bigint,
    extract(epoch from f.fresh_within)::bigint,
    f.last_incremental_at,
    f.last_full_at,
    f.last_repair_at,
    f.run_id,
    f.phase,
    coalesce(h.held_back, 0),
    n.here,
    n.there,
    n.counted_at
  from facts f
  join pg_catalog.pg_class c on c.oid = f.staging
  left join waiting w on w.tableoid = f.staging and w.account_id = f.account_id
  left join unidentified u on u.module = f.module and u.account_id = f.account_id
  left join placeholders p on p.module = f.module and p.account_id = f.account_id
  left join held h on h.module = f.module and h.account_id = f.account_id
  left join sync.watermarks k on k.module = f.module and k.account_id = f.account_id
  left join monitoring.counts n on n.module = f.module and n.account_id = f.account_id
  order by f.position, f.account_id;
end;
$$;

comment on function monitoring.read_module_health() is 'Reads monitoring.module_health.';

create view monitoring.module_health with (security_invoker = on) as
select * from monitoring.read_module_health();

comment on view monitoring.module_health is
  'One row a module and account. healthy; degraded: a failure in the last 24 hours; unhealthy: more than three, or past its freshness target.';
comment on column monitoring.module_health.running is 'A slice works on it now, or is about to. False for a run whose slice died, until it is picked up.';
comment on column monitoring.module_health.last_success_at is 'End of the last run that succeeded, of any mode. A partial run is no success.';
comment on column monitoring.module_health.last_error is 'Of the newest failure in the last 24 hours: code and message.';
comment on column monitoring.module_health.age is 'Time since the last success.';
comment on column monitoring.module_health.fresh_within is 'The freshness target.';
comment on column monitoring.module_health.records is 'Records in staging, as the planner estimates them.';
comment on column monitoring.module_health.pending is 'Records that wait for promotion.';
comment on column monitoring.module_health.rejected is 'Records of which something was refused; see monitoring.rejects.';
comment on column monitoring.module_health.placeholders is 'Records that others refer to and that Gazelle has not given; see monitoring.placeholders.';
comment on column monitoring.module_health.late is 'Past its freshness target.';
comment on column monitoring.module_health.run_id is 'The open run, if there is one.';
comment on column monitoring.module_health.phase is 'Of the open run: working, waiting (for its next slice) or abandoned (its slice died).';
comment on column monitoring.module_health.held_back is 'Deletions that wait for a person; see monitoring.deletions.';
comment on column monitoring.module_health.count_here is 'Production rows at the end of the last complete full sweep. A kept count.';
comment on column monitoring.module_health.count_there is 'Gazelle''s totalCount in that sweep. Equal to count_here when nothing is refused or held back.';
comment on column monitoring.module_health.counted_at is 'When that sweep ended.';

grant execute on function monitoring.read_module_health() to authenticated;
grant select on monitoring.module_health to authenticated;
