-- Runs with their phase, progress and outcome.
-- Long (read_runs): 39 columns, each of which stands in the signature and in the list.

create function monitoring.read_runs(p_run bigint default null)
returns table (
  run_id bigint,
  module text,
  account_id text,
  mode text,
  "window" text,
  status text,
  complete boolean,
  pages bigint,
  of_pages bigint,
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
  error jsonb,
  until timestamptz,
  phase text,
  heartbeat_at timestamptz,
  waited_ms bigint,
  null_nodes bigint,
  api_errors bigint,
  resumes bigint,
  progress numeric,
  records_per_second numeric,
  seconds_left numeric,
  cpu_ms int,
  slice_cpu_ms int,
  slice_ms int,
  peak_memory_bytes bigint,
  bytes bigint
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select
    r.run_id, r.module, r.account_id, r.mode, r."window", r.status, r.complete,
    coalesce(l.pages, r.pages), coalesce(l.of_pages, r.pages), coalesce(l.api_calls, r.api_calls), coalesce(l.fetched, r.fetched),
    coalesce(l.changed, r.changed), coalesce(l.promoted, r.promoted), coalesce(l.rejected, r.rejected),
    coalesce(l.placeholders, r.placeholders),
    r.deleted, r.held_back, r.slices, r.dry_run, r.triggered_by, r.started_at, r.finished_at, t.duration,
    r.since, r.error, r.until,
    case when r.status = 'running' then monitoring.phase_of(r.status, r.lease_until, r.heartbeat_at) else 'over' end, r.heartbeat_at,
    coalesce(l.waited_ms, r.waited_ms), coalesce(l.null_nodes, r.null_nodes), coalesce(l.api_errors, r.api_errors), r.resumes,
    case when r.status = 'running' then round(least(l.page::numeric / nullif(l.of_pages, 0), 1), 3) end,
    round((coalesce(l.fetched, r.fetched) / nullif(t.seconds, 0))::numeric, 1),
    case when r.status = 'running' then round(((l.of_pages - l.page) * t.seconds / nullif(l.pages, 0))::numeric) end,
    r.cpu_ms, r.slice_cpu_ms, r.slice_ms, r.peak_memory_bytes, r.bytes
  from (
    select *
    from sync.runs r
    where r.run_id between coalesce(p_run, 0) and coalesce(p_run, 9223372036854775807) and r.account_id = any ((select gazelle.member_accounts())::text[])
    order by r.run_id desc
    limit 1000
  ) r
  cross join lateral (select coalesce(r.finished_at, now()) - r.started_at as duration) d
  cross join lateral (select d.duration, extract(epoch from d.duration)::float8 as seconds) t
  left join monitoring.open_run_counters() l on l.run_id = r.run_id
  order by r.run_id desc;
end;

comment on function monitoring.read_runs(bigint) is 'Reads monitoring.runs: one, however old, or the last thousand.';

create view monitoring.runs with (security_invoker = on) as
select * from monitoring.read_runs();

comment on view monitoring.runs is 'The last thousand runs, newest first, with the counters of those that are under way.';
comment on column monitoring.runs.status is 'running, success, partial (something was refused, or the sweep is not complete) or failed.';
comment on column monitoring.runs.phase is 'working, waiting (for its next slice), abandoned (its slice died, it is resumed within a minute) or over.';
comment on column monitoring.runs.of_pages is 'Pages of the whole sweep, by totalCount; with those of the runs it resumes.';
comment on column monitoring.runs.progress is 'Of a run under way: share of the sweep that is read, 0 to 1.';
comment on column monitoring.runs.seconds_left is 'Of a run under way: what is left at its pace so far.';
comment on column monitoring.runs.waited_ms is 'Milliseconds spent waiting for a turn at Gazelle, or between attempts.';
comment on column monitoring.runs.cpu_ms is 'CPU of its slices that are over, together; null where the runtime does not tell.';
comment on column monitoring.runs.slice_cpu_ms is 'Of the slice that used most CPU: Supabase gives a worker 2 s.';
comment on column monitoring.runs.slice_ms is 'Of its longest slice: a worker lives 150 s on the free plan.';
comment on column monitoring.runs.peak_memory_bytes is 'Most memory after a page: a worker has 256 MB.';
comment on column monitoring.runs.bytes is 'Of Gazelle''s answers, unpacked.';
comment on column monitoring.runs.error is 'Why it failed: {code, message, hint}.';

grant execute on function monitoring.read_runs(bigint) to authenticated;
grant select on monitoring.runs to authenticated;
