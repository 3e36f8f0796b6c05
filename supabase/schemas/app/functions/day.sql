-- A technician's day: the appointments with what there is to know before one goes.

create function app.last_notes(p_client text, p_pianos text[])
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    -- First all of theirs by index, then the newest: for three alone Postgres would go through the whole timeline, newest first. Their category is
    -- looked at last: asked for here, Postgres reads the index of notes whole, 40 ms, for those of all categories that it has.
    with theirs as materialized (
      select t.id, t.occurred_at, t.category
      from gazelle.timeline_entries t
      where t.piano_id = any (p_pianos) and t.deleted_at is null and not t.is_placeholder
      union all
      select t.id, t.occurred_at, t.category
      from gazelle.timeline_entries t
      where cardinality(p_pianos) = 0 and t.client_id = p_client and t.deleted_at is null and not t.is_placeholder
    ), newest as (
      select e.id, e.local_date, e.occurred_at, e.piano_id, e.user_id, e.text
      -- In their order before their texts are read, so that only so many are as it takes.
      from (select t.* from theirs t where t.category in ('service', 'note') order by t.occurred_at desc, t.id offset 0) t
      cross join lateral (
        select e.*, coalesce(nullif(btrim(e.comment), ''), e.summary) as text from gazelle.timeline_entries e where e.id = t.id limit 1
      ) e
      where e.text <> ''
      order by t.occurred_at desc, t.id
      limit 3
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      'local_date', n.local_date, 'user_name', (select u.full_name from gazelle.users u where u.id = n.user_id), 'piano_id', n.piano_id, 'text', n.text
    ) order by n.occurred_at desc, n.id), '[]')
    from newest n
  );
end;
$$;

comment on function app.last_notes(text, text[]) is
  'The three newest notes of services and people on some pianos, or on a client where there are none: [{local_date, user_name, piano_id, text}].';

create function app.day(p_account text, p_date date, p_technician text default null)
returns table (
  id text, local_date date, local_time time, minutes int, starts_at timestamptz, time_zone text, is_all_day boolean, type text, status text,
  title text, client_id text, client_name text, technician_id text, technician_name text, address text, map_url text, pianos jsonb, notes text,
  is_confirmed boolean, gazelle_url text, read_at timestamptz, account_id text, phone text, last_notes jsonb, readings jsonb, owed numeric
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select
    a.id, a.local_date, a.local_time, a.minutes, a.starts_at, a.time_zone, a.is_all_day, a.type, a.status, a.title, a.client_id, a.client_name,
    a.technician_id, a.technician_name, a.address, a.map_url, a.pianos, a.notes, a.is_confirmed, a.gazelle_url, a.read_at, a.account_id,
    c.phone,
    app.last_notes(a.client_id, i.ids),
    (
      select coalesce(jsonb_agg(jsonb_build_object('piano_id', p.id, 'taken_on', p.last_reading_on, 'humidity', p.humidity, 'temperature', p.temperature,
        'pitch', p.pitch, 'is_out_of_range', p.is_out_of_range) order by p.last_reading_on desc, p.id), '[]')
      from app.pianos p
      where p.id = any (i.ids) and p.last_reading_on is not null
    ),
    c.owed
  from app.appointments a
  left join lateral (select k.phone, k.owed from app.clients k where k.id = a.client_id limit 1) c on true
  cross join lateral (select array(select jsonb_array_elements(a.pianos) ->> 'id') as ids) i
  where a.local_date = p_date and a.account_id = p_account and (p_technician is null or a.technician_id = p_technician)
  order by a.is_all_day desc nulls last, a.starts_at, a.id;
end;
$$;

comment on function app.day(text, date, text) is
  'The appointments of a day in the account''s zone, of one technician or of all, of every type and status, in the order of their times: those of all day first. Beside the columns of app.appointments: the client''s telephone; last_notes, the three newest of its pianos (of the client where it names no piano); readings, the newest of each piano [{piano_id, taken_on, humidity, temperature, pitch, is_out_of_range}]; what the client owes, in dollars.';

grant execute on function app.last_notes(text, text[]), app.day(text, date, text) to authenticated;
