-- Gazelle leaves no tombstone and no link after a merge; the children's new owner shows the successor.
create function reconcile.successor_of(p_module text, p_account text, p_id text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_child reconcile.entities;
  v_owners text[];
begin
  -- Children keep their ids when records are merged, so that the one owner of all its known children is its successor.
  for v_child in
    select c.*
    from reconcile.entities c
    join pg_catalog.pg_constraint f
      on f.conrelid = format('gazelle.%I', c.entity)::regclass and f.contype = 'f'
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum] and a.attname = c.owner_column
    join reconcile.entities r
      on r.module = p_module and r.owner_column is null and format('gazelle.%I', r.entity)::regclass = f.confrelid
    order by c.position
  loop
    execute format(
      'select array_agg(distinct t.%2$I)
       from reconcile.%1$I v
       join gazelle.%1$I t on t.id = v.id
       where v.account_id = $1 and v.source_id = $2 and t.%2$I <> $2 and t.deleted_at is null',
      v_child.entity, v_child.owner_column
    ) into v_owners using p_account, p_id;
    if cardinality(v_owners) = 1 then
      return v_owners[1];
    end if;
  end loop;
  return null;
end;
$$;

comment on function reconcile.successor_of(text, text, text) is
  'The record that a vanished one was merged into: the one owner of all children that it had. Null when there is none or more than one.';
