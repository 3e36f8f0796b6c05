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
