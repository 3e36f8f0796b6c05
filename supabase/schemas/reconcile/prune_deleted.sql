-- What is gone from Gazelle for longer than it is kept leaves production and staging.

create function reconcile.prune_deleted(p_before timestamptz, p_limit int)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_unreferenced text;
  v_ids text[];
  v_count int;
  v_pruned int := 0;
begin
  -- Children and what refers to others go first.
  for v_entity in
    select e.* from reconcile.entities e join sync.modules m using (module) order by m.position desc, e.position desc
  loop
    select coalesce(string_agg(format(' and not exists (select from gazelle.%I c where c.%I = t.id)', c.entity, r.name), ''), '')
    into v_unreferenced
    from reconcile.entities c
    cross join lateral reconcile.references_of(c.entity) r
    where r.parent = v_entity.entity;
    execute format(
      'with due as (
         select t.id from gazelle.%1$I t where t.deleted_at < $1%2$s order by t.id limit $2 for update skip locked
       ), gone as (
         delete from gazelle.%1$I t using due d where t.id = d.id returning t.account_id, t.id
       ), forgotten as (
         delete from reconcile.kept_fields k using gone g where k.account_id = g.account_id and k.entity = %3$L and k.external_id = g.id
       ), unnumbered as (
         delete from reconcile.v5_serials s using gone g where s.account_id = g.account_id and s.entity = %3$L and s.id = g.id
       )
       select array_agg(g.id) from gone g', v_entity.entity, v_unreferenced, v_entity.entity
    ) into v_ids using p_before, p_limit;
    v_pruned := v_pruned + coalesce(cardinality(v_ids), 0);
    continue when v_entity.owner_column is not null;
    execute format(
      'with due as (
         select s.account_id, s.external_id from staging.%1$I s
         where s.gone_at < $1 and not exists (select from gazelle.%2$I t where t.id = s.external_id) order by 1, 2 limit $2 for update skip locked
       )
       delete from staging.%1$I s using due d where s.account_id = d.account_id and s.external_id = d.external_id', 'stg_' || v_entity.module, v_entity.entity
    ) using p_before, p_limit;
    get diagnostics v_count = row_count;
    v_pruned := v_pruned + v_count;
  end loop;
  -- What is staged under another module's id, such as a piano's measurements.
  for v_entity in
    select distinct on (e.module) e.* from reconcile.entities e
    where not exists (select from reconcile.entities o where o.module = e.module and o.owner_column is null)
    order by e.module, e.position
  loop
    execute format(
      'with due as (
         select s.account_id, s.external_id from staging.%1$I s
         where s.gone_at < $1 and not exists (select from gazelle.%2$I t where t.%3$I = s.external_id) order by 1, 2 limit $2 for update skip locked
       )
       delete from staging.%1$I s using due d where s.account_id = d.account_id and s.external_id = d.external_id',
      'stg_' || v_entity.module, v_entity.entity, v_entity.owner_column
    ) using p_before, p_limit;
    get diagnostics v_count = row_count;
    v_pruned := v_pruned + v_count;
  end loop;
  return v_pruned;
end;
$$;

comment on function reconcile.prune_deleted(timestamptz, int) is
  'Removes rows that were deleted before an instant and that no row refers to, with their raw answers; at most p_limit of a table. Answers how many. Of what Gazelle gives again, a new row comes.';
