-- When a list inside a record proves that what is not in it is gone.
create function reconcile.whole(p_list text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_step constant text := split_part(p_list, '.', 1);
  v_rest constant text := nullif(substr(p_list, length(v_step) + 2), '');
  v_name constant text := rtrim(v_step, '[]');
  -- What must not be among its items: something that is no record, or one whose own list is not whole.
  v_unfit constant text :=
    case when v_rest is null then '@.type() != "object"' else format('!(%s)', replace(reconcile.whole(v_rest), '$', '@')) end;
begin
  if v_step like '%[]' then
    return format('$.%1$s.type() == "array" && !exists($.%1$s[*] ? (%2$s))', v_name, v_unfit);
  end if;
  -- A page that goes on, or an item that Gazelle gave as null, proves nothing about what is not in it.
  return format(
    '$.%1$s.nodes.type() == "array" && $.%1$s.pageInfo.hasNextPage == false && !exists($.%1$s.nodes[*] ? (%2$s))', v_name, v_unfit
  );
end;
$$;

comment on function reconcile.whole(text) is
  'A jsonpath that is true of a record whose list is there to its end: a connection, or with [] a plain list; for a.b, the list b inside each item of a.';
