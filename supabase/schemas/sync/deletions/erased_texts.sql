-- Where a text may name a person: messages, answers, decisions. Each table that keeps one is listed here by its own file.

create table sync.erased_texts (
  relation text not null,
  field text not null,
  primary key (relation, field)
);

comment on table sync.erased_texts is 'Columns with texts in which the names, addresses, numbers and ids of an erased client are struck out. For their owner alone.';
comment on column sync.erased_texts.relation is 'Table with its schema; field is its column, text or jsonb.';

alter table sync.erased_texts enable row level security;
revoke insert, update, delete, truncate on sync.erased_texts from service_role;

insert into sync.erased_texts (relation, field) values
  ('sync.runs', 'error'), ('sync.holes', 'message'), ('sync.missing', 'last_error'), ('sync.callers', 'error'), ('reconcile.job_errors', 'message');

create function sync.struck(p_text text, p_pattern text, p_ids text[])
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_text text := case when p_pattern is null then p_text else regexp_replace(p_text, p_pattern, '•••', 'gi') end;
  v_id text;
begin
  -- One id may begin another: whole words are replaced.
  for v_id in
    select distinct w.word[1] from regexp_matches(v_text, '[\w-]+', 'g') w (word) where w.word[1] = any (p_ids)
  loop
    v_text := regexp_replace(v_text, '(?<![\w-])' || v_id || '(?![\w-])', '•••', 'g');
  end loop;
  return v_text;
end;
$$;

comment on function sync.struck(text, text, text[]) is 'A text in which what a pattern finds, and each id as a word, is struck out: •••.';

create function sync.struck(p_value jsonb, p_pattern text, p_ids text[])
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_text constant text := p_value #>> '{}';
begin
  case jsonb_typeof(p_value)
    when 'object' then
      -- A key is a field's name, or an id.
      return (
        select coalesce(jsonb_object_agg(sync.struck(e.key, null, p_ids), sync.struck(e.value, p_pattern, p_ids)), '{}'::jsonb) from jsonb_each(p_value) e
      );
    when 'array' then
      return (
        select coalesce(jsonb_agg(sync.struck(e.value, p_pattern, p_ids) order by e.place), '[]'::jsonb)
        from jsonb_array_elements(p_value) with ordinality e (value, place)
      );
    when 'string', 'number' then
      return case when sync.struck(v_text, p_pattern, p_ids) = v_text then p_value else to_jsonb(sync.struck(v_text, p_pattern, p_ids)) end;
    else
      return p_value;
  end case;
end;
$$;

comment on function sync.struck(jsonb, text, text[]) is 'The same of each text and number in a JSON value; of its keys the ids alone.';

create function sync.pattern_of(p_texts text[])
returns text
language sql
immutable
set search_path = ''
begin atomic
  select string_agg(
    -- As whole words: Roy is not in Royal. A telephone number may stand behind its country's code.
    case when w.text ~ '^[[:alnum:]]' and (w.text ~ '[[:alpha:]]' or length(w.text) < 7) then '(?<![[:alnum:]])' else '' end
      || regexp_replace(w.text, '([^[:alnum:]_\s])', '\\\1', 'g')
      || case when w.text ~ '[[:alnum:]]$' then '(?![[:alnum:]])' else '' end,
    '|' order by length(w.text) desc
  )
  -- A shorter one would blacken half of a text.
  from (select distinct btrim(t.text) as text from unnest(p_texts) t (text) where length(btrim(t.text)) >= 5) w;
end;

comment on function sync.pattern_of(text[]) is 'A regular expression for any of some texts of at least five characters, each as whole words; null for none.';

create function sync.strike_texts(p_account text, p_texts text[], p_ids text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_pattern constant text := sync.pattern_of(p_texts);
  v_column record;
  v_count int;
  v_counts jsonb := '{}'::jsonb;
begin
  for v_column in
    select t.relation, t.field, a.attrelid::regclass as table_name,
      exists (select from pg_catalog.pg_attribute o where o.attrelid = a.attrelid and o.attname = 'account_id' and not o.attisdropped) as has_account
    from sync.erased_texts t
    join pg_catalog.pg_attribute a on a.attrelid = to_regclass(t.relation) and a.attname = t.field
    order by t.relation, t.field
  loop
    execute format(
      'update %1$s t
       set %2$I = sync.struck(t.%2$I, $1, $2)
       where t.%2$I is not null and sync.struck(t.%2$I, $1, $2) <> t.%2$I%3$s', v_column.table_name, v_column.field,
      -- What another company wrote is not this one's to strike; what is about all of them is.
      case when v_column.has_account then ' and coalesce(t.account_id, $3) = $3' else '' end
    ) using v_pattern, p_ids, p_account;
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object(v_column.relation, v_count + coalesce((v_counts ->> v_column.relation)::int, 0));
  end loop;
  return v_counts;
end;
$$;

comment on function sync.strike_texts(text, text[], text[]) is 'Strikes texts and ids out of every column of sync.erased_texts, of the account or of none; answers the rows by table.';
