-- Holes that have stayed and that nobody has acknowledged: one problem a module, which names the first of them.

create function monitoring.find_hole_stays(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, h.account_id, h.module,
    format(
      '%s: %s, since %s; %s.', h.module, case when count(*) = 1 then 'a hole' else count(*) || ' holes' end,
      date_trunc('minute', min(h.first_seen_at)),
      string_agg(concat_ws(' ', h.kind, h.place, nullif(h.path, ''), '(' || nullif(h.message, '') || ')'), '; ' order by h.first_seen_at)
        filter (where h.nth <= 3)
    ),
    jsonb_build_object('holes', count(*), 'ids', jsonb_agg(h.hole_id order by h.first_seen_at) filter (where h.nth <= 20))
  from (
    select h.*, row_number() over (partition by h.account_id, h.module order by h.first_seen_at) as nth
    from sync.holes h
    where h.closed_at is null and h.acknowledged_at is null and h.kind <> 'apart'
      and (h.times >= 3 or h.first_seen_at < now() - make_interval(mins => p_threshold::int))
  ) h
  group by h.account_id, h.module;
$$;

comment on function monitoring.find_hole_stays(numeric) is 'Rule hole_stays. p_threshold: minutes, after which a hole counts that fewer than three runs have met.';
