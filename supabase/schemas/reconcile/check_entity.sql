-- What add_entity refuses, before it changes anything.
-- Long (check_entity): a list of problems, each with its message and its remedy.
create function reconcile.check_entity(p_entity text, p_module text, p_owner text, p_list text, p_key text, p_fields jsonb, p_derived jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_table constant regclass := to_regclass(format('gazelle.%I', p_entity));
  v_problem text;
  v_hint text;
begin
  select p.problem, p.hint
  into v_problem, v_hint
  from (
    select 1 as place, format('there is no module %s', p_module) as problem, format('Begin with select sync.add_module(%L, …).', p_module) as hint
    where not exists (select from sync.modules m where m.module = p_module)
    union all
    -- With what is put before and behind it, such as promote_, a longer name would be cut at 63 letters.
    select 0, format('the name %s is too long', p_entity), 'Choose a name of 51 letters at most.'
    where length(p_entity) > 51
    union all
    select 2, format('there is no table gazelle.%s', p_entity), format('create table gazelle.%s (id text primary key, account_id text not null, …);', p_entity)
    where v_table is null
    union all
    select 3, format('%s is an entity already', p_entity), 'Choose another name, or change the table and call reconcile.generate.'
    where exists (select from reconcile.entities e where e.entity = p_entity)
    union all
    -- Its view could not be made there.
    select 3, format('reconcile.%s exists already', n.name), 'Choose another name for the table.'
    from unnest(array[p_entity] || case when p_derived is not null then array[p_entity || '_fields'] end) n (name)
    where to_regclass(format('reconcile.%I', n.name)) is not null and not exists (select from reconcile.entities e where e.entity = p_entity)
    union all
    select 4, format('gazelle.%s lacks the column %s', p_entity, c.name), format('%s text %s', c.name, c.rest)
    from (values ('id', 'primary key'), ('account_id', 'not null')) c (name, rest)
    where v_table is not null and not exists (
      select from pg_catalog.pg_attribute a
      where a.attrelid = v_table and a.attname = c.name and a.atttypid = 'text'::regtype and a.attnotnull
    )
    union all
    select 5, format('gazelle.%s has no column %s, which %s names', p_entity, n.name, n.parameter), 'Write the column''s name as the table has it.'
    from (
      select 'fields' as parameter, f.name
      from jsonb_object_keys(case jsonb_typeof(p_fields) when 'object' then p_fields else '{}' end) f (name)
      union all select 'derived', d.name from jsonb_object_keys(case jsonb_typeof(p_derived) when 'object' then p_derived else '{}' end) d (name)
      union all select 'owner', p_owner where p_owner is not null
    ) n
    where not exists (
      select from pg_catalog.pg_attribute a where a.attrelid = v_table and a.attname = n.name and a.attnum > 0 and not a.attisdropped
    )
    union all
    select 6, format('gazelle.%s.%s is of type %s, which no reader knows', p_entity, a.attname, format_type(a.atttypid, a.atttypmod)),
      'Use text, int, bigint, numeric, boolean, date, timestamptz, text[], jsonb or gazelle.localized_text, or name the column in derived.'
    from pg_catalog.pg_attribute a
    where a.attrelid = v_table and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and (p_derived ? a.attname) is not true
      and not (p_owner is not null and p_list is null)
      and a.atttypid <> all (array[
        'text', 'int', 'bigint', 'numeric', 'boolean', 'date', 'timestamptz', 'text[]', 'jsonb', 'gazelle.localized_text'
      ]::regtype[])
    union all
    select 7, format('gazelle.%s.%s does not refer to the table of a record', p_entity, p_owner), format('%s text references gazelle.…', p_owner)
    where p_owner is not null and not exists (
      select
      from pg_catalog.pg_constraint f
      join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
      where f.conrelid = v_table and f.contype = 'f' and a.attname = p_owner
    )
    union all
    -- A placeholder could not be put there. A reference to its own table is one to an entity.
    select 16, format('gazelle.%s.%s refers to %s, which is no entity yet', p_entity, a.attname, n.parent), case n.nspname
      when 'gazelle' then format('Call select reconcile.add_entity(%L, …) first.', c.relname)
      else 'Let it refer to a table of schema gazelle, or give the column the policy local in reconcile.field_policies.'
    end
    from pg_catalog.pg_constraint f
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
    join pg_catalog.pg_class c on c.oid = f.confrelid
    cross join lateral (
      select s.nspname, format('%I.%I', s.nspname, c.relname) as parent from pg_catalog.pg_namespace s where s.oid = c.relnamespace
    ) n
    where f.conrelid = v_table and f.contype = 'f' and f.confrelid <> f.conrelid and a.attname not in ('id', 'account_id') and a.attgenerated = ''
      and not exists (select from reconcile.entities e where n.nspname = 'gazelle' and e.entity = c.relname)
      and not exists (select from reconcile.field_policies o where o.entity = p_entity and o.field = a.attname and o.policy = 'local')
    union all
    -- What a module stages are records of its root; one without a root, such as measurements, stages another module's.
    select 17, format('gazelle.%s.%s does not refer to gazelle.%s, whose records the module %s stages', p_entity, p_owner, r.entity, p_module),
      format('%s text references gazelle.%s', p_owner, r.entity)
    from (
      select min(e.entity) as entity, array_agg(to_regclass(format('gazelle.%I', e.entity))) as tables
      from reconcile.entities e
      where e.module = p_module and e.owner_column is null
    ) r
    where p_owner is not null and r.entity is not null and not exists (
      select
      from pg_catalog.pg_constraint f
      join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
      where f.conrelid = v_table and f.contype = 'f' and a.attname = p_owner and f.confrelid::regclass = any (r.tables)
    )
    union all
    select 8, format('%s has a list but no owner', p_entity), 'Give both: owner names the column that refers to the record whose list it is.'
    where p_list is not null and p_owner is null
    union all
    select 9, format('%s has a key but no list', p_entity), 'A key makes ids of the items of a list; give the list, or leave the key out.'
    where p_key is not null and p_list is null
    union all
    select 10, format('fields of %s is no object', p_entity), 'fields => ''{"subtotal": "subTotal"}'''
    where jsonb_typeof(p_fields) is distinct from 'object'
    union all
    select 10, format('derived of %s is no object', p_entity), 'Name the fields that each column is made of: derived => ''{"local_date": "start"}'''
    where jsonb_typeof(p_derived) <> 'object'
    union all
    select 11, format('%s, which %s names, is no path', coalesce(n.path, 'null'), n.parameter), 'Names of fields with dots between them, such as location.singleLineAddress.'
    from (
      select 'list' as parameter, replace(p_list, '[]', '') as path where p_list is not null
      union all select 'key', p_key where p_key is not null
      union all select 'fields', p.path #>> '{}' from jsonb_path_query(p_fields, '$.*[*]') p (path) where p.path <> 'null'
      union all select 'derived', p.path #>> '{}' from jsonb_path_query(p_derived, '$.*[*]') p (path)
    ) n
    where (n.path ~ '^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$') is not true
    union all
    select 15, format('gazelle.%s.%s has no path', p_entity, f.key), 'Write its path, or leave the column out: its name in camelCase is then its path.'
    from jsonb_each(case jsonb_typeof(p_fields) when 'object' then p_fields else '{}' end) f
    where f.value in ('null', '[]') or f.value @> '[null]'
    union all
    select 12, format('gazelle.%s.%s has several paths, but is no list', p_entity, f.key), format('%s text[]', f.key)
    from jsonb_each(case jsonb_typeof(p_fields) when 'object' then p_fields else '{}' end) f
    join pg_catalog.pg_attribute a on a.attrelid = v_table and a.attname = f.key
    where jsonb_typeof(f.value) = 'array' and a.atttypid <> 'text[]'::regtype
    union all
    select 14, format('gazelle.%s.%s is a column that promotion adds', p_entity, a.attname), 'Choose another name, and give the path in fields.'
    from pg_catalog.pg_attribute a
    where a.attrelid = v_table and a.attname <> all (array['id', 'account_id']) and (
      a.attname in ('source_id', 'issues', 'field_issues', 'raw')
      or a.attname in (select m.attname from pg_catalog.pg_attribute m where m.attrelid = 'reconcile.mirror'::regclass and m.attnum > 0)
    ) and not exists (select from reconcile.entities e where e.entity = p_entity)
    union all
    select 13, format('gazelle.%s has no column but its id', p_entity), format('alter table gazelle.%s add column …, one for each field.', p_entity)
    where v_table is not null and not exists (
      select from pg_catalog.pg_attribute a
      where a.attrelid = v_table and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> all (array['id', 'account_id'])
    )
  ) p
  order by p.place
  limit 1;
  if v_problem is not null then
    raise exception '%', v_problem using errcode = 'GZ422', hint = v_hint;
  end if;
end;
$$;

comment on function reconcile.check_entity(text, text, text, text, text, jsonb, jsonb) is
  'Refuses what reconcile.add_entity could not make an entity of, before anything is changed: GZ422, with what is wrong and what to do.';
