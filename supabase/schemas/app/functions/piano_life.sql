-- A piano that moves to another client may leave an inactive copy behind: two ids with one serial number, and one instrument.

-- Functions find what others' rows must not be compared for: see app.find_records on why as the owner.
create function app.same_pianos(p_account text, p_piano text)
returns setof text
language plpgsql
stable
security definer
rows 2
set search_path = ''
as $$
begin
  return query
  with asked as (
    select p.id, p.account_id, reconcile.plain_serial(p.serial_number) as serial, reconcile.plain(p.make) as make
    from gazelle.pianos p
    where p.id = p_piano and p.account_id = p_account and p.account_id = any ((select gazelle.member_accounts())::text[])
      and p.deleted_at is null and not p.is_placeholder
  ), copies as (
    select p.id, app.is_active(p.status) as is_active
    from asked a
    join gazelle.pianos p on reconcile.plain_serial(p.serial_number) = a.serial and p.account_id = a.account_id
    where p.deleted_at is null and not p.is_placeholder and coalesce(reconcile.plain(p.make) = a.make, true)
  )
  select a.id from asked a
  union
  -- Two that are in use are two instruments: which of them an inactive one was, the number does not say.
  select c.id from copies c where (select count(*) filter (where o.is_active) from copies o) <= 1;
end;
$$;

comment on function app.same_pianos(text, text) is
  'The ids of one instrument, the asked one too: same serial number, no other make, at most one of them active. None for an unknown piano, or one of an account that is not the caller''s.';

create function app.piano_life(p_account text, p_piano text)
returns table (
  account_id text, piano_id text, client_id text, client_name text, is_active boolean, from_on date, until_on date, is_asked boolean
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select
    p.account_id,
    p.id,
    p.client_id,
    (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = p.client_id),
    app.is_active(p.status),
    coalesce(s.first_on, (p.gazelle_created_at at time zone z.time_zone)::date),
    case when not app.is_active(p.status) then s.last_on end,
    p.id = p_piano
  from app.same_pianos(p_account, p_piano) o (id)
  join gazelle.pianos p on p.id = o.id
  join app.read_accounts() z on z.account_id = p.account_id
  cross join lateral (
    select min(t.local_date) as first_on, max(t.local_date) as last_on
    from gazelle.timeline_entries t
    where t.piano_id = p.id and t.deleted_at is null and not t.is_placeholder
  ) s
  order by app.is_active(p.status), coalesce(s.first_on, (p.gazelle_created_at at time zone z.time_zone)::date) nulls first, p.id;
end;
$$;

comment on function app.piano_life(text, text) is
  'One instrument across its owners, oldest first: a row for each copy that Gazelle has of it, with its client, from its first entry on (else from when Gazelle made it), until the last entry where it is inactive. One row for a piano without copies. Its timeline and its readings are those of all these ids.';

grant execute on function app.same_pianos(text, text), app.piano_life(text, text) to authenticated;
