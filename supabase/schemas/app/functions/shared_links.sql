-- What the links of sync.links show, each by the hash of its token: of any other token, nothing.

create function app.read_calendar(p_token_hash text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'technician', (select t.name from app.technicians t where t.id = l.technician_id and t.account_id = l.account_id),
      'label', l.label,
      'time_zone', (select z.time_zone from sync.accounts z where z.account_id = l.account_id),
      'events', coalesce(e.events, '[]')
    )
    from sync.links l
    cross join lateral (
      select jsonb_agg(
        jsonb_build_object(
          'id', a.id, 'version', g.version, 'title', a.title, 'client_name', a.client_name, 'status', a.status, 'is_all_day', coalesce(a.is_all_day, false),
          'local_date', a.local_date, 'starts_at', a.starts_at, 'minutes', a.minutes, 'address', a.address, 'pianos', a.pianos, 'notes', a.notes,
          'gazelle_url', a.gazelle_url, 'updated_at', g.updated_at
        ) order by a.starts_at, a.id
      ) as events
      from gazelle.appointments g
      join app.appointments a using (id)
      where g.account_id = l.account_id and g.user_id = l.technician_id
        and g.start_at >= now() - interval '30 days' and g.start_at < now() + interval '180 days'
        -- They come from the technician's own calendar, which has them already.
        and g.type is distinct from 'SYNCED'
    ) e
    where l.token_hash = p_token_hash and l.kind = 'calendar' and l.revoked_at is null
  );
end;
$$;

comment on function app.read_calendar(text) is
  'What the link of a calendar shows: {"technician", "label", "time_zone", "events"}, the appointments of its technician from 30 days ago to 180 days ahead, cancelled ones too, but for those that Gazelle itself reads from the technician''s other calendars. Null for any other token.';

create function app.read_sheet(p_token_hash text, p_after text default '', p_limit int default 1000)
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  v_link sync.links;
  v_limit constant int := least(greatest(coalesce(p_limit, 1000), 1), 2000);
  v_rows json;
begin
  select * into v_link from sync.links l where l.token_hash = p_token_hash and l.kind = 'csv' and l.revoked_at is null;
  if not found then
    return null;
  end if;
  case v_link.entity
    when 'pianos' then
      select json_agg(r order by r.id) into v_rows
      from (
        select p.client_name, p.title, p.serial_number, p.year, p.type, p.location, p.status, p.last_service_on, p.next_service_on, p.is_overdue,
          p.last_reading_on, p.humidity, p.temperature, p.pitch, p.is_out_of_range, p.gazelle_url, p.id
        from app.pianos p
        where p.account_id = v_link.account_id and (v_link.client_id is null or p.client_id = v_link.client_id) and p.id > p_after
        order by p.id limit v_limit
      ) r;
    when 'clients' then
      select json_agg(r order by r.id) into v_rows
      from (
        select c.name, c.status, c.street, c.city, c.region, c.postal_code, c.phone, c.email, c.language, c.pianos, c.last_service_on, c.next_service_on,
          c.owed, c.gazelle_url, c.id
        from app.clients c
        where c.account_id = v_link.account_id and (v_link.client_id is null or c.id = v_link.client_id) and c.id > p_after
        order by c.id limit v_limit
      ) r;
    when 'appointments' then
      select json_agg(r order by r.id) into v_rows
      from (
        select a.local_date, a.local_time, a.minutes, a.type, a.status, a.title, a.client_name, a.technician_name, a.address,
          (select string_agg(i ->> 'title', ', ') from jsonb_array_elements(a.pianos) i) as pianos, a.is_confirmed, a.gazelle_url, a.id
        from app.appointments a
        where a.account_id = v_link.account_id and (v_link.client_id is null or a.client_id = v_link.client_id) and a.id > p_after
        order by a.id limit v_limit
      ) r;
    when 'invoices' then
      select json_agg(r order by r.id) into v_rows
      from (
        select i.number, i.date, i.due_on, i.status, i.client_name, i.total, i.owed, i.currency, i.gazelle_url, i.id
        from app.invoices i
        where i.account_id = v_link.account_id and (v_link.client_id is null or i.client_id = v_link.client_id) and i.id > p_after
        order by i.id limit v_limit
      ) r;
    else
      return null;
  end case;
  return json_build_object(
    'entity', v_link.entity,
    'language', (select left(c.user_locale, 2) from gazelle.company c where c.account_id = v_link.account_id and c.deleted_at is null order by c.id limit 1),
    'rows', coalesce(v_rows, '[]'),
    'after', case when json_array_length(v_rows) = v_limit then v_rows -> (v_limit - 1) ->> 'id' end
  );
end;
$$;

comment on function app.read_sheet(text, text, int) is
  'What the link of a csv shows, by id: {"entity", "language", "rows", "after"}. A row''s columns are in the order of a sheet. Go on with the answer''s after until it is null. p_limit: 2,000 at most. Null for any other token.';
