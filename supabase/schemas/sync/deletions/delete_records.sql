-- Soft deletion, with the record that took the place of a merged one.

create function sync.successor_of(p_module text, p_account text, p_id text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_child reconcile.entities;
  v_owners text[];
begin
  -- Children keep their ids when records are merged: whoever owns all that we knew of it now is its successor.
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

comment on function sync.successor_of(text, text, text) is
  'What a vanished record was merged into, by the children that moved; null when nothing or more than one thing says so.';

create function sync.delete_records(p_module text, p_account text, p_ids text[], p_run bigint default null)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_deleted int;
begin
  update sync.missing m
  set status = 'gone', settled_at = now(), run_id = coalesce(p_run, m.run_id), last_error = null,
      successor_id = sync.successor_of(p_module, p_account, m.external_id)
  where m.module = p_module and m.account_id = p_account and m.external_id = any (p_ids) and m.status <> 'gone';
  get diagnostics v_deleted = row_count;

  execute format(
    'update staging.%I set gone_at = now() where account_id = $1 and external_id = any ($2) and gone_at is null', 'stg_' || p_module
  ) using p_account, p_ids;

  for v_entity in select * from reconcile.entities e where e.module = p_module order by e.position loop
    execute format(
      'update gazelle.%I t
       set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
       where t.account_id = $1 and t.%I = any ($2) and t.deleted_at is null',
      v_entity.entity, coalesce(v_entity.owner_column, 'id')
    ) using p_account, p_ids;
  end loop;
  return v_deleted;
end;
$$;

comment on function sync.delete_records(text, text, text[], bigint) is
  'Soft-deletes records with their children, and remembers what they were merged into. A record that returns is restored by its next staging.';
