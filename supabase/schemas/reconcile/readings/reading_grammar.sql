-- Patterns over the line of codes, two characters a token: its code (reading_words) and the gap after it.
--
--   n k q m   numbers: below 200; 430 to 449; other pitches from 400 to 460; any other
--   W w U u   temperature, its initial t; humidity, its initial h        P   pitch, tuning
--   d c h z   degree mark, unit C or F, percent, hertz                   N S Gazelle's summary: "Mesure … prise"
--   ~ a l r e p F   fillers that may stand in between                    A B O L R M   context that excludes a reading
--   gaps      _ none; space; , . : - / as written; ; end of a line or a clause; $ any other character
--
--   "Accord 440Hz, 21C, 39%."   P k_z,n_c,n_h.   pitch, then a pair
--   "Temp: 70 F"                W:n c.           named temperature
--   "hum. 45 %"                 U.n h.           named humidity
--
-- A note takes 0.1 ms; the same patterns over its words took 5 ms.

create function reconcile.reading_grammar()
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  gap text := '[ ,.:;/_-]';
  filler text := '(?:[~paelrF][ ,.:;/-])*';
  degrees text := 'n[ _](?:d[ ._]c|[cd])';
  percent text := 'n[ _]h';
  t text := format('(?:(?:W%1$s%2$s)?%3$s|W%1$s%2$sn|w(?:[ _]d)?%1$s(?:%3$s|n))', gap, filler, degrees);
  named_h text := format('(?:%3$s[ _](?:[~el] )*U|U%1$s%2$s(?:%3$s|n))', gap, filler, percent);
  short_h text := format('u%s(?:%s|n)', gap, percent);
begin
  -- Of the earliest matches the longest wins (POSIX), so a pair wins over its halves.
  return concat_ws('|',
    format('%s[ ,.:;/_-]%s(?:%s|%s|%s)', t, filler, percent, named_h, short_h),
    -- An initial h before the temperature may be an hour (14 h 30, 2 C), so that temperature must be named.
    short_h || '[ ,:;/-]w(?:[ _]d)?' || gap || '(?:' || degrees || '|n)',
    format('(?:%s[ ,:;/-]|%s[ ,.:;/-])', percent, named_h) || filler || t || '(?:[ ,.:;/-]' || filler || percent || ')?',
    'N (?:[~ep] )*S[ :_-]' || filler || '(?:' || degrees || '(?:[ ,.:;/-]' || filler || percent || ')?|' || percent || ')',
    'W' || gap || filler || '(?:' || degrees || '|n[,.;])',
    'U' || gap || filler || '(?:' || percent || '|n[,.;])',
    percent || '[ _](?:[~el] )*U',
    'n[ _]d[ ._]c',
    '[kq][ _]z',
    'P[ ,:-]' || filler || '(?:k|[kq][ _]z)',
    '[al](?:_n)?[:_-](?:k|[kq][ _]z)',
    '[al] (?:k|[kq][ _]z)'
  );
end;
$$;

comment on function reconcile.reading_grammar() is
  'The forms of a reading over the codes of a text. n, k and q are numbers: below 200, of 430 to 449 and other pitches.';
