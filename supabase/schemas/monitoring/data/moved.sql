-- Appointments whose start was changed when it was near.

create function monitoring.moved_episodes(p_threshold numeric, p_since timestamptz)
returns setof monitoring.episode
language plpgsql
stable
set search_path = ''
-- How far back it reads decides by which index.
set plan_cache_mode = force_custom_plan
set jit = off
as $$
begin
  return query
  with moves as (
    select
      l.account_id, l.id, l.at, c.before, c.after, p.client_id, p.title, p.user_id,
      -- Of its two starts the last that was near: until then somebody may stand before a closed door.
      greatest(case when c.before between l.at and l.at + k.span then c.before end, case when c.after between l.at and l.at + k.span then c.after end) as ends_at
    from changes.log l
    join gazelle.appointments p on p.id = l.id and p.account_id = l.account_id
    cross join lateral (select (l.changes -> 'start_at' ->> 0)::timestamptz as before, (l.changes -> 'start_at' ->> 1)::timestamptz as after) c
    cross join lateral (select make_interval(hours => least(greatest(round(p_threshold), 1), 8760)::int) as span) k
    where l.at > p_since and l.entity = 'appointments' and l.operation = 'updated' and l.changes ? 'start_at' and l.cause in ('poll', 'sweep', 'person')
      and p.deleted_at is null and not p.is_placeholder and (p.client_id is not null or p.type = 'APPOINTMENT')
  ), ordered as (
    select m.*, m.at >= max(m.ends_at) over (partition by m.account_id, m.id order by m.at rows between unbounded preceding and 1 preceding) is not false as is_first
    from moves m
    where m.ends_at is not null
  ), numbered as (
    select o.*, count(*) filter (where o.is_first) over (partition by o.account_id, o.id order by o.at rows unbounded preceding) as nth from ordered o
  ), last as (
    select distinct on (n.account_id, n.id, n.nth) n.*, min(n.at) over e as began_at, max(n.ends_at) over e as over_at
    from numbered n
    window e as (partition by n.account_id, n.id, n.nth)
    order by n.account_id, n.id, n.nth, n.at desc
  )
  select
    v.account_id, v.id, v.client_id, w.name,
    format(
      '%s: from %s to %s%s, changed on %s.', w.name, to_char(v.before at time zone a.time_zone, 'YYYY-MM-DD HH24:MI'),
      to_char(v.after at time zone a.time_zone, 'YYYY-MM-DD HH24:MI'),
      coalesce(' (' || nullif((select left(u.full_name, 60) from gazelle.users u where u.id = v.user_id), '') || ')', ''),
      to_char(v.at at time zone a.time_zone, 'YYYY-MM-DD HH24:MI')
    ),
    v.began_at, case when v.over_at <= now() then v.over_at end
  from last v
  join sync.accounts a on a.account_id = v.account_id
  left join gazelle.clients c on c.id = v.client_id and c.deleted_at is null and not c.is_placeholder
  cross join lateral (
    select coalesce(nullif(concat_ws(', ', nullif(btrim(left(v.title, 60)), ''), nullif(left(nullif(c.display_name, c.id), 60), '')), ''), 'an appointment') as name
  ) w;
end;
$$;

comment on function monitoring.moved_episodes(numeric, timestamptz) is
  'When appointments were moved with the old or the new start p_threshold hours ahead or nearer, until the last such start. Of changes.log behind p_since.';

create function monitoring.find_moved(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select t.*
  from monitoring.told_together('moved', 'appointments', array(
    select e
    -- An older change has no start ahead that was near.
    from monitoring.moved_episodes(p_threshold, now() - make_interval(hours => least(greatest(round(p_threshold), 1), 8760)::int)) e
    where e.ended_at is null
  )) t;
$$;

comment on function monitoring.find_moved(numeric) is 'Rule moved: one problem an appointment. p_threshold: hours.';
