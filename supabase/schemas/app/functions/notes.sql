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
