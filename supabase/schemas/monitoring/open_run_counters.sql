-- Counters of the runs under way, summed over their lanes: a run's own counters are written at its end.

create function monitoring.of_pages(p_lane sync.lanes)
returns bigint
language sql
immutable
set search_path = ''
return case
  when p_lane.finished_at is not null then p_lane.page
  -- A page to come counts as many records as the staged ones held; before the first page of a resumed lane, a hundred.
  else greatest(
    ceil(p_lane.total_count / coalesce(nullif(p_lane.fetched::float8 / nullif(p_lane.pages, 0), 0), 100)), p_lane.page
  )
end::bigint;

comment on function monitoring.of_pages(sync.lanes) is 'Pages to the end of a lane, by totalCount; those so far where Gazelle gives no count.';

create function monitoring.open_run_counters()
returns table (
  run_id bigint,
  page bigint,
  of_pages bigint,
  pages int,
  api_calls int,
  waited_ms bigint,
  fetched int,
  changed int,
  promoted int,
  rejected int,
  placeholders int,
  null_nodes int,
  api_errors int
)
language sql
stable
set search_path = ''
begin atomic
  select
    r.run_id, p.page, p.of_pages, t.pages, t.api_calls, t.waited_ms, t.fetched, t.changed, t.promoted, t.rejected, t.placeholders,
    t.null_nodes, t.api_errors
  from sync.runs r
  -- offset 0 twice: without it the planner sums the lanes of every run there is.
  cross join lateral (select s.* from sync.run_totals s where s.run_id = r.run_id offset 0) t
  cross join lateral (
    select sum(l.page) as page, sum(monitoring.of_pages(l))::bigint as of_pages from sync.lanes l where l.run_id = r.run_id offset 0
  ) p
  where r.status = 'running';
end;

comment on function monitoring.open_run_counters() is
  'The counters of each run under way that has staged a page, with its pages so far and those of the whole sweep. For views: coalesce with the run''s own.';
