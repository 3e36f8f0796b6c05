-- One form for all that can be wrong with a record. The fetcher puts [["error"]] where an error left no value inside a record:
-- no kind of value is read from it.
create function reconcile.holds_error(p_value jsonb)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return coalesce(strpos(p_value::text, '[["error"]]') > 0, false);
end;
$$;

comment on function reconcile.holds_error(jsonb) is 'Whether a value is, or holds, what stands where Gazelle answered an error instead of a value.';

create function reconcile.issue(p_rule text, p_field text, p_value jsonb default null)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'rule', case when p_rule ~ '^(bad_|child_without_id)' and reconcile.holds_error(p_value) then 'not_given' else p_rule end,
    'field', p_field,
    'value', case when length(p_value::text) > 200 then to_jsonb(left(p_value::text, 200) || '…') else p_value end
  );
end;
$$;

comment on function reconcile.issue(text, text, jsonb) is 'An issue {rule, field, value}, the value cut at 200 characters. A value that cannot be read because Gazelle answered an error there is not_given.';

create function reconcile.is_refused(p_issues jsonb)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_issues is not null and exists (
    select
    from jsonb_array_elements(p_issues) i (issue)
    join reconcile.rules r on r.rule = i.issue ->> 'rule'
    where r.severity = 'fatal'
  );
end;
$$;

comment on function reconcile.is_refused(jsonb) is 'Whether one of the issues is of a fatal rule.';

create function reconcile.add_issue(p_issues jsonb, p_is_found boolean, p_rule text, p_field text, p_value jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when p_is_found then coalesce(p_issues, '[]') || reconcile.issue(p_rule, p_field, p_value) else p_issues end;
end;
$$;

comment on function reconcile.add_issue(jsonb, boolean, text, text, jsonb) is 'The issues of a record, with one more where it was found.';
