-- The decision of a person on children that are held.

create function reconcile.release_missing_children(p_module text, p_account text, p_ids text[] default null)
returns int
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_entity reconcile.entities;
  v_owners text[];
  v_count int;
  v_released int := 0;
begin
  select array_agg(distinct v.owner_id) into v_owners
  from reconcile.missing_children v
  join reconcile.entities e using (entity)
  where e.module = p_module and v.account_id = p_account and v.status = 'held' and v.external_id = any (coalesce(p_ids, array[v.external_id]));
  if v_owners is null then
    return 0;
  end if;
  -- A page that brings one again comes first, and then nothing of it is held.
  perform reconcile.lock_staged(p_module, p_account, v_owners);
  for v_entity in
    select * from reconcile.entities e where e.module = p_module and e.owner_column is not null order by e.position
  loop
    execute format(
      'with released as (
         delete from reconcile.missing_children v
         where v.account_id = $1 and v.entity = %1$L and v.status = ''held'' and v.external_id = any (coalesce($2, array[v.external_id]))
         returning v.external_id, v.owner_id
       ), gone as (
         update gazelle.%1$I t
         set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
         from released r
         where t.id = r.external_id and t.account_id = $1 and t.%2$I = r.owner_id and t.deleted_at is null
       )
       select count(*) from released', v_entity.entity, v_entity.owner_column
    ) into v_count using p_account, p_ids;
    v_released := v_released + v_count;
  end loop;
  return v_released;
end;
$$;

comment on function reconcile.release_missing_children(text, text, text[]) is
  'Soft-deletes children that are held, on a person''s decision; all of the module without p_ids. Answers how many.';

create function reconcile.dismiss_missing_children(p_module text, p_account text, p_ids text[], p_by text)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_count int;
begin
  update reconcile.missing_children v
  set status = 'dismissed', decided_by = p_by
  from reconcile.entities e
  where e.entity = v.entity and e.module = p_module and v.account_id = p_account and v.status = 'held'
    and (p_ids is null or v.external_id = any (p_ids));
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

comment on function reconcile.dismiss_missing_children(text, text, text[], text) is
  'Keeps children that are held, on a person''s decision, until a list holds them again; all of the module without p_ids. Answers how many.';

create function reconcile.count_held(p_module text, p_account text)
returns bigint
language sql
stable
set search_path = ''
begin atomic
  select count(*)
  from reconcile.entities e
  join reconcile.missing_children v on v.account_id = p_account and v.entity = e.entity
  where e.module = p_module and v.status = 'held';
end;

comment on function reconcile.count_held(text, text) is 'How many children of a module''s records wait for a person.';
