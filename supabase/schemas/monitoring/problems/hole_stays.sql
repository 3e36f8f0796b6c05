-- Holes that have stayed and are not acknowledged: one problem a module, which names the first of them.

create function monitoring.find_hole_stays(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, g.account_id, g.module,
    format(
      '%s: %s, since %s; %s.', g.module, case when g.holes = 1 then 'a hole' else g.holes || ' holes' end, date_trunc('minute', g.since), f.said
    ),
    jsonb_build_object('holes', g.holes, 'ids', f.ids)
  from (
    select h.account_id, h.module, count(*) as holes, min(h.first_seen_at) as since
    from sync.holes h
    where h.closed_at is null and h.acknowledged_at is null and h.kind <> 'apart'
      and (h.times >= 3 or h.first_seen_at < now() - make_interval(mins => p_threshold::int))
    group by h.account_id, h.module
  ) g
  -- The first ones only: there may be one for each record.
  cross join lateral (
    select
      string_agg(concat_ws(' ', n.kind, n.place, nullif(n.path, ''), '(' || nullif(n.message, '') || ')'), '; ' order by n.nth) filter (where n.nth <= 3)
        as said,
      jsonb_agg(n.hole_id order by n.nth) as ids
    from (
      select h.*, row_number() over (order by h.first_seen_at, h.hole_id) as nth
      from (
        select *
        from sync.holes o
        where o.account_id = g.account_id and o.module = g.module and o.closed_at is null and o.acknowledged_at is null and o.kind <> 'apart'
          and (o.times >= 3 or o.first_seen_at < now() - make_interval(mins => p_threshold::int))
        order by o.first_seen_at, o.hole_id
        limit 20
      ) h
    ) n
  ) f;
$$;

comment on function monitoring.find_hole_stays(numeric) is 'Rule hole_stays. p_threshold: minutes, after which a hole counts that fewer than three runs have met.';
