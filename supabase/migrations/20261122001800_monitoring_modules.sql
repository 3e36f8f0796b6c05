-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/modules/module_runs.sql, schemas/monitoring/modules/module_backlog.sql, schemas/monitoring/modules/module_health.sql, schemas/monitoring/modules/sweeps.sql. Do not edit.

-- The state of each module's runs, by index look-ups alone.

create function monitoring.read_module_runs()
returns table (
  module text,
  "position" smallint,
  account_id text,
  fresh_within interval,
  watermark timestamptz,
  last_success_at timestamptz,
  last_incremental_at timestamptz,
  last_full_at timestamptz,
  last_repair_at timestamptz,
  last_run_at timestamptz,
  late boolean,
  failures_24h int,
  last_error text,
  run_id bigint,
  phase text
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  -- PL/pgSQL keeps the plan for the session.
  return query
  -- What lies in the future was written before the clock was set back, and says nothing of today.
  select m.module, m.position, a.account_id, m.fresh_within, greatest(w.watermark, s.watermark), s.last_success_at, s.last_incremental_at, s.last_full_at, s.last_repair_at,
    l.started_at, a.paused_at is null and coalesce(now() - greatest(w.watermark, s.watermark) > m.fresh_within, true), coalesce(f.failures, 0)::int, f.error,
    o.run_id, o.phase
  from sync.modules m
  cross join sync.accounts a
  left join sync.watermarks w on w.module = m.module and w.account_id = a.account_id and w.watermark <= clock_timestamp()
  cross join lateral (
    select max(e.watermark) filter (where e.moved_watermark) as watermark, max(e.at) as last_success_at,
      max(e.at) filter (where e.mode = 'incremental') as last_incremental_at,
      max(e.at) filter (where e.mode = 'full') as last_full_at,
      max(e.at) filter (where e.mode = 'repair') as last_repair_at
    from (values ('incremental'), ('full'), ('repair')) k (mode)
    cross join lateral (
      select r.mode, r.finished_at as at, r.watermark, r.moved_watermark from sync.runs r
      where r.module = m.module and r.account_id = a.account_id and r.mode = k.mode and (r.status = 'success' or r.moved_watermark) and not r.dry_run
        and r.finished_at <= clock_timestamp() and r.watermark <= clock_timestamp()
      order by r.finished_at desc limit 1
    ) e
  ) s
  left join lateral (
    select r.started_at from sync.runs r
    where r.module = m.module and r.account_id = a.account_id and r.started_at <= clock_timestamp()
    order by r.started_at desc limit 1
  ) l on true
  left join lateral (
    -- Of a poll and a sweep that go side by side, the sweep: it is what takes long.
    select r.run_id, monitoring.phase_of(r.status, r.lease_until, r.heartbeat_at) as phase
    from sync.runs r
    where r.module = m.module and r.account_id = a.account_id and r.status = 'running' and not r.dry_run
    order by r.kind = 'sweep' desc
    limit 1
  ) o on true
  left join lateral (
    select
      -- What is not connected has asked Gazelle for nothing: it waits for consent.
      count(*) filter (where r.error ->> 'code' is distinct from 'gazelle_not_connected') as failures,
      (array_agg(coalesce(r.error ->> 'code', '') || ': ' || coalesce(r.error ->> 'message', '') order by r.started_at desc))[1] as error
    from sync.runs r
    where r.module = m.module and r.account_id = a.account_id and r.status = 'failed' and r.started_at > now() - interval '24 hours'
      and r.started_at <= clock_timestamp()
  ) f on true;
end;
$$;

comment on function monitoring.read_module_runs() is
  'One row a module and account: its watermark, from which it is fresh, last successes, last start, failures of a day, and the open run with its phase.';

-- What waits in each module: for promotion, for repair, for a record from Gazelle, for a person.

create function monitoring.read_module_backlog()
returns table (module text, account_id text, pending bigint, rejected bigint, placeholders bigint, held_back bigint)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  -- PL/pgSQL keeps the plan for the session.
  return query
  -- offset 0 twice: without it the planner reads a whole table in the order of its key to spare a sort of nine rows.
  select b.module, b.account_id, sum(b.pending)::bigint, sum(b.rejected)::bigint, sum(b.placeholders)::bigint, sum(b.held_back)::bigint
  from (
    select m.module, w.account_id, w.pending, w.rejected, 0 as placeholders, 0 as held_back
    from (
      select s.tableoid, s.account_id, count(*) filter (where s.status = 'pending') as pending,
        count(*) filter (where s.status = 'rejected') as rejected
      from (
        select r.tableoid, r.account_id, r.status from staging.records r where r.status <> 'promoted' and r.gone_at is null offset 0
      ) s
      group by 1, 2
    ) w
    join sync.modules m on format('staging.%I', 'stg_' || m.module)::regclass = w.tableoid
    union all
    select u.module, u.account_id, 0, count(*), 0, 0 from sync.unidentified u group by 1, 2
    union all
    select e.module, p.account_id, 0, 0, p.placeholders, 0
    from (
      select m.tableoid, m.account_id, count(*) as placeholders
      from (
        select r.tableoid, r.account_id from reconcile.mirror r where r.is_placeholder and r.deleted_at is null offset 0
      ) m
      group by 1, 2
    ) p
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = p.tableoid
    union all
    select d.module, d.account_id, 0, 0, 0, count(*) from sync.missing d where d.status = 'held' group by 1, 2
  ) b
  group by 1, 2;
end;
$$;

comment on function monitoring.read_module_backlog() is
  'Counts by module and account, only where there is something: pending and rejected records, placeholders, deletions held back.';

-- Health of each module, for the views, the metrics and the page.
-- Long (read_module_health): the columns of the answer stand in it.
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
  local_count bigint,
  remote_count bigint,
  counted_at timestamptz,
  title jsonb,
  whole_at timestamptz,
  next_sweep_at timestamptz,
  paused boolean,
  connected boolean
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
  select
    r.module,
    r.account_id,
    case when r.late or r.failures_24h > 3 then 'unhealthy' when r.failures_24h > 0 then 'degraded' else 'healthy' end,
    coalesce(r.phase in ('working', 'waiting'), false),
    r.last_success_at,
    r.last_run_at,
    r.last_error,
    now() - r.watermark,
    r.fresh_within,
    r.failures_24h,
    greatest(c.reltuples, 0)::bigint,
    coalesce(b.pending, 0),
    coalesce(b.rejected, 0),
    coalesce(b.placeholders, 0),
    r.watermark,
    r.position,
    r.late,
    extract(epoch from now() - r.watermark)::bigint,
    extract(epoch from r.fresh_within)::bigint,
    r.last_incremental_at,
    r.last_full_at,
    r.last_repair_at,
    r.run_id,
    r.phase,
    coalesce(b.held_back, 0),
    n.local_count,
    n.remote_count,
    n.counted_at,
    m.title,
    s.whole_at,
    case when a.paused_at is null then monitoring.next_time(sync.schedule_of(r.module, 'full', null, r.account_id), now()) end,
    a.paused_at is not null,
    a.account_id = 'main' or exists (select from sync.credentials d where d.account_id = a.account_id)
  from monitoring.read_module_runs() r
  join sync.modules m using (module)
  join sync.accounts a using (account_id)
  join pg_catalog.pg_class c on c.oid = format('staging.%I', 'stg_' || r.module)::regclass
  left join monitoring.read_module_backlog() b using (module, account_id)
  left join monitoring.counts n using (module, account_id)
  left join monitoring.read_sweeps() s using (module, account_id)
  where r.account_id = any ((select gazelle.member_accounts())::text[])
  order by r.position, r.account_id;
end;
$$;

comment on function monitoring.read_module_health() is 'Reads monitoring.module_health.';

create view monitoring.module_health with (security_invoker = on) as
select * from monitoring.read_module_health();

comment on view monitoring.module_health is
  'One row a module and account. healthy; degraded: a failure in the last 24 hours; unhealthy: more than three, or past its freshness target.';
comment on column monitoring.module_health.running is 'A slice works on it now, or is about to. False for a run whose slice died, until it is picked up.';
comment on column monitoring.module_health.last_success_at is 'End of the last run that read everything it asked for, of any mode; holes that stay do not count.';
comment on column monitoring.module_health.last_error is 'Of the newest failure in the last 24 hours: code and message.';
comment on column monitoring.module_health.age is
  'Time since the watermark: everything that Gazelle shows a poll is here as it was then. What only a sweep sees is as it was at whole_at.';
comment on column monitoring.module_health.fresh_within is 'The freshness target.';
comment on column monitoring.module_health.records is
  'About how many records staging has: the planner''s estimate, of all accounts, with what is gone from Gazelle. How many of this account are in production: local_count.';
comment on column monitoring.module_health.pending is 'Records that wait for promotion.';
comment on column monitoring.module_health.rejected is 'Records of which something was refused; see monitoring.rejects.';
comment on column monitoring.module_health.placeholders is 'Records that others refer to and that Gazelle has not given; see monitoring.placeholders.';
comment on column monitoring.module_health.late is 'Past its freshness target; not while its account is paused.';
comment on column monitoring.module_health.run_id is 'The open run, if there is one.';
comment on column monitoring.module_health.phase is 'Of the open run: working, waiting (for its next slice) or abandoned (its slice died).';
comment on column monitoring.module_health.held_back is 'Deletions that wait for a person; see monitoring.deletions.';
comment on column monitoring.module_health.local_count is 'Production rows at the end of the last complete full sweep. Counted at that moment; null from an erasure on until the next one.';
comment on column monitoring.module_health.remote_count is 'Gazelle''s totalCount in that sweep. Equal to local_count when nothing is refused or held back.';
comment on column monitoring.module_health.counted_at is 'When that sweep ended.';
comment on column monitoring.module_health.title is 'The module''s name by language: {"en": …, "fr": …}.';
comment on column monitoring.module_health.whole_at is
  'Start of the last whole full sweep: everything is as it was then or later. An edit that Gazelle shows no poll comes with the next sweep.';
comment on column monitoring.module_health.next_sweep_at is
  'When the schedule begins the next full sweep. Null where there is none, while the account is paused, or its times have another form than a minute and an hour of each day or of one day of the week.';
comment on column monitoring.module_health.paused is 'Its account is paused: no schedule syncs it.';
comment on column monitoring.module_health.connected is 'Its account has a credential. That of main may be among the functions'' settings, and counts as given.';

grant execute on function monitoring.read_module_health() to authenticated;
grant select on monitoring.module_health to authenticated;

-- The full sweeps of each module: what polls cannot see is as old as the last whole one.

create function monitoring.next_time(p_times text, p_after timestamptz)
returns timestamptz
language sql
stable
set search_path = ''
begin atomic
  select min(d.at)
  from regexp_match(p_times, '^([0-5]?\d) (1?\d|2[0-3]) \* \* (\*|[0-7])$') m (parts)
  cross join generate_series(0, 7) n (days)
  cross join lateral (
    select ((p_after at time zone 'UTC')::date + n.days + make_time(m.parts[2]::int, m.parts[1]::int, 0)) at time zone 'UTC' as at
  ) d
  where d.at > p_after and m.parts[3] in ('*', extract(dow from d.at at time zone 'UTC')::text, extract(isodow from d.at at time zone 'UTC')::text);
end;

comment on function monitoring.next_time(text, timestamptz) is
  'When a schedule fires next, for the forms that sweeps use: a minute and an hour (UTC) of each day, or of one day of the week. Null for any other.';

create function monitoring.read_sweeps()
returns table (
  module text,
  account_id text,
  swept_within interval,
  whole_at timestamptz,
  run_id bigint,
  status text,
  gaps int,
  error jsonb
)
language sql
stable
set search_path = ''
as $$
  select m.module, a.account_id, m.swept_within, w.watermark, l.run_id, l.status, l.gaps, l.error
  from sync.modules m
  cross join sync.accounts a
  left join lateral (
    select r.watermark
    from sync.runs r
    where r.module = m.module and r.account_id = a.account_id and r.mode = 'full' and r.complete and not r.dry_run
      and greatest(r.started_at, r.watermark) <= clock_timestamp()
    order by r.started_at desc
    limit 1
  ) w on true
  left join lateral (
    select r.run_id, r.status, r.gaps, r.error
    from sync.runs r
    where r.module = m.module and r.account_id = a.account_id and r.mode = 'full' and not r.dry_run and r.started_at <= clock_timestamp()
    order by r.started_at desc
    limit 1
  ) l on true
  where m.swept_within is not null;
$$;

comment on function monitoring.read_sweeps() is
  'One row a module and account: when the last whole sweep began, its target, and the last sweep of all.';
