-- What refers to records: how many rows of which tables, with one of them.

create function monitoring.references_to(p_entity text, p_ids text[])
returns table (id text, entity text, field text, records bigint, example text)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_reference record;
begin
  -- One statement a reference, not one a record: a thousand of them are a thousand index probes.
  for v_reference in
    select e.entity, a.attname
    from pg_catalog.pg_constraint f
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = f.conrelid
    where f.confrelid = format('gazelle.%I', p_entity)::regclass and f.contype = 'f'
    order by e.position, a.attnum
  loop
    return query execute format(
      'select i.id, %1$L::text, %2$L::text, c.n, c.example
       from unnest($1) i (id)
       cross join lateral (
         select count(*) as n, min(f.id) as example from (select t.id from gazelle.%1$I t where t.%2$I = i.id and t.deleted_at is null limit 100) f
       ) c
       where c.n > 0', v_reference.entity, v_reference.attname
    ) using p_ids;
  end loop;
end;
$$;

comment on function monitoring.references_to(text, text[]) is
  'How many rows of production that are not deleted refer to each of these records, by table and column; 100 means a hundred or more. With one of them.';

create function monitoring.read_references(p_kind text, p_ids text[], p_account text default 'main')
returns table (id text, module text, records bigint, example_entity text, example_id text)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select r.id, e.module, sum(r.records)::bigint, (array_agg(r.entity order by r.records desc))[1], (array_agg(r.example order by r.records desc))[1]
  from (
    -- A module stands for its first table.
    select e.entity, e.module from reconcile.entities e where p_kind in (e.entity, e.module) order by e.entity <> p_kind, e.list is not null, e.position limit 1
  ) k
  cross join lateral monitoring.references_to(k.entity, p_ids[1:1000]) r
  join reconcile.entities e on e.entity = r.entity
  join reconcile.mirror m on m.tableoid = format('gazelle.%I', k.entity)::regclass and m.id = r.id and m.account_id = p_account
  where p_account = any ((select gazelle.member_accounts())::text[])
    -- The record's own children go with it.
    and (e.module <> k.module or e.list is null and e.owner_column is null)
  group by r.id, e.module
  order by r.id, min(e.position);
end;

comment on function monitoring.read_references(text, text[], text) is
  'How many records of each module refer to these records of the caller''s account, with one of them; its own children are left out, and a hundred or more of a column count as a hundred.';

grant execute on function monitoring.read_references(text, text[], text) to authenticated;
