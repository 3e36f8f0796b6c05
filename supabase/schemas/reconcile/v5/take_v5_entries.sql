-- The timeline of version 5: Gazelle's entries (tme_…) are Gazelle's to give. All others, mostly rows of a CSV import (tle_…), are dropped where
-- Gazelle has the entry, and are kept as history where it has not. Readings stay with the entry that stays.

create function reconcile.v5_is_imported(p_entry text)
returns boolean
language sql
immutable parallel safe
set search_path = ''
return not starts_with(p_entry, 'tme_');

comment on function reconcile.v5_is_imported(text) is 'Whether an entry of version 5 was not made by Gazelle: nothing but version 5 may have it.';

create function reconcile.v5_entry_id(p_account text, p_id text)
returns text
language sql
immutable parallel safe
set search_path = ''
return case when p_id ~ '^[a-z]{3}_' then p_id else 'v5_' || p_account || '_' || p_id end;

comment on function reconcile.v5_entry_id(text, text) is
  'The id of an entry of version 5 in production: its own, and with the account before it where it is a mere number, which another company''s entry may have too.';

create function reconcile.v5_entries_of(p_account text, p_rows jsonb, p_serials jsonb)
returns table (
  id text, is_imported boolean, client_id text, piano_id text, user_id text, invoice_id text, estimate_id text, created_by text, local_date date, type text,
  title text, description text, metadata jsonb
)
language sql
stable
set search_path = ''
begin atomic
  -- Readings stay, whichever copy has them.
  select distinct on (r.id)
    reconcile.v5_entry_id(p_account, r.id),
    reconcile.v5_is_imported(r.id),
    -- An id of another kind is none.
    coalesce(
      substring(reconcile.v5_reference(r.item -> 'client_external_id', 'clients', p_serials) from '^cli_.*'),
      substring(reconcile.v5_reference(r.item -> 'client_id', 'clients', p_serials) from '^cli_.*')
    ),
    substring(reconcile.v5_reference(r.item -> 'piano_id', 'pianos', p_serials) from '^ins_.*'),
    substring(reconcile.v5_reference(r.item -> 'user_id', 'users', p_serials) from '^usr_.*'),
    substring(reconcile.v5_reference(r.item -> 'invoice_id', 'invoices', p_serials) from '^inv_.*'),
    substring(reconcile.v5_reference(r.item -> 'estimate_id', 'estimates', p_serials) from '^est_.*'),
    nullif(btrim(reconcile.v5_text(r.item -> 'created_by')), ''),
    coalesce(
      -- An instant is of the day that it is in the account's zone; midnight in UTC is how a day is written as one.
      case when (reconcile.v5_instant(r.item -> 'entry_date') at time zone 'UTC')::time <> '00:00' then (reconcile.v5_instant(r.item -> 'entry_date') at time zone a.time_zone)::date end,
      reconcile.v5_date(r.item -> 'entry_date'), (reconcile.v5_instant(r.item -> 'occurred_at') at time zone a.time_zone)::date
    ),
    upper(nullif(btrim(r.item ->> 'entry_type'), '')),
    reconcile.v5_text(r.item -> 'title'),
    reconcile.v5_text(r.item -> 'description'),
    case when not reconcile.v5_is_blank(r.item -> 'metadata') then reconcile.v5_json(r.item -> 'metadata') end
  from reconcile.v5_copies(p_rows) r
  join sync.accounts a on a.account_id = p_account
  order by r.id, reconcile.v5_is_blank(r.item -> 'description'), reconcile.v5_is_blank(r.item -> 'metadata'), r.place;
end;

comment on function reconcile.v5_entries_of(text, jsonb, jsonb) is
  'The entries of a page of gazelle_timeline_entries, each id once, with Gazelle''s ids for version 5''s numbers. is_imported: reconcile.v5_is_imported.';

create function reconcile.v5_twin_of(p_account text, p_client text, p_piano text, p_date date, p_text text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_folded constant text := reconcile.plain(p_text);
  -- The import kept 255 characters of a text; what is left of them after folding may be fewer than 200.
  v_length constant int := case when length(p_text) >= 255 then least(200, length(v_folded)) else 200 end;
begin
  return (
    select e.id
    from gazelle.timeline_entries e
    where e.account_id = p_account and e.client_id = p_client and e.local_date = p_date and e.deleted_at is null and not e.is_legacy
      and left(v_folded, v_length) in (left(reconcile.plain(e.comment), v_length), left(reconcile.plain(e.summary), v_length))
    -- The same was written of two pianos in one visit.
    order by (e.piano_id = p_piano) desc nulls last, e.id
    limit 1
  );
end;
$$;

comment on function reconcile.v5_twin_of(text, text, text, date, text) is
  'The entry of Gazelle''s that an imported one stands for: same client, same local day, same first 200 characters without case, accents, spaces and marks; of several, that of the same piano.';

create function reconcile.match_v5_authors(p_account text, p_names text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into reconcile.legacy_references (account_id, kind, legacy_key, facts)
  select p_account, 'user', n.name, jsonb_build_object('name', n.name, 'from', 'v5') from unnest(p_names) n (name) where n.name is not null group by n.name order by n.name
  on conflict do nothing;
  if found then
    perform reconcile.match_users(p_account);
  end if;
end;
$$;

comment on function reconcile.match_v5_authors(text, text[]) is 'Matches display names with users; what is not clear waits for a person: gazelle matches.';

create function reconcile.add_v5_placeholders(p_account text, p_entity text, p_ids text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  execute format(
    'with added as (
       insert into gazelle.%1$I (id, account_id, is_placeholder, deleted_at)
       select distinct i.id, $1, true, now() from unnest($2) i (id) where i.id is not null order by i.id
       on conflict do nothing
       returning id
     )
     insert into reconcile.v5_placeholders (account_id, entity, id) select $1, %1$L, a.id from added a on conflict do nothing', p_entity
  ) using p_account, p_ids;
end;
$$;

comment on function reconcile.add_v5_placeholders(text, text, text[]) is
  'Gives production a deleted placeholder for each record that it lacks: after a full sweep, what it lacks is what Gazelle has no longer.';

create function reconcile.settle_v5_twins(p_account text, p_entries jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_twins constant text[] := array(
    select e.id from jsonb_to_recordset(p_entries) e (id text, is_imported boolean, entry_id text) where e.is_imported and e.entry_id is not null
  );
begin
  -- Gazelle has by now what was kept as history by an earlier move.
  delete from gazelle.extracted_measurements m using gazelle.timeline_entries e
  where m.timeline_entry_id = e.id and m.account_id = p_account and e.id = any (v_twins) and e.account_id = p_account and e.is_legacy;
  delete from gazelle.timeline_entries e where e.id = any (v_twins) and e.account_id = p_account and e.is_legacy;
  -- And has no longer what stood for an entry then.
  delete from reconcile.v5_twins t using jsonb_to_recordset(p_entries) e (id text, entry_id text)
  where t.account_id = p_account and t.source_id = e.id and e.entry_id is null;
end;
$$;

comment on function reconcile.settle_v5_twins(text, jsonb) is
  'Removes the legacy entries for which Gazelle has an entry by now, and forgets the twins for which it has none.';

create function reconcile.take_v5_entries(p_account text, p_source text, p_rows jsonb, p_serials jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_entries jsonb;
  v_legacy text[];
  v_written text[];
  v_read text[];
  v_counts jsonb;
begin
  -- Read once: each of the following statements starts from it.
  select jsonb_agg(to_jsonb(e) || jsonb_build_object('entry_id', case
    when e.is_imported then reconcile.v5_twin_of(p_account, e.client_id, e.piano_id, e.local_date, coalesce(e.description, e.title))
    else (select t.id from gazelle.timeline_entries t where t.id = e.id and t.account_id = p_account and t.deleted_at is null and not t.is_legacy)
  end))
  into v_entries
  from reconcile.v5_entries_of(p_account, p_rows, p_serials) e;

  insert into reconcile.v5_twins as t (account_id, source_id, entry_id)
  select p_account, e.id, e.entry_id from jsonb_to_recordset(v_entries) e (id text, is_imported boolean, entry_id text)
  where e.is_imported and e.entry_id is not null
  order by e.id
  on conflict (account_id, source_id) do update set entry_id = excluded.entry_id where t.entry_id <> excluded.entry_id;
  perform reconcile.settle_v5_twins(p_account, v_entries);

  v_legacy := array(
    select e.id from jsonb_to_recordset(v_entries) e (id text, is_imported boolean, entry_id text)
    where e.is_imported and e.entry_id is null and not exists (select from gazelle.timeline_entries t where t.id = e.id and t.account_id <> p_account)
  );
  if v_legacy <> '{}' then
    perform reconcile.match_v5_authors(p_account, array_agg(e.created_by)), reconcile.add_v5_placeholders(p_account, 'clients', array_agg(e.client_id))
    from jsonb_to_recordset(v_entries) e (id text, created_by text, client_id text)
    where e.id = any (v_legacy);
    v_written := reconcile.write_v5_entries(p_account, array(select e.item from jsonb_array_elements(v_entries) e (item) where e.item ->> 'id' = any (v_legacy)));
  end if;
  v_read := reconcile.take_v5_readings(p_account, p_source, v_entries, v_legacy);
  -- Readings of a text, and those of metadata, are children of their entry.
  v_read := array(select i.id from unnest(v_read || v_written) i (id) where i.id is not null group by i.id order by i.id);
  if v_read <> '{}' then
    perform reconcile.promote_extracted_measurements(p_account, v_read, '{}', true, false);
  end if;

  select jsonb_build_object(
    'at_gazelle', count(*) filter (where not e.is_imported and e.entry_id is not null),
    'gone_at_gazelle', count(*) filter (where not e.is_imported and e.entry_id is null),
    'twin', count(*) filter (where e.is_imported and e.entry_id is not null),
    'legacy', cardinality(v_legacy),
    'other_account', count(*) filter (where e.is_imported and e.entry_id is null and e.id <> all (v_legacy)),
    'metadata', count(*) filter (where e.metadata is not null),
    'without_client', count(*) filter (where e.id = any (v_legacy) and e.client_id is null),
    'without_user', count(*) filter (where e.id = any (v_legacy) and t.user_id is null),
    'without_piano', count(*) filter (where e.id = any (v_legacy) and t.piano_id is null),
    'written', coalesce(cardinality(v_written), 0)
  )
  into v_counts
  from jsonb_to_recordset(v_entries) e (id text, is_imported boolean, entry_id text, client_id text, metadata jsonb)
  left join gazelle.timeline_entries t on t.id = e.id and e.id = any (v_legacy);
  return v_counts;
end;
$$;

comment on function reconcile.take_v5_entries(text, text, jsonb, jsonb) is
  'Takes a page of version 5''s timeline; answers how many entries Gazelle gives (at_gazelle) or gave (gone_at_gazelle), how many imported ones are its twins, are kept (legacy) and of these how many are without client, user or piano.';

create function reconcile.take_v5_readings(p_account text, p_source text, p_entries jsonb, p_legacy text[])
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  v_entries text[];
begin
  with readings as (
    select
      e.id, coalesce(e.entry_id, case when e.id = any (p_legacy) then e.id end) as entry_id, e.metadata,
      reconcile.v5_number(jsonb_path_query_first(e.metadata, '$.** ? (@.type() == "object").keyvalue() ? (@.key like_regex "^(temp|temperature|temperature_celsius)$" flag "i").value')) as temperature,
      reconcile.v5_number(jsonb_path_query_first(e.metadata, '$.** ? (@.type() == "object").keyvalue() ? (@.key like_regex "^(humidity|humidite|humidité|relative_humidity)$" flag "i").value')) as humidity
    from jsonb_to_recordset(p_entries) e (id text, entry_id text, metadata jsonb)
    where e.metadata is not null
  ), noted as (
    insert into reconcile.v5_readings as v (account_id, source_id, entry_id, metadata, temperature, humidity, source)
    select p_account, r.id, r.entry_id, r.metadata, case when r.temperature between -20 and 50 then r.temperature end,
      case when r.humidity between 0 and 100 then r.humidity end, p_source
    from readings r
    order by r.id
    on conflict (account_id, source_id) do update
    set entry_id = excluded.entry_id, metadata = excluded.metadata, temperature = excluded.temperature, humidity = excluded.humidity,
      source = excluded.source, moved_at = now()
    where (v.entry_id, v.metadata) is distinct from (excluded.entry_id, excluded.metadata)
    returning v.entry_id
  )
  select coalesce(array_agg(distinct n.entry_id) filter (where n.entry_id is not null), '{}') into v_entries from noted n;
  return v_entries;
end;
$$;

comment on function reconcile.take_v5_readings(text, text, jsonb, text[]) is
  'Keeps the readings that stand in the metadata of entries, with the entry that stays; answers the entries whose readings changed.';
