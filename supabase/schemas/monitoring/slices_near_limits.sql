-- Hosted Supabase ends a worker that lives too long or uses too much CPU or memory: what came near.

create function monitoring.slices_near_limits(p_percent numeric)
returns table (run_id bigint, account_id text, module text, resource text, used numeric, of_limit numeric, unit text, percent numeric)
language sql
stable
set search_path = ''
begin atomic
  select r.run_id, r.account_id, r.module, l.resource, round(u.used, 1), l.most, l.unit, round(100 * u.used / l.most)
  from sync.runs r
  cross join lateral (
    values ('CPU', r.slice_cpu_ms / 1000.0), ('memory', r.peak_memory_bytes / 1e6), ('time', r.slice_ms / 1000.0)
  ) u (resource, used)
  join sync.worker_limits l using (resource)
  where r.started_at > now() - interval '1 day' and 100 * u.used >= p_percent * l.most
  order by 100 * u.used / l.most desc;
end;

comment on function monitoring.slices_near_limits(numeric) is
  'Runs of the last day of which a slice used so many percent of what hosted Supabase gives a worker, sync.worker_limits; the worst first.';
