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
  last_error text,
  module text,
  example_entity text,
  example_id text
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with missing as materialized (
    select e.entity, e.module, m.account_id, m.id, m.created_at, m.deleted_at
    from (
      select p.tableoid, p.account_id, p.id, p.created_at, p.deleted_at
      from reconcile.mirror p
      where p.is_placeholder and p.account_id = any ((select gazelle.member_accounts())::text[])
      order by p.created_at
      limit 1000
    ) m
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = m.tableoid
  ), referred as (
    select k.entity, r.id, jsonb_object_agg(format('gazelle.%s.%s', r.entity, r.field), r.records) as counts,
      (array_agg(r.entity order by r.records desc))[1] as example_entity, (array_agg(r.example order by r.records desc))[1] as example_id
    from (select m.entity, array_agg(m.id) as ids from missing m group by 1) k
    cross join lateral monitoring.references_to(k.entity, k.ids) r
    group by 1, 2
  )
  select m.entity, m.account_id, m.id, m.created_at, m.deleted_at is not null, coalesce(r.counts, '{}'), coalesce(q.attempts, 0), q.last_error,
    m.module, r.example_entity, r.example_id
  from missing m
  left join referred r on r.entity = m.entity and r.id = m.id
  left join sync.missing q on q.module = m.module and q.account_id = m.account_id and q.external_id = m.id
  order by m.created_at, m.id;
end;

comment on function monitoring.read_placeholders() is 'Reads monitoring.placeholders.';

create view monitoring.placeholders with (security_invoker = on) as
select * from monitoring.read_placeholders();

comment on view monitoring.placeholders is
  'Records that others refer to and that Gazelle has not given: who refers to them how often, whether they are gone for good. The oldest thousand.';
comment on column monitoring.placeholders.referred_to_by is 'How many rows that are not deleted refer to it, by table and column; 100 means a hundred or more.';
comment on column monitoring.placeholders.example_id is 'One of the rows that refer to it, of the table example_entity.';
comment on column monitoring.placeholders.attempts is 'How often Gazelle was asked for it by its id, without an answer.';

grant execute on function monitoring.read_placeholders() to authenticated;
grant select on monitoring.placeholders to authenticated;
