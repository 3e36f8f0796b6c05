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
  v_nodes constant text := format(case when v_step like '%[]' then '$.%s' else '$.%s.nodes' end, v_name);
begin
  -- A connection with a next page, or with an item that Gazelle gave as null, proves no absence. type() stands outside the
  -- filter, because a filter would unwrap an item that is itself a list.
  return format('%1$s.type() == "array" && !exists(%1$s[*].type() ? (@ != "object"))', v_nodes)
    -- The type first: a comparison with what is no boolean is unknown, and a filter drops what is unknown.
    || case when v_step like '%[]' then '' else format(' && $.%1$s.pageInfo.hasNextPage.type() == "boolean" && $.%1$s.pageInfo.hasNextPage == false', v_name) end
    -- Nor does a list one of whose items has a list that is not whole.
    || case when v_rest is null then '' else format(' && !exists(%s[*] ? (!(%s)))', v_nodes, replace(reconcile.whole(v_rest), '$', '@')) end;
end;
$$;

comment on function reconcile.whole(text) is
  'A jsonpath that is true of a record whose list is there to its end: a connection, or with [] a plain list; for a.b, the list b inside each item of a.';
