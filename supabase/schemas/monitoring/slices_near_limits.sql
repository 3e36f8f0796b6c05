-- Hosted Supabase ends a worker that lives too long or uses too much CPU or memory: what came near.

create function monitoring.slices_near_limits(p_percent numeric)
returns table (run_id bigint, account_id text, module text, resource text, used numeric, of_limit numeric, unit text, percent numeric)
language sql
stable
set search_path = ''
begin atomic
  select r.run_id, r.account_id, r.module, u.resource, round(u.used, 1), u.of_limit, u.unit, round(100 * u.used / u.of_limit)
  from sync.runs r
  cross join lateral (
    values
      ('CPU', r.slice_cpu_ms / 1000.0, 2, 's'),
      ('memory', r.peak_memory_bytes / 1e6, 256, 'MB'),
      -- The free plan's; other plans give 400 s.
      ('time', r.slice_ms / 1000.0, 150, 's')
  ) u (resource, used, of_limit, unit)
  where r.started_at > now() - interval '1 day' and 100 * u.used >= p_percent * u.of_limit
  order by 100 * u.used / u.of_limit desc;
end;

comment on function monitoring.slices_near_limits(numeric) is
  'Runs of the last day of which a slice used so many percent of what hosted Supabase gives a worker: 2 s of CPU, 256 MB, 150 s; the worst first.';
