-- Humidity out of app.good_range several readings in a row.

create function monitoring.humidity_episodes(p_threshold numeric, p_pianos text[], p_is_open boolean default false)
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
  with days as (
    select
      r.piano_id, r.local_date as day, r.humidity, not r.humidity <@ app.good_range('humidity') as is_out,
      lag(r.local_date) over w as day_before, lag(not r.humidity <@ app.good_range('humidity')) over w as was_out
    from gazelle.piano_readings r
    where r.piano_id = any (p_pianos) and r.humidity is not null and r.local_date <= current_date + 1
    window w as (partition by r.piano_id order by r.local_date)
  ), rows as (
    -- What was not measured for a year is no row any more.
    select
      d.*, count(*) filter (where d.is_out and (d.was_out is not true or d.day > d.day_before + interval '1 year')) over (partition by d.piano_id order by d.day) as nth
    from days d
  ), row as (
    select
      r.piano_id, array_agg(r.day order by r.day) filter (where r.is_out) as days, array_agg(r.humidity order by r.day) filter (where r.is_out) as humidities,
      (coalesce(min(r.day) filter (where not r.is_out), max(r.day) + interval '1 year'))::date as ends_on
    from rows r
    where r.nth > 0
    group by r.piano_id, r.nth
  )
  select
    p.account_id, p.id, p.client_id, p.name,
    format(
      '%s: %s; kept at %s to %s %%.', p.name,
      (
        select string_agg(format('%s %% on %s', trim_scale(r.humidities[i]), r.days[i]), ', ' order by i)
        from generate_series(greatest(cardinality(r.days) - 2, 1), cardinality(r.days)) i
      ), lower(app.good_range('humidity')), upper(app.good_range('humidity'))
    ),
    r.days[k.times]::timestamp at time zone p.time_zone,
    case when r.ends_on <= p.today then r.ends_on::timestamp at time zone p.time_zone end
  from row r
  join monitoring.named_pianos p on p.id = r.piano_id
  cross join (select least(greatest(round(p_threshold), 1), 1000)::int as times) k
  where cardinality(r.days) >= k.times and r.days[k.times] <= p.today and (r.ends_on > p.today or not p_is_open);
end;
$$;

comment on function monitoring.humidity_episodes(numeric, text[], boolean) is
  'When pianos were out of their humidity: from the p_threshold-th reading in a row that was, until one that was not, or none for a year. p_pianos: of which; p_is_open: only those that are not over.';

create function monitoring.find_humidity_out(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select t.*
  from monitoring.told_together('humidity_out', 'pianos', array(
    select e
    from monitoring.humidity_episodes(p_threshold, array(
      -- Only whose newest day has such a reading: the rest needs no second look.
      select r.piano_id
      from (
        select m.piano_id, m.taken_on as day, m.humidity::numeric from gazelle.measurements m
        where m.taken_on > current_date - 367 and m.humidity is not null and m.deleted_at is null
        union all
        select x.piano_id, x.local_date, x.humidity from gazelle.extracted_measurements x
        where x.local_date > current_date - 367 and x.humidity is not null and x.deleted_at is null
      ) r
      where r.piano_id is not null and r.day <= current_date + 1
      group by r.piano_id
      having max(r.day) filter (where not r.humidity <@ app.good_range('humidity')) >= max(r.day) - 1
    ), true) e
  )) t;
$$;

comment on function monitoring.find_humidity_out(numeric) is 'Rule humidity_out: one problem a piano. p_threshold: readings in a row.';
