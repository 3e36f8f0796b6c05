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
