-- What comes from outside is made fit before it is stored: whoever holds the secret key may send anything through the Data API.

create function sync.fit_text(p_text text, p_longest int default 300)
returns text
language sql
immutable parallel safe
set search_path = ''
begin atomic
  select case when length(f.line) > p_longest then left(f.line, p_longest - 1) || '…' else f.line end
  from (
    select btrim(regexp_replace(
      -- Cut first, with a margin for what becomes one blank or is struck out: the rest costs time.
      regexp_replace(left(p_text, 4 * p_longest + 1000), '\msb_secret_[\w-]+|\mBearer\s+[\w.~+/=-]{16,}', '•••', 'g'),
      '[\s\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+', ' ', 'g'
    )) as line
  ) f;
end;

comment on function sync.fit_text(text, int) is
  'A text from outside as one line of at most so many characters, without control characters, and without what has a secret''s form. What secrets there are, the functions know: they strike them out before (shared/secrets.ts).';

create function sync.fit_error(p_error jsonb)
returns jsonb
language sql
immutable parallel safe
set search_path = ''
begin atomic
  select case
    when p_error is null then null
    when jsonb_typeof(p_error) <> 'object' then jsonb_build_object('code', 'unexpected', 'message', sync.fit_text(p_error::text, 1000))
    else (
      select coalesce(
        jsonb_object_agg(sync.fit_text(f.name, 60), case when jsonb_typeof(f.value) = 'string' then to_jsonb(sync.fit_text(f.value #>> '{}', 1000)) else f.value end), '{}'
      )
      from (
        select e.name, e.value from jsonb_each(p_error) e (name, value)
        -- What is no text is a number or a word; a list of megabytes says nothing.
        where jsonb_typeof(e.value) = 'string' or length(e.value::text) <= 1000
        limit 20
      ) f
    )
  end;
end;

comment on function sync.fit_error(jsonb) is 'An error {code, message, hint} with each text made fit (sync.fit_text), at most a thousand characters long.';
