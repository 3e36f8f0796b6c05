-- Pianos of a kind that were not serviced for months.

create function monitoring.unserviced_episodes(p_threshold numeric, p_is_open boolean default false)
returns setof monitoring.episode
language sql
stable
set search_path = ''
as $$
  with meant as (
    select
      n.*, make_interval(months => k.months) as span,
      coalesce(p.calculated_last_service, p.manual_last_service, p.event_last_service) as last_service,
      (p.gazelle_created_at at time zone n.time_zone)::date as known_since
    from monitoring.alert_rules u
    join gazelle.pianos p on u.pianos is null or exists (
      select from unnest(u.pianos) w (word) where strpos(lower(concat_ws(' ', p.use_type, p.type, array_to_string(p.tags, ' '))), lower(btrim(w.word))) > 0
    )
    join monitoring.named_pianos n on n.id = p.id
    cross join lateral (select least(greatest(round(p_threshold), 1), 1200)::int as months) k
    where u.rule = 'unserviced'
      and (not p_is_open or coalesce(coalesce(p.calculated_last_service, p.manual_last_service, p.event_last_service) + make_interval(months => k.months) < now() + interval '2 days', true))
  ), days as (
    select m.id, s.day, lead(s.day) over (partition by m.id order by s.day) as next_day, s.is_service
    from meant m
    cross join lateral (
      select d.day, bool_or(d.is_service) as is_service, row_number() over (order by d.day) = 1 as is_first
      from (
        values (m.last_service, true)
        union all
        select t.local_date, true from gazelle.timeline_entries t
        where t.piano_id = m.id and t.category = 'service' and t.deleted_at is null and not t.is_placeholder
        union all
        -- Without a service it counts from the day on which it came.
        values (m.known_since, false)
      ) d (day, is_service)
      where d.day <= m.today
      group by d.day
    ) s
    where s.is_service or s.is_first
  )
  select
    m.account_id, m.id, m.client_id, m.name,
    case when d.is_service then format('%s: last serviced on %s.', m.name, d.day) else format('%s: no service since it came to Gazelle on %s.', m.name, d.day) end,
    (d.day + m.span)::timestamp at time zone m.time_zone,
    d.next_day::timestamp at time zone m.time_zone
  from days d
  join meant m on m.id = d.id
  where d.day + m.span <= m.today and (d.next_day is null or (d.next_day > d.day + m.span and not p_is_open));
$$;

comment on function monitoring.unserviced_episodes(numeric, boolean) is
  'When pianos of the kind that the rule is about were not serviced for p_threshold months, until they were: by the last service that Gazelle has and the services of the timeline. p_is_open: only those that are not over.';

create function monitoring.find_unserviced(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select t.* from monitoring.told_together('unserviced', 'pianos', array(select e from monitoring.unserviced_episodes(p_threshold, true) e)) t;
$$;

comment on function monitoring.find_unserviced(numeric) is 'Rule unserviced: one problem a piano. p_threshold: months.';
