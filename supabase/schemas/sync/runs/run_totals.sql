-- The counters of a run are the sums of its lanes' counters; written once, read by reports and by monitoring.

create view sync.run_totals with (security_invoker = on) as
select
  l.run_id,
  sum(l.pages)::int as pages,
  sum(l.api_calls)::int as api_calls,
  sum(l.waited_ms)::bigint as waited_ms,
  sum(l.fetched)::int as fetched,
  sum(l.changed)::int as changed,
  sum(l.promoted)::int as promoted,
  sum(l.rejected)::int as rejected,
  sum(l.placeholders)::int as placeholders,
  sum(l.null_nodes)::int as null_nodes,
  sum(l.api_errors)::int as api_errors,
  sum(l.gaps)::int as gaps,
  sum(l.new_gaps)::int as new_gaps
from sync.lanes l
group by l.run_id;

comment on view sync.run_totals is 'The counters of each run, summed over its lanes; no row for a run without lanes.';
