-- The statement that promotes an entity follows from its view, its foreign keys and its policies.

create function reconcile.columns_of(p_entity text)
returns table (name text, policy text, parent regclass)
language sql
stable
set search_path = ''
begin atomic
  select a.attname::text, coalesce(p.policy, 'mirror'), f.confrelid::regclass
  from pg_catalog.pg_attribute a
  left join reconcile.field_policies p on p.entity = p_entity and p.field = a.attname
  left join pg_catalog.pg_attribute t
    on t.attrelid = format('gazelle.%I', p_entity)::regclass and t.attname = a.attname
  left join pg_catalog.pg_constraint f
    on f.conrelid = t.attrelid and f.contype = 'f' and f.conkey = array[t.attnum]
  where a.attrelid = format('reconcile.%I', p_entity)::regclass
    and a.attnum > 0
    and not a.attisdropped
    and a.attname not in ('account_id', 'source_id', 'id', 'issues')
    and coalesce(p.policy, 'mirror') <> 'local'
  order by a.attnum;
end;

comment on function reconcile.columns_of(text) is 'The columns that a sync writes: those of the transformer view, with policy and, for a reference, the parent table.';

create function reconcile.promotion_of(p_entity text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_select text;
  v_joins text;
  v_parents text;
  v_placeholders text;
  v_foreign text;
  v_counts text;
  v_columns text;
  v_values text;
  v_differs text;
  v_set text;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;

  select
    string_agg(
      case
        when c.parent is null then format('i.%I', c.name)
        else format('case when %1$I.account_id is distinct from i.account_id and %1$I.id is not null then null else i.%2$I end as %2$I', 'parent_' || c.name, c.name)
      end, ', '
    ),
    string_agg(
      format(
        ' left join lateral (select p.id, p.account_id from %1$s p where p.id = i.%3$I offset 0) %2$I on true',
        c.parent, 'parent_' || c.name, c.name
      ), ''
    ) filter (where c.parent is not null),
    string_agg(
      format(', %1$I.id is null and i.%2$I is not null as %3$I, %1$I.account_id <> i.account_id as %4$I',
        'parent_' || c.name, c.name, 'lacks_' || c.name, 'foreign_' || c.name), ''
    ) filter (where c.parent is not null),
    string_agg(
      format(
        ', %1$I as (
            insert into %2$s (id, account_id, is_placeholder)
            select distinct u.%3$I, u.account_id, true from usable u where u.%4$I
            order by 1 on conflict do nothing returning 1
          )', 'missing_' || c.name, c.parent, c.name, 'lacks_' || c.name
      ), ''
    ) filter (where c.parent is not null),
    string_agg(
      format(' union all select u.source_id, reconcile.issue(''other_account'', %L, null) from usable u where u.%I', c.name, 'foreign_' || c.name), ''
    ) filter (where c.parent is not null),
    string_agg(format('(select count(*) from %I)::int', 'missing_' || c.name), ' + ') filter (where c.parent is not null),
    string_agg(format(', %I', c.name), ''),
    string_agg(format(', u.%I', c.name), ''),
    string_agg(
      case c.policy
        when 'keep' then
          format(' or (o.%1$I is distinct from u.%1$I and (o.%1$I is null or not reconcile.is_blank(u.%1$I::text)))', c.name)
        else format(' or o.%1$I is distinct from u.%1$I', c.name)
      end, ''
    ),
    string_agg(
      case c.policy
        when 'keep' then format(
          '%1$I = case when reconcile.is_blank(excluded.%1$I::text) then coalesce(t.%1$I, excluded.%1$I) else excluded.%1$I end', c.name
        )
        else format('%1$I = excluded.%1$I', c.name)
      end, ', '
    )
  into v_select, v_joins, v_parents, v_placeholders, v_foreign, v_counts, v_columns, v_values, v_differs, v_set
  from reconcile.columns_of(p_entity) c;

  -- offset 0 keeps each look-up an index probe: a page is a hundred rows, the table may be a million, and without
  -- statistics (a first load) the planner would rather read the table.
  return format(
    $sql$
    with incoming as materialized (
      select v.* from reconcile.%1$I v where v.account_id = $1 and v.source_id = any ($2)
    ), usable as materialized (
      select distinct on (i.id) i.source_id, i.account_id, i.id, %2$s%4$s
      from incoming i%3$s
      where i.id is not null and (i.issues is null or not reconcile.is_refused(i.issues)) and i.source_id <> all ($3)
      order by i.id
    )%5$s, written as (
      insert into gazelle.%1$I as t (account_id, id%6$s, synced_at)
      select u.account_id, u.id%7$s, now()
      from usable u
      left join lateral (select o.* from gazelle.%1$I o where o.id = u.id offset 0) o on true
      where o.id is null or (o.account_id = u.account_id and (o.is_placeholder or o.deleted_at is not null%8$s))
      order by u.id
      on conflict (id) do update
      set %9$s, is_placeholder = false, deleted_at = null, version = t.version + 1, updated_at = now(), synced_at = now()
      where t.account_id = excluded.account_id
      returning 1
    )%10$s, problems as (
      select i.source_id, p.issue
      from incoming i
      cross join lateral jsonb_array_elements(i.issues) p (issue)
      where i.issues is not null
      union all
      select u.source_id, reconcile.issue('id_of_other_account', 'id', to_jsonb(u.id))
      from usable u
      join lateral (select o.account_id from gazelle.%1$I o where o.id = u.id offset 0) o on o.account_id <> u.account_id%11$s
    )
    select
      %12$s as placeholders,
      (select count(*) from written)::int%13$s as written,
      (select jsonb_object_agg(p.source_id, p.issues) from (select source_id, jsonb_agg(issue) as issues from problems group by source_id) p) as problems
    $sql$,
    p_entity,
    v_select,
    coalesce(v_joins, ''),
    coalesce(v_parents, ''),
    coalesce(v_placeholders, ''),
    v_columns,
    v_values,
    v_differs,
    v_set,
    case when v_entity.owner_column is not null then format(
      $sql$, vanished as (
      update gazelle.%1$I t
      set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
      from staging.%2$I s
      cross join lateral (
        select o.id from gazelle.%1$I o where o.%3$I = s.external_id and o.deleted_at is null offset 0
      ) c
      where s.account_id = $1 and s.external_id = any ($2) and s.external_id <> all ($3)
        and t.id = c.id
        and s.raw_data @@ %4$L
        and not exists (select from incoming i where i.id = c.id)
        and not exists (select from incoming i where i.id is null and i.source_id = s.external_id)
      returning 1
    )$sql$, p_entity, 'stg_' || v_entity.module, v_entity.owner_column, v_entity.whole_when
    ) else '' end,
    coalesce(v_foreign, ''),
    coalesce(v_counts, '0'),
    case when v_entity.owner_column is not null then ' + (select count(*) from vanished)::int' else '' end
  );
end;
$$;

comment on function reconcile.promotion_of(text) is
  'The one statement that promotes an entity, written from its view, its foreign keys and its field policies. $1 account, $2 ids of staged records, $3 ids of refused records, whose children are passed over. Select it to read it.';
