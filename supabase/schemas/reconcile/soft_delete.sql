-- Soft delete, the only deletion in production: a record and its children are marked, never removed.

create function reconcile.lock_records(p_module text, p_account text, p_ids text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_root constant text := (select e.entity from reconcile.entities e where e.module = p_module and e.owner_column is null);
begin
  perform reconcile.lock_staged(p_module, p_account, p_ids);
  -- A placeholder has nothing in staging: a page that fills it is met here. Who refers to one is not.
  if v_root is not null then
    execute format(
      'select from gazelle.%I t where t.account_id = $1 and t.id = any ($2) order by t.id for no key update', v_root
    ) using p_account, p_ids;
  end if;
end;
$$;

comment on function reconcile.lock_records(text, text, text[]) is
  'Locks staged records and then those of production until the end of the transaction: what is read next is what every page before has committed.';

create function reconcile.soft_delete(p_module text, p_account text, p_ids text[], p_at timestamptz default now())
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_count int;
  v_deleted int := 0;
begin
  execute format(
    'update staging.%I set gone_at = $3 where account_id = $1 and external_id = any ($2) and gone_at is null', 'stg_' || p_module
  ) using p_account, p_ids, p_at;

  -- What another living record lists is not deleted with them.
  perform reconcile.reassign_children(p_module, p_account, p_ids);
  for v_entity in select * from reconcile.entities e where e.module = p_module order by e.position loop
    execute format(
      'update gazelle.%I t
       set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
       where t.account_id = $1 and t.%I = any ($2) and t.deleted_at is null',
      v_entity.entity, coalesce(v_entity.owner_column, 'id')
    ) using p_account, p_ids;
    get diagnostics v_count = row_count;
    v_deleted := v_deleted + v_count;
  end loop;
  -- What went with its owner is neither held nor restored.
  delete from reconcile.missing_children v
  using reconcile.entities e
  where e.entity = v.entity and e.module = p_module and v.account_id = p_account and v.owner_id = any (p_ids);
  return v_deleted;
end;
$$;

comment on function reconcile.soft_delete(text, text, text[], timestamptz) is
  'Marks records and their children as deleted, and their staged content as gone; answers the production rows. p_at: since when they are gone. A record that returns is restored by its next staging.';

create function reconcile.delete_placeholders(p_module text, p_account text, p_before timestamptz, p_is_by_id boolean)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_is_unread boolean;
  v_count int;
  v_deleted int := 0;
begin
  for v_entity in
    select * from reconcile.entities e
    where e.module = p_module and (e.owner_column is not null and e.list is not null or e.owner_column is null and not p_is_by_id)
    order by e.position
  loop
    if v_entity.owner_column is not null then
      -- It may stand in a record that is refused or waits, or in a list that could not be read.
      execute format(
        'select exists (select from staging.%1$I s where s.account_id = $1 and s.status <> ''promoted'' and s.gone_at is null)
           or exists (
             select from staging.%1$I s cross join lateral jsonb_array_elements(s.issues) i (issue)
             where s.account_id = $1 and s.issues is not null and s.gone_at is null
               and i.issue ->> ''rule'' = ''bad_list'' and starts_with($2, i.issue ->> ''field'')
           )', 'stg_' || p_module
      ) into v_is_unread using p_account, replace(v_entity.list, '[]', '');
      continue when v_is_unread;
    end if;
    execute format(
      'with due as (
         select t.id from gazelle.%1$I t
         where t.account_id = $1 and t.is_placeholder and t.deleted_at is null and t.created_at < $2%2$s
         order by t.id for no key update
       )
       update gazelle.%1$I t
       set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
       from due d
       where t.id = d.id', v_entity.entity,
      case
        when v_entity.owner_column is null then format(
          ' and not exists (select from staging.%I s where s.account_id = $1 and s.external_id = t.id and s.gone_at is null)', 'stg_' || p_module
        )
        else ''
      end
    ) using p_account, p_before;
    get diagnostics v_count = row_count;
    v_deleted := v_deleted + v_count;
  end loop;
  return v_deleted;
end;
$$;

comment on function reconcile.delete_placeholders(text, text, timestamptz, boolean) is
  'Marks as deleted the placeholders of children, and, unless p_is_by_id, of a module''s records, that were made before an instant; answers how many. A list that has one brings it back.';
