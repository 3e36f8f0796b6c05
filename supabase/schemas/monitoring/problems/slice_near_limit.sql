-- A slice that comes near the platform's limits is killed soon, when the company grows.

create function monitoring.find_slice_near_limit(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, s.account_id, s.module,
    format(
      '%s: a slice of run %s used %s %s of %s, of %s %s that Supabase gives it.',
      s.module, s.run_id, s.used, s.unit, s.resource, s.of_limit, s.unit
    ),
    jsonb_build_object('runId', s.run_id, 'resource', s.resource, 'used', s.used, 'limit', s.of_limit, 'unit', s.unit, 'percent', s.percent)
  from (
    select distinct on (n.account_id, n.module) n.*
    from monitoring.slices_near_limits(p_threshold) n
    order by n.account_id, n.module, n.percent desc, n.run_id desc
  ) s;
$$;

comment on function monitoring.find_slice_near_limit(numeric) is
  'Rule slice_near_limit: one problem a module, with the slice of the last day that came nearest. p_threshold: % of a limit.';
