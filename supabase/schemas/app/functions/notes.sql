-- Full text of the timeline. French and English alike: words without accents, found from their beginning on, so that no stem is needed.

create text search dictionary app.french_stops (template = pg_catalog.simple, stopwords = french, accept = false);
create text search dictionary app.english_stops (template = pg_catalog.simple, stopwords = english, accept = false);
create text search configuration app.notes (copy = pg_catalog.simple);
alter text search configuration app.notes
alter mapping for
  asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart
with app.french_stops, app.english_stops, extensions.unaccent, pg_catalog.simple;

comment on text search configuration app.notes is 'Words of French and English texts without accents, as written; the commonest of both left out.';

create index timeline_entries_notes on gazelle.timeline_entries using gin (
  to_tsvector('app.notes', left(coalesce(summary, ''), 10000) || ' ' || left(coalesce(comment, ''), 10000))
);

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
  -- Each word by itself, quoted, so that nothing in it is an operator; at most ten, so that nobody asks for hours.
  foreach v_word in array (regexp_split_to_array(btrim(translate(left(coalesce(p_text, ''), 200), '''\', '  ')), '\s+'))[:10] loop
    continue when v_word !~ '[[:alnum:]]';
    v_part := to_tsquery('app.notes', '''' || v_word || ''':*');
    if numnode(v_part) > 0 then
      v_query := case when v_query is null then v_part else v_query && v_part end;
    end if;
  end loop;
  return v_query;
end;
$$;

comment on function app.note_query(text) is 'What to look for: all words of a text, each from its beginning on. Null when it has none. Of a long text the first 200 characters count.';

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
      where to_tsvector('app.notes', left(coalesce(t.summary, ''), 10000) || ' ' || left(coalesce(t.comment, ''), 10000)) @@ v_query
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
  'The ids of entries of the timeline that have all words of a text, newest first, the last day whole; at most 100 and that day. Of the accounts that the caller reads, or of one of them.';

create function app.search_notes(p_text text, p_account text default null, p_limit int default 20, p_before date default null)
returns table (
  account_id text, id text, client_id text, client_name text, piano_id text, piano_title text, local_date date, category text, type text,
  user_name text, matched text
)
language sql
stable
set search_path = ''
begin atomic
  select
    t.account_id, t.id, t.client_id, t.client_name, t.piano_id, t.piano_title, t.local_date, t.category, t.type, t.user_name,
    ts_headline(
      'app.notes', left(concat_ws(' — ', nullif(btrim(t.title), ''), nullif(btrim(t.text), '')), 20000), app.note_query(p_text),
      'StartSel="", StopSel="", MinWords=15, MaxWords=35'
    )
  from app.find_notes(p_text, p_account, p_limit, p_before) f
  join app.timeline t on t.id = f.id
  order by t.local_date desc, t.occurred_at desc, t.id;
end;

comment on function app.search_notes(text, text, int, date) is
  'Entries of the timeline whose title or text has all words of a text, each from its beginning on, in any case and with or without accents; newest first, with the place that matched. p_limit, at most 100: so many, and what else there is of the last day; go on with p_before, that day. Words that every text has (le, the) do not count.';

grant execute on function app.note_query(text), app.find_notes(text, text, int, date), app.search_notes(text, text, int, date) to authenticated;
