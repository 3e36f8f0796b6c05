-- How each kind of value is read from a record, as SQL text. The quick form casts, and is for records that a cheap test has
-- found readable; the careful one never raises. A piano of 40 fields takes 60 µs so, and 144 with the careful forms alone.
create function reconcile.reading_of(
  p_kind text, p_base text, p_path text, out quick text, out careful text, out is_readable text
)
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_steps constant text[] := string_to_array(p_path, '.');
  v_depth constant int := cardinality(v_steps);
  v_outer constant text := reconcile.step_to(p_base, v_steps[: v_depth - 1]);
  v_json constant text := reconcile.step_to(p_base, v_steps);
  v_text constant text := reconcile.step_to(p_base, v_steps, true);
  -- As reconcile.to_id has it.
  v_is_id constant text := format('jsonb_typeof(%s) = ''string'' and %2$s ~ ''[^\s\u00a0]'' and length(%2$s) <= 200', v_json, v_text);
begin
  select format(k.quick, v_json, v_text), format(k.careful, v_json, v_text), format(k.is_readable, v_json, v_text, v_outer, v_is_id)
  into strict quick, careful, is_readable
  from (values
    (
      'text', 'nullif(%2$s, '''')', 'reconcile.to_text(%1$s)',
      '(jsonb_typeof(%1$s) in (''string'', ''number'', ''null'')) is not false'
    ), (
      'boolean', '(%2$s)::boolean', 'reconcile.to_boolean(%1$s)',
      '(jsonb_typeof(%1$s) in (''boolean'', ''null'')) is not false'
    ), (
      'integer', '(%2$s)::int', 'reconcile.to_integer(%1$s)',
      '(jsonb_typeof(%1$s) = ''null'' or (jsonb_typeof(%1$s) = ''number'' and %2$s ~ ''^-?\d{1,9}$'')) is not false'
    ), (
      'bigint', '(%2$s)::bigint', 'reconcile.to_bigint(%1$s)',
      '(jsonb_typeof(%1$s) = ''null'' or (jsonb_typeof(%1$s) = ''number'' and %2$s ~ ''^-?\d{1,18}$'')) is not false'
    ), (
      'number', '(%2$s)::numeric', 'reconcile.to_number(%1$s)',
      '(jsonb_typeof(%1$s) in (''number'', ''null'')) is not false'
    ), (
      'date', 'nullif(%2$s, '''')::date', 'reconcile.to_date(%2$s)',
      '(%2$s = '''' or (translate(%2$s, ''123456789'', ''000000000'') = ''0000-00-00'' and %2$s between ''1700'' and ''2200'''
      ' and substr(%2$s, 6, 2) between ''01'' and ''12'' and substr(%2$s, 9, 2) between ''01'' and case substr(%2$s, 6, 2) when ''02'' then ''28'' when ''04'' then ''30'' when ''06'' then ''30'' when ''09'' then ''30'' when ''11'' then ''30'' else ''31'' end)) is not false'
    ), (
      'instant', 'nullif(%2$s, '''')::timestamptz', 'reconcile.to_instant(%2$s)',
      '(%2$s = '''' or (translate(%2$s, ''123456789'', ''000000000'') = ''0000-00-00T00:00:00Z'' and %2$s between ''1900'' and ''2200'''
      ' and substr(%2$s, 6, 2) between ''01'' and ''12'' and substr(%2$s, 9, 2) between ''01'' and case substr(%2$s, 6, 2) when ''02'' then ''28'' when ''04'' then ''30'' when ''06'' then ''30'' when ''09'' then ''30'' when ''11'' then ''30'' else ''31'' end'
      ' and substr(%2$s, 12, 2) < ''24'' and substr(%2$s, 15, 2) < ''60'' and substr(%2$s, 18, 2) < ''60'')) is not false'
    ), (
      'list', 'case jsonb_typeof(%1$s) when ''array'' then array(select jsonb_array_elements_text(%1$s)) end', 'reconcile.to_texts(%1$s)',
      '(jsonb_typeof(%1$s) = ''null'' or (jsonb_typeof(%1$s) = ''array'' and not %1$s @? ''$[*].type() ? (@ != "string")'')) is not false'
    ), (
      'json', 'nullif(%1$s, ''null'')', 'reconcile.to_json(%1$s)',
      '(jsonb_typeof(%1$s) in (''object'', ''array'', ''null'')) is not false'
    ), (
      'id', '%2$s', 'reconcile.to_id(jsonb_build_object(''id'', %1$s))',
      case
        when v_depth = 1 then '(jsonb_typeof(%1$s) = ''null'' or (%4$s)) is not false'
        else '(coalesce(jsonb_typeof(%3$s), ''null'') = ''null'' or coalesce(%4$s, false))'
      end
    )
  ) k (kind, quick, careful, is_readable)
  where k.kind = p_kind;
  -- What encloses a reference must have its id, so the last step is looked at above.
  for n in reverse v_depth - case p_kind when 'id' then 2 else 1 end .. 1 loop
    is_readable := format('(jsonb_typeof(%s) in (''object'', ''null'')) is not false and %s', reconcile.step_to(p_base, v_steps[: n]), is_readable);
  end loop;
end;
$$;

comment on function reconcile.reading_of(text, text, text) is
  'The SQL that reads a value of a kind at a path: quick, where is_readable has found it fit; careful, which never raises.';

create function reconcile.step_to(p_base text, p_steps text[], p_as_text boolean default false)
returns text
language sql
immutable
set search_path = ''
begin atomic
  select case cardinality(p_steps)
    when 0 then p_base
    when 1 then format('%s %s %L', p_base, case when p_as_text then '->>' else '->' end, p_steps[1])
    else format('%s %s %L', p_base, case when p_as_text then '#>>' else '#>' end, p_steps::text)
  end;
end;

comment on function reconcile.step_to(text, text[], boolean) is 'The SQL of a path into a jsonb value.';
