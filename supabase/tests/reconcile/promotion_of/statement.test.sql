-- The function that promotes an entity, and what it is written from.
begin;
select plan(12);

select is_empty(
  $$select entity from reconcile.entities where reconcile.promotion_of(entity) !~ format('insert into gazelle.%s ', entity)$$,
  'each entity has its promotion'
);
select ok(reconcile.promotion_of('clients') ~ 'is_blank\(u.tags', 'a kept column is asked whether it is blank');
select ok(reconcile.promotion_of('clients') !~ 'is_blank\(u.region', 'a mirrored one is not');
select ok(reconcile.promotion_of('contacts') ~ 'missing as', 'children vanish with their list');
select ok(reconcile.promotion_of('pianos') !~ 'missing as', 'records do not');
select is_empty(
  $$select e.entity from reconcile.entities e
    where not exists (
      select from pg_proc p
      where p.oid = to_regproc(format('reconcile.promote_%s', e.entity))
        and p.proconfig @> '{jit=off,enable_seqscan=off,plan_cache_mode=force_generic_plan}'
    )$$,
  'each is planned once and run uncompiled: compiling it would take longer than a page may'
);
select throws_ok($$select reconcile.promotion_of('guitars')$$, 'P0002', null, 'what is no entity has none');
select is_empty(
  $$select e.entity from reconcile.entities e
    join pg_proc p on p.oid = to_regproc(format('reconcile.promote_%s', e.entity))
    where strpos(reconcile.promotion_of(e.entity), p.prosrc) = 0$$,
  'no promotion is out of date'
);
select is_empty(
  $$select e.entity from reconcile.entities e
    join pg_class c on c.oid = to_regclass(format('reconcile.%I', reconcile.view_name(e)))
    where e.fingerprint is distinct from reconcile.fingerprint_of(e.entity)
      or (e.list is not null or e.owner_column is null) and (
        select array_agg(a.attname::text order by a.attname) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and a.attname <> all ('{account_id,source_id,id,raw,issues,field_issues}')
      ) is distinct from (select array_agg(f.name order by f.name) from reconcile.columns_of(e.entity) f where f.source <> 'derived')$$,
  'no view either'
);
select results_eq(
  $$select name, kind, paths, source, policy, parent from reconcile.columns_of('contact_emails')$$,
  $$values
    ('client_id', 'id', '{client.id}'::text[], 'owner', 'mirror', 'gazelle.clients'::regclass),
    ('contact_id', 'id', '{contact.id}', 'enclosing', 'mirror', 'gazelle.contacts'),
    ('email', 'text', '{email}', 'field', 'mirror', null), ('is_default', 'boolean', '{isDefault}', 'field', 'mirror', null)$$,
  'the columns that a sync writes are those of the table'
);
select results_eq(
  $$select name, paths, policy from reconcile.columns_of('clients') where name in ('locale', 'tags', 'preferred_technician_id', 'gazelle_created_at') order by 1$$,
  $$values
    ('gazelle_created_at', '{createdAt}'::text[], 'mirror'), ('locale', '{defaultClientLocalization.locale}', 'mirror'),
    ('preferred_technician_id', '{preferredTechnicianId}', 'mirror'), ('tags', '{tags}', 'keep')$$,
  'each with its path and its policy'
);
select results_eq(
  $$select name from reconcile.columns_of('users') except select name from reconcile.written_columns('users') order by 1$$, $$values ('kind_by_hand'), ('role')$$,
  'a local column is not written'
);

select * from finish();
rollback;
