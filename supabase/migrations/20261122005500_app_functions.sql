-- Written by `npm run generate:migrations` from supabase/: schemas/app/functions/words.sql, schemas/app/functions/ages.sql, schemas/app/functions/day.sql, schemas/app/functions/find_by_words.sql, schemas/app/functions/likeness.sql, schemas/app/functions/notes.sql, schemas/app/functions/piano_life.sql, schemas/app/functions/search.sql, schemas/app/functions/shared_links.sql. Do not edit.

-- The words of a text that is searched for.

create type app.search_word as (plain text, patterns text[], swapped text[], serial text, phone text);

comment on type app.search_word is
  'A word to look for: plain, as patterns, as patterns of it with two letters in the wrong order, and as a part of a serial number and of a telephone number.';

create function app.search_words(p_text text)
returns setof app.search_word
language plpgsql
immutable parallel safe
rows 3
set search_path = ''
as $$
begin
  return query
  with words as (
    select distinct on (n.plain) n.plain, p.part
    from regexp_split_to_table(
      -- The article before an apostrophe and the code of a country are no words.
      regexp_replace(left(coalesce(p_text, ''), 200), '\m(?:[cdjlmnst]|qu)[''’]|\+\d{1,3}\M', ' ', 'gi'),
      '[\s,;/&|()"«»]+|(?<=[[:alpha:]])-(?=[[:alpha:]])'
    ) with ordinality p (part, place)
    cross join lateral (select left(reconcile.plain(p.part), 100) as plain) n
    where n.plain is not null and p.place <= 20
    order by n.plain, p.place
  ), telling as (
    -- Words that every text has (de, the) count only where there is nothing else; a letter alone may be a model.
    select w.plain, w.part, length(w.plain) = 1 or app.note_query(w.plain) is not null as is_telling from words w
  )
  select
    t.plain,
    -- One or two letters begin a word; more may stand anywhere in one.
    case when length(t.plain) > 2 then array['%' || t.plain || '%'] else array[t.plain || '%', '% ' || t.plain || '%'] end || case t.plain
      -- Streets and churches are written both ways.
      when 'st' then array['saint%', '% saint%'] when 'ste' then array['sainte%', '% sainte%']
      when 'saint' then array['st %', '% st %'] when 'sainte' then array['ste %', '% ste %'] else '{}'
    end,
    case
      when length(t.plain) between 4 and 30 then array(
        select '%' || overlay(t.plain placing reverse(substr(t.plain, n, 2)) from n for 2) || '%' from generate_series(1, length(t.plain) - 1) n
      )
      else '{}'
    end,
    case when t.part ~ '\d' or length(t.plain) < 3 then '%' || nullif(ltrim(regexp_replace(upper(t.part), '[^A-Z0-9]', '', 'g'), '0'), '') || '%' end,
    case when t.part !~ '[[:alpha:]]' and t.plain ~ '\d{3}' then '%' || right(regexp_replace(t.part, '\D', '', 'g'), 10) || '%' end
  from telling t
  where t.is_telling or not exists (select from telling o where o.is_telling)
  -- First what fewest records have: numbers, then long words.
  order by (t.part ~ '\d' and length(t.plain) > 2) desc, length(t.plain) desc, t.plain
  limit 8;
end;
$$;

comment on function app.search_words(text) is
  'The words to look for in a text, at most eight, the rarest first by their looks.';

-- How old is what one looks at.

create function app.ages(p_account text)
returns table (module text, title jsonb, last_success_at timestamptz, as_of timestamptz, fresh_within interval, is_late boolean)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select h.module, h.title, h.last_success_at, h.watermark, h.fresh_within, h.late
  from monitoring.module_health h
  where h.account_id = p_account
  order by h."position", h.module;
end;
$$;

comment on function app.ages(text) is
  'How old each kind of data is, a row a module: title by language, when a sync of it last succeeded, as of when it is here (what Gazelle shows a poll), its freshness target, and whether it is past that.';
grant execute on function app.ages(text) to authenticated;

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

-- Several words at once: each is found in some field of a record, or of what the record belongs to, as in "tremblay yamaha".
-- Long (match_words): what is looked for in each table stands side by side.

create function app.owners_of_word(p_accounts text[], p_word app.search_word, p_is_similar boolean, p_most int default null)
returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
  v_patterns constant text[] := p_word.patterns || case when p_is_similar then p_word.swapped else '{}'::text[] end;
  v_similar constant text := case when p_is_similar and length(p_word.plain) > 3 then p_word.plain end;
  v_serial constant text := case when length(p_word.serial) > 4 then p_word.serial end;
begin
  return array(
    select h.owner
    from (
      select a.owner, a.place
      from (
        select c.id as owner, 1 as place
        from gazelle.clients c
        cross join lateral (select reconcile.plain(left(c.display_name, 200)) as plain) n
        where (n.plain like any (v_patterns) or n.plain operator(extensions.%>) v_similar)
          and c.account_id = any (p_accounts) and c.deleted_at is null and not c.is_placeholder
        union all
        select k.client_id, 2
        from gazelle.contacts k
        cross join lateral (select reconcile.plain(left(coalesce(k.first_name, '') || ' ' || coalesce(k.last_name, ''), 200)) as plain) n
        where (n.plain like any (v_patterns) or n.plain operator(extensions.%>) v_similar)
          and k.account_id = any (p_accounts) and k.deleted_at is null and not k.is_placeholder
        union all
        select coalesce(p.client_id, p.id), 2
        from gazelle.pianos p
        cross join lateral (
          select reconcile.plain(left(coalesce(p.make, '') || ' ' || coalesce(p.model, '') || ' ' || coalesce(p.location, ''), 300)) as plain
        ) n
        where (n.plain like any (v_patterns) or n.plain operator(extensions.%>) v_similar)
          and p.account_id = any (p_accounts) and p.deleted_at is null and not p.is_placeholder
        union all
        select coalesce(p.client_id, p.id), 2
        from gazelle.pianos p
        where reconcile.plain_serial(p.serial_number) like v_serial
          and p.account_id = any (p_accounts) and p.deleted_at is null and not p.is_placeholder
        union all
        select t.client_id, 2
        from gazelle.contact_phones t
        where reconcile.plain_phone(t.phone_number) like p_word.phone
          and t.account_id = any (p_accounts) and t.deleted_at is null and not t.is_placeholder
        union all
        select e.client_id, 3
        from gazelle.contact_emails e
        -- All end alike, so that half of them are similar to a word that is one of their ends.
        where reconcile.plain(left(e.email, 200)) like any (v_patterns)
          and e.account_id = any (p_accounts) and e.deleted_at is null and not e.is_placeholder
        union all
        select l.client_id, 3
        from gazelle.contact_locations l
        cross join lateral (
          select reconcile.plain(left(coalesce(l.street1, '') || ' ' || coalesce(l.municipality, '') || ' ' || coalesce(l.postal_code, ''), 300)) as plain
        ) n
        where (n.plain like any (v_patterns) or n.plain operator(extensions.%>) v_similar)
          and l.account_id = any (p_accounts) and l.deleted_at is null and not l.is_placeholder
        union all
        select c.id, 3
        from gazelle.clients c
        where reconcile.plain(left(coalesce(c.personal_notes, '') || ' ' || coalesce(c.preference_notes, ''), 2000)) like any (v_patterns)
          and c.account_id = any (p_accounts) and c.deleted_at is null and not c.is_placeholder
        union all
        select coalesce(p.client_id, p.id), 3
        from gazelle.pianos p
        where reconcile.plain(left(p.notes, 2000)) like any (v_patterns)
          and p.account_id = any (p_accounts) and p.deleted_at is null and not p.is_placeholder
      ) a
      limit p_most
    ) h
    where h.owner is not null
    group by h.owner
    order by min(h.place), h.owner
  );
end;
$$;

comment on function app.owners_of_word(text[], app.search_word, boolean, int) is
  'The clients of whom some record has a word, by the search''s indexes (a piano without a client by its own id): those that have it in their name, then in another name or number, then elsewhere. The first p_most that are met, where that is given. Works as its caller, with the plans of app.find_records.';

create function app.match_words(p_accounts text[], p_owners text[], p_text text, p_is_similar boolean, p_limit int)
returns table (account_id text, kind text, id text, client_id text, field text, matched text, score real)
language plpgsql
stable
rows 20
set search_path = ''
-- Of the intermediate sets Postgres knows no sizes, and would compare each row with each.
set enable_nestloop = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_plain constant text := left(reconcile.plain(p_text), 100);
begin
  return query
  with words as materialized (
    select row_number() over () as no, w.plain, w.patterns || case when p_is_similar then w.swapped else '{}' end as patterns, w.serial, w.phone
    from app.search_words(p_text) w
  ), texts as materialized (
    select f.*, reconcile.plain(left(f.matched, f.most)) as plain
    from (
      select c.account_id, 'client' as kind, c.id, c.id as owner, 'name' as field, nullif(c.display_name, c.id) as matched, 200 as most, null as number
      from gazelle.clients c
      where c.id = any (p_owners) and c.account_id = any (p_accounts) and c.deleted_at is null and not c.is_placeholder
      union all
      select c.account_id, 'client', c.id, c.id, 'notes', concat_ws(' ', c.personal_notes, c.preference_notes), 2000, null
      from gazelle.clients c
      where c.id = any (p_owners) and c.account_id = any (p_accounts) and c.deleted_at is null and not c.is_placeholder
      union all
      select l.account_id, 'client', l.client_id, l.client_id, 'address',
        concat_ws(', ', nullif(l.street1, ''), nullif(l.municipality, ''), nullif(l.postal_code, '')), 300, null
      from gazelle.contact_locations l
      where l.client_id = any (p_owners) and l.account_id = any (p_accounts) and l.deleted_at is null and not l.is_placeholder
      union all
      select k.account_id, 'contact', k.id, k.client_id, 'name', btrim(coalesce(k.first_name, '') || ' ' || coalesce(k.last_name, '')), 200, null
      from gazelle.contacts k
      where k.client_id = any (p_owners) and k.account_id = any (p_accounts) and k.deleted_at is null and not k.is_placeholder
      union all
      select t.account_id, 'contact', t.contact_id, t.client_id, 'phone', t.phone_number, 0, reconcile.plain_phone(t.phone_number)
      from gazelle.contact_phones t
      where t.client_id = any (p_owners) and t.account_id = any (p_accounts) and t.deleted_at is null and not t.is_placeholder and t.contact_id is not null
      union all
      select e.account_id, 'contact', e.contact_id, e.client_id, 'email', e.email, 200, null
      from gazelle.contact_emails e
      where e.client_id = any (p_owners) and e.account_id = any (p_accounts) and e.deleted_at is null and not e.is_placeholder and e.contact_id is not null
      union all
      select p.account_id, 'piano', p.id, coalesce(p.client_id, p.id), f.field, f.matched, f.most, f.number
      from gazelle.pianos p
      cross join lateral (
        values ('name', app.piano_title(p.make, p.model), 300, null), ('location', p.location, 300, null), ('notes', p.notes, 2000, null),
          ('serial_number', p.serial_number, 0, reconcile.plain_serial(p.serial_number))
      ) f (field, matched, most, number)
      where (p.client_id = any (p_owners) or p.client_id is null and p.id = any (p_owners))
        and p.account_id = any (p_accounts) and p.deleted_at is null and not p.is_placeholder
    ) f
    where f.matched <> ''
  ), fields as (
    select t.*, max(t.plain) filter (where t.kind = 'client' and t.field = 'name') over (partition by t.owner) as owner_name from texts t
  ), hits as materialized (
    select f.account_id, f.kind, f.id, f.owner, f.field, f.matched, f.plain, w.no, q.quality
    from fields f
    cross join words w
    cross join lateral (
      select case
        when f.field = 'phone' then case when f.number like w.phone then 0.9 end
        when f.field = 'serial_number' then case when f.number like w.serial then 0.8 + 0.2 * (length(w.serial) - 2)::real / length(f.number) end
        when f.plain like any (w.patterns) then
          case
            when ' ' || f.plain || ' ' like '% ' || w.plain || ' %' then 1
            when ' ' || f.plain like '% ' || w.plain || '%' then 0.9
            when f.plain like w.patterns[1] then 0.8
            else 0.6
          end - case f.field when 'name' then 0 when 'notes' then 0.3 else 0.1 end
        when p_is_similar and f.field not in ('notes', 'email') and length(w.plain) > 3 then 0.75 * extensions.word_similarity(w.plain, f.plain)
      end as quality
    ) q
    where q.quality >= 0.3
      -- Where the client has the same name, the contact has not been found by it.
      and not (f.kind = 'contact' and f.field = 'name' and coalesce(f.plain = f.owner_name, false))
  ), own as (
    select h.kind, h.id, h.owner, h.account_id, h.no, max(h.quality) as quality from hits h group by h.kind, h.id, h.owner, h.account_id, h.no
  ), above as (
    select o.owner, o.no, max(o.quality) filter (where o.kind = 'client') as client, max(o.quality) filter (where o.kind <> 'piano') as people
    from own o
    group by o.owner, o.no
  ), found as (
    select r.kind, r.id, r.owner, r.account_id, avg(greatest(o.quality, c.quality)) as score
    from (select distinct o.kind, o.id, o.owner, o.account_id from own o) r
    cross join words w
    left join own o on o.kind = r.kind and o.id = r.id and o.no = w.no
    left join above a on a.owner = r.owner and a.no = w.no
    cross join lateral (select case r.kind when 'contact' then a.client when 'piano' then a.people end as quality) c
    group by r.kind, r.id, r.owner, r.account_id
    -- Something of its own, so that a client's name does not bring all its pianos.
    having bool_and(coalesce(o.quality, c.quality) is not null) and bool_or(o.quality > coalesce(c.quality, 0))
  ), best as (
    select distinct on (f.kind, f.id) f.account_id, f.kind, f.id, f.owner, h.field, h.matched, f.score + 0.3 * coalesce(app.likeness(v_plain, h.plain), 0) as score
    from found f
    join (
      select h.kind, h.id, h.field, h.matched, h.plain, sum(h.quality) as quality from hits h group by h.kind, h.id, h.field, h.matched, h.plain
    ) h on h.kind = f.kind and h.id = f.id
    order by f.kind, f.id, h.quality desc, h.field, h.matched
  )
  select b.account_id, b.kind, b.id, case when b.kind = 'piano' and b.owner = b.id then null else b.owner end, b.field, left(b.matched, 200), b.score::real
  from best b
  where b.score >= 0.6 * (select max(o.score) from best o)
  order by b.score desc, b.kind, b.matched, b.id
  limit p_limit;
end;
$$;

comment on function app.match_words(text[], text[], text, boolean, int) is
  'Of some clients the records that have all words of a text: a client in its own fields; a contact in its own and the client''s; a piano in its own, the client''s and those of the client''s contacts, at least one word in its own alone. Best first.';

create function app.find_by_words(p_accounts text[], p_text text, p_limit int)
returns table (account_id text, kind text, id text, client_id text, field text, matched text, score real)
language plpgsql
stable
rows 20
set search_path = ''
as $$
#variable_conflict use_column
declare
  -- So few are looked at one by one at once; so many at most.
  v_few constant int := 150;
  v_most constant int := 200;
  v_words app.search_word[];
  v_unknown app.search_word[];
  v_is_similar boolean;
  v_asked int;
  v_word app.search_word;
  v_found text[];
  v_owners text[];
begin
  v_words := array(select w from app.search_words(p_text) w);
  -- What nothing has as it is written is a mistake of typing, and tells most.
  v_unknown := array(
    select w from unnest(v_words) w where length(w.plain) > 2 and cardinality(app.owners_of_word(p_accounts, w, false, 1)) = 0
  );
  v_words := v_unknown || array(select w from unnest(v_words) w where w.plain not in (select u.plain from unnest(v_unknown) u));
  foreach v_is_similar in array array[false, true] loop
    continue when not v_is_similar and cardinality(v_unknown) > 0
      or v_is_similar and not exists (select from unnest(v_words) w where length(w.plain) > 3);
    v_owners := null;
    v_asked := 0;
    foreach v_word in array v_words loop
      -- One letter begins something of everybody.
      exit when cardinality(v_owners) <= v_few or v_asked = case when length(v_word.plain) > 1 then 4 else 2 end;
      -- Where one word is a mistake the others are taken as they are written.
      v_found := app.owners_of_word(p_accounts, v_word, v_is_similar and (cardinality(v_unknown) = 0 or v_asked < cardinality(v_unknown)));
      v_asked := v_asked + 1;
      if v_owners is null then
        v_owners := v_found;
      else
        v_owners := array(
          select o.owner from unnest(v_owners) with ordinality o (owner, n) where o.owner in (select f from unnest(v_found) f) order by o.n
        );
      end if;
    end loop;
    if cardinality(v_owners) > 0 then
      return query select m.* from app.match_words(p_accounts, v_owners[:v_most], p_text, v_is_similar, p_limit) m;
      exit when found;
    end if;
  end loop;
end;
$$;

comment on function app.find_by_words(text[], text, int) is
  'Clients, contacts and pianos that have all words of a text, in any order, in their own fields or those of what they belong to, best first. Where nothing has them as they are written, mistakes of typing are forgiven.';

-- What texts are found by: indexes of trigrams over plain texts, and how well one fits.

create index clients_search_name on gazelle.clients using gin ((reconcile.plain(left(display_name, 200))) extensions.gin_trgm_ops);
create index clients_search_notes on gazelle.clients using gin (
  (reconcile.plain(left(coalesce(personal_notes, '') || ' ' || coalesce(preference_notes, ''), 2000))) extensions.gin_trgm_ops
);
create index contacts_search_name on gazelle.contacts using gin (
  (reconcile.plain(left(coalesce(first_name, '') || ' ' || coalesce(last_name, ''), 200))) extensions.gin_trgm_ops
);
create index contact_phones_search on gazelle.contact_phones using gin ((reconcile.plain_phone(phone_number)) extensions.gin_trgm_ops);
create index contact_emails_search on gazelle.contact_emails using gin ((reconcile.plain(left(email, 200))) extensions.gin_trgm_ops);
create index contact_locations_search on gazelle.contact_locations using gin (
  (reconcile.plain(left(coalesce(street1, '') || ' ' || coalesce(municipality, '') || ' ' || coalesce(postal_code, ''), 300))) extensions.gin_trgm_ops
);
create index pianos_search_serial on gazelle.pianos using gin ((reconcile.plain_serial(serial_number)) extensions.gin_trgm_ops);
create index pianos_search_title on gazelle.pianos using gin (
  (reconcile.plain(left(coalesce(make, '') || ' ' || coalesce(model, '') || ' ' || coalesce(location, ''), 300))) extensions.gin_trgm_ops
);
create index pianos_search_notes on gazelle.pianos using gin ((reconcile.plain(left(notes, 2000))) extensions.gin_trgm_ops);

create function app.likeness(p_plain text, p_text text)
returns real
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return extensions.word_similarity(p_plain, p_text)
    + case when p_text = p_plain then 0.5 when p_text like p_plain || '%' then 0.3 when p_text like '% ' || p_plain || '%' then 0.2 else 0 end;
end;
$$;

comment on function app.likeness(text, text) is 'How well plain words fit a plain text: 0 to 1.5. The whole text counts most, then its beginning, then the beginning of a word.';

-- Full text of what people wrote in the timeline. French and English alike: words without accents, found from their beginning on, so that no stem is needed.

create text search dictionary app.french_stops (template = pg_catalog.simple, stopwords = french, accept = false);
create text search dictionary app.english_stops (template = pg_catalog.simple, stopwords = english, accept = false);
create text search configuration app.notes (copy = pg_catalog.simple);
alter text search configuration app.notes
alter mapping for asciiword, word, numword with app.french_stops, app.english_stops, pg_catalog.simple;

comment on text search configuration app.notes is 'Words of French and English texts as they are written; the commonest of both left out.';

create function app.note_words(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- Without marks the parser finds the same words in every locale: it takes « for a letter in some, and 555-0147 for a number below zero.
  return translate(
    extensions.unaccent('extensions.unaccent', lower(left(p_text, 10000))), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                '
  );
end;
$$;

comment on function app.note_words(text) is 'A text as words between blanks, without case, accents and marks; of a long one the first 10,000 characters.';

create function app.note_vector(p_title text, p_text text)
returns tsvector
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return to_tsvector('app.notes', app.note_words(concat(p_title, ' ', p_text)));
end;
$$;

comment on function app.note_vector(text, text) is 'The words of an entry of the timeline, as they are indexed.';

-- Not what Gazelle writes itself, four entries of five: nobody looks for a reminder by its words, and each entry would cost a sync a fifth more.
create index timeline_entries_notes on gazelle.timeline_entries using gin (app.note_vector(summary, comment))
where category in ('service', 'note', 'other') or type like 'CONTACT\_%\_MANUAL%';

create function app.note_query(p_text text)
returns tsquery
language plpgsql
immutable parallel safe
set search_path = ''
set client_min_messages = warning
as $$
declare
  v_word text;
  v_part tsquery;
  v_query tsquery;
begin
  -- At most ten words, so that nobody asks for hours; each quoted, so that none is an operator.
  foreach v_word in array (regexp_split_to_array(btrim(app.note_words(left(coalesce(p_text, ''), 200))), '\s+'))[:10] loop
    continue when v_word = '';
    v_part := to_tsquery('app.notes', '''' || v_word || ''':*');
    if numnode(v_part) > 0 then
      v_query := case when v_query is null then v_part else v_query && v_part end;
    end if;
  end loop;
  return v_query;
end;
$$;

comment on function app.note_query(text) is 'What to look for: all words of a text, each from its beginning on. Null when it has none. Of a long text the first 200 characters count.';

create function app.excerpt(p_text text, p_words text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  -- Where the first of the words begins; to a few characters, since œ is two without its accent.
  v_place constant int := regexp_instr(
    ' ' || app.note_words(p_text), ' (' || regexp_replace(btrim(regexp_replace(app.note_words(left(p_words, 200)), '[^[:alnum:] ]', '', 'g')), '\s+', '|', 'g') || ')'
  );
  v_from constant int := case when v_place > 80 then v_place - 60 else 1 end;
begin
  return case when v_from > 1 then '…' else '' end || btrim(substr(p_text, v_from, 240)) || case when length(p_text) >= v_from + 240 then '…' else '' end;
end;
$$;

comment on function app.excerpt(text, text) is 'What stands around the first of some words in a text, as it is written, at most 240 characters; its beginning where none is found.';

-- As its owner: an index on text is used for a member only where the policy is known to be kept, and Postgres does not know it of a search.
-- It compares the account itself, as the policy does, and its answer is read through the policy once more.
create function app.find_notes(p_text text, p_account text, p_limit int, p_before date)
returns table (id text)
language plpgsql
stable
security definer
rows 20
set search_path = ''
set enable_seqscan = off
set enable_indexscan = off
set jit = off
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  v_accounts constant text[] := array(select a from unnest(gazelle.member_accounts()) a where a = coalesce(p_account, a));
  v_query constant tsquery := app.note_query(p_text);
  v_limit constant int := least(greatest(coalesce(p_limit, 20), 0), 100);
  v_until constant date := coalesce(p_before, 'infinity'::date);
  v_ids text[];
  v_from date;
  v_days int;
begin
  if v_query is null or v_limit = 0 or cardinality(v_accounts) = 0 then
    return;
  end if;
  -- The newest first, in growing spans: of a common word nobody reads the whole history.
  foreach v_days in array array[120, 1200, null] loop
    v_from := coalesce(least(p_before, current_date + 1) - v_days, '-infinity'::date);
    v_ids := array(
      select t.id
      from gazelle.timeline_entries t
      where app.note_vector(t.summary, t.comment) @@ v_query
        -- As the index has it, in its words.
        and (t.category in ('service', 'note', 'other') or t.type like 'CONTACT\_%\_MANUAL%')
        and t.occurred_at >= v_from - interval '1 day' and t.occurred_at < v_until + interval '1 day'
        and t.local_date >= v_from and t.local_date < v_until
        and t.account_id = any (v_accounts) and t.deleted_at is null and not t.is_placeholder
      order by t.local_date desc
      fetch first v_limit rows with ties
    );
    exit when cardinality(v_ids) >= v_limit;
  end loop;
  return query select i.id from unnest(v_ids) i (id);
end;
$$;

comment on function app.find_notes(text, text, int, date) is
  'The ids of what people wrote in the timeline that has all words of a text, newest first, the last day whole; at most 100 and that day. Of the accounts that the caller reads, or of one of them.';

create function app.search_notes(p_text text, p_account text default null, p_limit int default 20, p_before date default null)
returns table (
  account_id text, id text, client_id text, client_name text, piano_id text, piano_title text, local_date date, category text, type text,
  user_name text, matched text
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select
    t.account_id, t.id, t.client_id, t.client_name, t.piano_id, t.piano_title, t.local_date, t.category, t.type, t.user_name,
    app.excerpt(concat_ws(' — ', nullif(btrim(t.title), ''), nullif(btrim(t.text), '')), p_text)
  from app.find_notes(p_text, p_account, p_limit, p_before) f
  cross join lateral (select e.* from app.timeline e where e.id = f.id limit 1) t
  order by t.local_date desc, t.occurred_at desc, t.id;
end;
$$;

comment on function app.search_notes(text, text, int, date) is
  'What people wrote in the timeline, services, notes, and calls and messages by hand, where title and text have all words of a text, each from its beginning on, in any case and with or without accents; newest first, with the place that matched. p_limit, at most 100: so many, and what else there is of the last day; go on with p_before, that day. Words that every text has (le, the) do not count.';

grant execute on function app.note_words(text), app.note_query(text), app.excerpt(text, text), app.find_notes(text, text, int, date), app.search_notes(text, text, int, date) to authenticated;

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

-- One box for clients, contacts, telephone numbers, addresses, pianos and serial numbers.
-- Long (find_records): what is looked for in each table stands side by side.

-- As its owner: an index on text is used for a member only where the policy is known to be kept, and Postgres does not know it of a search.
-- It compares the account itself, as the policy does, and its answer is read through the policy once more.
create function app.find_records(p_text text, p_account text, p_limit int)
returns table (account_id text, kind text, id text, client_id text, field text, matched text, score real)
language plpgsql
stable
security definer
rows 20
set search_path = ''
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_accounts constant text[] := array(select a from unnest(gazelle.member_accounts()) a where a = coalesce(p_account, a));
  v_text constant text := btrim(left(coalesce(p_text, ''), 200));
  v_limit constant int := least(greatest(coalesce(p_limit, 20), 0), 100);
  v_plain constant text := left(reconcile.plain(v_text), 100);
  -- Fewer letters have too few trigrams to be like anything: they begin a word.
  v_similar constant text := case when length(v_plain) > 3 then v_plain end;
  v_start text;
  v_within text;
  v_is_found boolean;
  v_phone text := regexp_replace(v_text, '\D', '', 'g');
  v_typed constant text := regexp_replace(upper(v_text), '[^A-Z0-9]', '', 'g');
  v_serial text := ltrim(v_typed, '0');
  v_threshold constant text := current_setting('pg_trgm.word_similarity_threshold', true);
begin
  if v_plain is null or v_limit = 0 or cardinality(v_accounts) = 0 then
    return;
  end if;
  v_start := v_plain || '%';
  v_within := case when length(v_plain) > 2 then '% ' || v_start end;
  -- A number is one only where there is nothing else in the text; three digits are the least that say something.
  v_phone := case when length(v_phone) >= 3 and v_text !~ '[[:alpha:]]' then right(v_phone, 10) end;
  v_serial := case when length(v_serial) >= 3 and v_serial ~ '\d' then v_serial end;
  -- Lower than usual, for typing mistakes in short names. Set here and not at the function: at a function only a superuser may where the library is not loaded.
  perform set_config('pg_trgm.word_similarity_threshold', '0.4', true);
  if v_text ~ '\s' and v_text ~ '[[:alpha:]]' then
    return query select w.* from app.find_by_words(v_accounts, v_text, v_limit) w;
    if not found and v_plain ~ '\m.{1,3}\M' then
      -- A blank within a word.
      return query select r.* from app.find_records(replace(v_plain, ' ', ''), p_account, v_limit) r where r.score >= 0.8;
    end if;
    perform set_config('pg_trgm.word_similarity_threshold', coalesce(nullif(v_threshold, ''), '0.6'), true);
    return;
  end if;
  return query
  with found as (
    (
      select c.account_id, 'client' as kind, c.id, c.id as client_id, 'name' as field, c.display_name as matched, app.likeness(v_plain, n.plain) as score
      from gazelle.clients c
      cross join lateral (select reconcile.plain(left(c.display_name, 200)) as plain) n
      where (n.plain operator(extensions.%>) v_similar or n.plain like v_start or n.plain like '% ' || v_start)
        and c.account_id = any (v_accounts) and c.deleted_at is null and not c.is_placeholder
      order by score desc
      limit v_limit
    )
    union all
    (
      select k.account_id, 'contact', k.id, k.client_id, 'name', btrim(coalesce(k.first_name, '') || ' ' || coalesce(k.last_name, '')),
        app.likeness(v_plain, n.plain) - 0.01 as score
      from gazelle.contacts k
      cross join lateral (select reconcile.plain(left(coalesce(k.first_name, '') || ' ' || coalesce(k.last_name, ''), 200)) as plain) n
      where (n.plain operator(extensions.%>) v_similar or n.plain like v_start or n.plain like '% ' || v_start)
        and k.account_id = any (v_accounts) and k.deleted_at is null and not k.is_placeholder
        -- The client has the same name.
        and not exists (
          select from gazelle.clients c where c.id = k.client_id and reconcile.plain(left(c.display_name, 200)) = n.plain and c.deleted_at is null
        )
      order by score desc
      limit v_limit
    )
    union all
    (
      select t.account_id, 'contact', t.contact_id, t.client_id, 'phone', t.phone_number,
        0.7 + 0.6 * length(v_phone)::real / length(t.plain) + case when t.plain like '%' || v_phone then 0.2 else 0 end as score
      from (
        -- A town's code is in thousands of them: first those that end so, then some.
        (
          select t.*, reconcile.plain_phone(t.phone_number) as plain
          from gazelle.contact_phones t
          where reconcile.plain_phone(t.phone_number) like '%' || v_phone
            and t.account_id = any (v_accounts) and t.deleted_at is null and not t.is_placeholder and t.contact_id is not null
          limit 100
        )
        union all
        (
          select t.*, reconcile.plain_phone(t.phone_number)
          from gazelle.contact_phones t
          where reconcile.plain_phone(t.phone_number) like '%' || v_phone || '%'
            and t.account_id = any (v_accounts) and t.deleted_at is null and not t.is_placeholder and t.contact_id is not null
          limit 100
        )
      ) t
      order by score desc
      limit v_limit
    )
    union all
    (
      select e.account_id, 'contact', e.contact_id, e.client_id, 'email', e.email, app.likeness(v_plain, n.plain) - 0.1 as score
      from gazelle.contact_emails e
      cross join lateral (select reconcile.plain(left(e.email, 200)) as plain) n
      where length(v_plain) > 2 and (n.plain operator(extensions.%>) v_similar or n.plain like '%' || v_start)
        and e.account_id = any (v_accounts) and e.deleted_at is null and not e.is_placeholder and e.contact_id is not null
      order by score desc
      limit v_limit
    )
    union all
    (
      select l.account_id, 'client', l.client_id, l.client_id, 'address',
        concat_ws(', ', nullif(l.street1, ''), nullif(l.municipality, ''), nullif(l.postal_code, '')), app.likeness(v_plain, n.plain) - 0.15 as score
      from gazelle.contact_locations l
      cross join lateral (
        select reconcile.plain(left(coalesce(l.street1, '') || ' ' || coalesce(l.municipality, '') || ' ' || coalesce(l.postal_code, ''), 300)) as plain
      ) n
      where length(v_plain) > 2 and (n.plain operator(extensions.%>) v_similar or n.plain like v_start or n.plain like v_within)
        and l.account_id = any (v_accounts) and l.deleted_at is null and not l.is_placeholder and l.client_id is not null
      order by score desc
      limit v_limit
    )
    union all
    (
      select p.account_id, 'piano', p.id, p.client_id, 'serial_number', p.serial_number,
        0.8 + 0.6 * length(v_serial)::real / length(n.plain)
          -- A zero that begins what was typed stands in front of a number, or in the middle of one that is known by half.
          + case when v_typed <> v_serial and n.plain like '%' || v_typed || '%' then 0.3 when n.plain like v_serial || '%' then 0.1 else 0 end as score
      from gazelle.pianos p
      cross join lateral (select reconcile.plain_serial(p.serial_number) as plain) n
      where n.plain like '%' || v_serial || '%'
        and p.account_id = any (v_accounts) and p.deleted_at is null and not p.is_placeholder
      order by score desc
      limit v_limit
    )
    union all
    (
      select p.account_id, 'piano', p.id, p.client_id, f.field, f.matched, app.likeness(v_plain, n.plain) - 0.05 as score
      from gazelle.pianos p
      cross join lateral (
        select reconcile.plain(left(coalesce(p.make, '') || ' ' || coalesce(p.model, '') || ' ' || coalesce(p.location, ''), 300)) as plain
      ) n
      cross join lateral (
        select 'location' as field, p.location as matched
        where extensions.word_similarity(v_plain, reconcile.plain(left(p.location, 300)))
          > coalesce(extensions.word_similarity(v_plain, reconcile.plain(app.piano_title(p.make, p.model))), 0)
        union all
        select 'name', app.piano_title(p.make, p.model)
        limit 1
      ) f
      where (n.plain operator(extensions.%>) v_similar or n.plain like v_start or n.plain like v_within)
        and p.account_id = any (v_accounts) and p.deleted_at is null and not p.is_placeholder
      order by score desc
      limit v_limit
    )
    union all
    (
      select c.account_id, 'client', c.id, c.id, 'notes', concat_ws(' ', c.personal_notes, c.preference_notes), 0.55
      from gazelle.clients c
      where length(v_plain) > 2
        and reconcile.plain(left(coalesce(c.personal_notes, '') || ' ' || coalesce(c.preference_notes, ''), 2000)) like '%' || v_start
        and c.account_id = any (v_accounts) and c.deleted_at is null and not c.is_placeholder
      limit v_limit
    )
    union all
    (
      select p.account_id, 'piano', p.id, p.client_id, 'notes', p.notes, 0.5
      from gazelle.pianos p
      where length(v_plain) > 2 and reconcile.plain(left(p.notes, 2000)) like '%' || v_start
        and p.account_id = any (v_accounts) and p.deleted_at is null and not p.is_placeholder
      limit v_limit
    )
    union all
    select i.account_id, i.kind, i.id, i.client_id, 'id', i.id, 2
    from (
      select c.account_id, 'client' as kind, c.id, c.id as client_id from gazelle.clients c where c.id = v_text and c.deleted_at is null and not c.is_placeholder
      union all
      select k.account_id, 'contact', k.id, k.client_id from gazelle.contacts k where k.id = v_text and k.deleted_at is null and not k.is_placeholder
      union all
      select p.account_id, 'piano', p.id, p.client_id from gazelle.pianos p where p.id = v_text and p.deleted_at is null and not p.is_placeholder
    ) i
    where i.account_id = any (v_accounts)
  ), best as (
    select distinct on (f.kind, f.id) f.* from found f order by f.kind, f.id, f.score desc, f.field
  )
  select b.account_id, b.kind, b.id, b.client_id, b.field, left(b.matched, 200), b.score::real
  from best b
  -- Beside what fits, what is only a little like it is in the way.
  where b.score >= 0.6 * (select max(o.score) from best o)
  order by b.score desc, b.kind, b.matched, b.id
  limit v_limit;
  v_is_found := found;
  if not v_is_found and v_text ~ '\s' then
    return query select w.* from app.find_by_words(v_accounts, v_text, v_limit) w;
    v_is_found := found;
  end if;
  perform set_config('pg_trgm.word_similarity_threshold', coalesce(nullif(v_threshold, ''), '0.6'), true);
  -- Two letters in the wrong order leave a short name few of its trigrams.
  if not v_is_found and length(v_plain) between 4 and 30 then
    select s.text into v_start
    from generate_series(1, length(v_plain) - 1) n
    cross join lateral (select overlay(v_plain placing reverse(substr(v_plain, n, 2)) from n for 2) as text) s
    where exists (
      select from gazelle.clients c
      where (reconcile.plain(left(c.display_name, 200)) like s.text || '%' or reconcile.plain(left(c.display_name, 200)) like '% ' || s.text || '%')
        and c.account_id = any (v_accounts) and c.deleted_at is null and not c.is_placeholder
    )
    order by n
    limit 1;
    if found then
      return query select * from app.find_records(v_start, p_account, p_limit);
    end if;
  end if;
end;
$$;

comment on function app.find_records(text, text, int) is
  'Clients, contacts and pianos that a text may mean, best first, each with the field that matched; at most 100. Several words are looked for by app.find_by_words. Of the accounts that the caller reads, or of one of them.';

create function app.search(p_text text, p_account text default null, p_limit int default 20)
returns table (
  account_id text, kind text, id text, client_id text, title text, detail text, field text, matched text, score real, is_active boolean
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select
    f.account_id, f.kind, f.id, f.client_id,
    case f.kind
      when 'client' then c.name
      when 'contact' then (
        select nullif(concat_ws(' ', nullif(btrim(k.first_name), ''), nullif(btrim(k.middle_name), ''), nullif(btrim(k.last_name), '')), '')
        from gazelle.contacts k where k.id = f.id
      )
      else app.piano_title(p.make, p.model)
    end,
    case f.kind
      when 'client' then (
        select nullif(concat_ws(', ', nullif(l.street1, ''), nullif(l.municipality, '')), '') from gazelle.contact_locations l
        where l.client_id = f.id and l.deleted_at is null order by l.id limit 1
      )
      when 'contact' then c.name
      else nullif(concat_ws(' · ', c.name, nullif(p.location, ''), nullif(p.serial_number, '')), '')
    end,
    f.field, f.matched, f.score,
    case f.kind when 'piano' then app.is_active(p.status) else app.is_active(c.status) end
  from app.find_records(p_text, p_account, p_limit) f
  left join lateral (select nullif(k.display_name, k.id) as name, k.status from gazelle.clients k where k.id = f.client_id limit 1) c on true
  left join lateral (select i.make, i.model, i.location, i.serial_number, i.status from gazelle.pianos i where f.kind = 'piano' and i.id = f.id limit 1) p on true
  order by f.score desc, f.kind, f.matched, f.id;
end;
$$;

comment on function app.search(text, text, int) is
  'Clients, contacts and pianos that a text may mean, best first, at most p_limit (100): by name, telephone number, e-mail address, address, make and model, serial number, location, notes or id. Of several words, in any order, each is found in some field of the record or of what it belongs to: a piano by its client''s name and its make. Case, accents, hyphens and blanks do not matter, mistakes of typing are forgiven, and a part of a number will do. field is where it matched and matched is what stands there, at most 200 characters of it. score: higher is better. Of a long text the first 200 characters count; one without a letter or a digit finds nothing.';

grant execute on function app.likeness(text, text), app.find_records(text, text, int), app.search(text, text, int) to authenticated;

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
