-- Blank, very long and damaged texts.

create function reconcile.check_text(p_raw jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return (
    select jsonb_agg(reconcile.issue(i.rule, f.key, i.value) order by f.key, i.rule)
    from jsonb_each(p_raw) f
    cross join lateral (
      select 'long_text' as rule, to_jsonb(length(f.value::text)) as value where length(f.value::text) > 1000000
      union all
      select 'lost_character', f.value where f.value::text like '%' || U&'\FFFD' || '%'
    ) i
  );
end;
$$;

comment on function reconcile.check_text(jsonb) is 'Issues of any record: very long text, and characters that could not be stored.';

create function reconcile.is_blank(p_value text)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- A list, as text, may hold nothing but blanks: {NULL,""}.
  return p_value is null or btrim(p_value, e' \t\r\n\u00a0') = '' or p_value ~ '^\s*[{[]((NULL|null|"\s*")?[,\s]*)*[]}]\s*$';
end;
$$;

comment on function reconcile.is_blank(text) is 'A value, cast to text: null, empty or white, or a list of nothing else. False is a value, not a blank.';
