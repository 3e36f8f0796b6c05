-- Records that others refer to and that Gazelle has not given.

create function monitoring.read_placeholders()
returns table (
  entity text,
  account_id text,
  id text,
  since timestamptz,
  gone boolean,
  referred_to_by jsonb,
  attempts int,
  last_error text
)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
declare
  v_entity record;
  v_reference record;
  v_counts jsonb;
  v_references jsonb := '{}'::jsonb;
  v_accounts text[] := gazelle.member_accounts();
begin
  -- One statement a reference, not one a placeholder: a thousand of them are a thousand index probes.
  for v_entity in
    select m.tableoid, e.entity, array_agg(m.id) as ids
    from (select p.tableoid, p.id from reconcile.mirror p where p.is_placeholder and p.account_id = any (v_accounts) order by p.created_at limit 1000) m
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = m.tableoid
    group by 1, 2
  loop
    for v_reference in
      select f.conrelid::regclass as source, a.attname
      from pg_catalog.pg_constraint f
      join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
      where f.confrelid = v_entity.tableoid and f.contype = 'f'
    loop
      execute format(
        'select jsonb_object_agg(i.id, jsonb_build_object(%3$L, c.n))
         from unnest($1) i (id)
         cross join lateral (select count(*) as n from (select from %1$s t where t.%2$I = i.id limit 100) f) c
         where c.n > 0',
        v_reference.source, v_reference.attname, format('%s.%s', v_reference.source, v_reference.attname)
      ) into v_counts using v_entity.ids;
      select v_references || coalesce(
        jsonb_object_agg(v_entity.entity || '/' || n.key, coalesce(v_references -> (v_entity.entity || '/' || n.key), '{}') || n.value), '{}'
      )
      into v_references
      from jsonb_each(v_counts) n;
    end loop;
  end loop;

  return query
  select e.entity, m.account_id, m.id, m.created_at, m.deleted_at is not null,
    coalesce(v_references -> (e.entity || '/' || m.id), '{}'), coalesce(q.attempts, 0), q.last_error
  from (
    select p.tableoid, p.account_id, p.id, p.created_at, p.deleted_at
    from reconcile.mirror p where p.is_placeholder and p.account_id = any (v_accounts) order by p.created_at limit 1000
  ) m
  join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = m.tableoid
  left join sync.missing q on q.module = e.module and q.account_id = m.account_id and q.external_id = m.id
  order by m.created_at, m.id;
end;
$$;

comment on function monitoring.read_placeholders() is 'Reads monitoring.placeholders.';

create view monitoring.placeholders with (security_invoker = on) as
select * from monitoring.read_placeholders();

comment on view monitoring.placeholders is
  'Records that others refer to and that Gazelle has not given: who refers to them how often, whether they are gone for good. The oldest thousand.';
comment on column monitoring.placeholders.referred_to_by is 'How many rows refer to it, by table and column; 100 means a hundred or more.';
comment on column monitoring.placeholders.attempts is 'How often Gazelle was asked for it by its id, without an answer.';

grant execute on function monitoring.read_placeholders() to authenticated;
grant select on monitoring.placeholders to authenticated;
