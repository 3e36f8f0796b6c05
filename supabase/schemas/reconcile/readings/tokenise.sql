-- First stage of a reading: the text is cut into pieces, each a token (word, number or mark), U+0002, and the gap after it.

create function reconcile.reading_pieces(p_text text)
returns text[]
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  -- Collation C, so that no locale changes the result. Full stops end clauses.
  v_text text collate "C" := '.' || translate(lower(p_text collate "C"), e'\u0001\u0002\u0003', '   ') || '.';
begin
  v_text := replace(replace(v_text, 'h.r.', 'hr. '), 'r.h.', 'rh. ');
  -- A minus is a sign (U+0003) only where no token ends before it.
  if v_text <> translate(v_text, '-−', '') then
    v_text := regexp_replace(v_text, '([ (:=,.\n])[-−]([0-9])', e'\\1\u0003\\2', 'g');
  end if;
  return string_to_array(
    regexp_replace(v_text, '[a-zß-ÿÀ-Þ]+|\u0003?[0-9]+(?:[.,][0-9]+)?|[%％°º˚℃℉]', e'\u0001\\&\u0002', 'g'), e'\u0001'
  );
end;
$$;

comment on function reconcile.reading_pieces(text) is
  'A text in lower case, cut before each token; a piece is token, U+0002 and gap, the first one the gap before all tokens. "21 °C." gives {".", "21␂ ", "°␂", "c␂.."}.';

create function reconcile.reading_codes(p_pieces text[])
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  c_words constant jsonb := reconcile.reading_words();
begin
  return (
    select string_agg(c.code || c.gap, '' order by c.n)
    from (
      select
        w.n,
        case
          when w.n = 1 then 'x'
          when s.token < 'a' and s.token >= '0' or s.token < ' ' then
            case
              when length(s.token) > 8 or length(split_part(translate(s.token, ',', '.'), '.', 1)) > 3 then 'm'
              when s.token < '200' or length(split_part(translate(s.token, ',', '.'), '.', 1)) < 3 then 'n'
              when s.token >= '430' and s.token < '450' then 'k'
              when s.token >= '400' and s.token <= '460' then 'q'
              else 'm'
            end
          else coalesce(c_words ->> s.token, c_words ->> (left(s.token, 6) || '*'), 'x')
        end as code,
        case
          when s.gap = ' ' then ' '
          when s.gap = '' then '_'
          when s.gap <> translate(s.gap, e';!?()\n', '') then ';'
          -- A full stop ends what a price or a symbol stands in: "180 $. Accord 440Hz".
          when right(s.gap, 2) = '. ' then '.'
          when translate(s.gap, e' \t\r\u00a0\u2009\u202f][''’"|&+@~<>*.,:=/-−–—', '') <> '' then '$'
          when s.gap like '%.%' then '.'
          when s.gap like '%,%' then ','
          when s.gap <> translate(s.gap, ':=', '') then ':'
          when s.gap <> translate(s.gap, '-−–—', '') then '-'
          when s.gap like '%/%' then '/'
          else ' '
        end as gap
      from unnest(p_pieces) with ordinality w (piece, n)
      cross join lateral (
        select
          case when w.n > 1 then split_part(w.piece, e'\u0002', 1) else '' end collate "C" as token,
          case when w.n > 1 then split_part(w.piece, e'\u0002', 2) else w.piece end as gap
      ) s
    ) c
  );
end;
$$;

comment on function reconcile.reading_codes(text[]) is
  'Second stage: the line of codes, two characters a piece: what the token is, and the gap after it. See reconcile.reading_grammar.';
