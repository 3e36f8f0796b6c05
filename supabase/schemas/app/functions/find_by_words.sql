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
