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
