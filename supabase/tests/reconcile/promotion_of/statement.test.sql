-- The statement that promotes an entity, for whoever wants to read it.
begin;
select plan(9);

select is_empty(
  $$select entity from reconcile.entities where reconcile.promotion_of(entity) !~ format('insert into gazelle.%s ', entity)$$,
  'each entity has its statement'
);
select ok(reconcile.promotion_of('clients') ~ 'is_blank\(excluded.tags', 'a kept column is asked whether it is blank');
select ok(reconcile.promotion_of('clients') !~ 'is_blank\(excluded.region', 'a mirrored one is not');
select ok(reconcile.promotion_of('contacts') ~ 'vanished', 'children vanish with their list');
select ok(reconcile.promotion_of('pianos') !~ 'vanished', 'records do not');
select ok('jit=off' = any (proconfig), 'it is run uncompiled: compiling it would take longer than a page may')
from pg_proc where oid = 'reconcile.promote(text, text, text[])'::regprocedure;
select throws_ok($$select reconcile.promotion_of('guitars')$$, 'P0002', null, 'what is no entity has none');
select is_empty(
  $$select e.entity from reconcile.entities e where e.promotion is distinct from reconcile.promotion_of(e.entity) and e.promotion is not null$$,
  'no kept statement is out of date'
);
select results_eq(
  $$select name, policy, parent from reconcile.columns_of('contact_emails')$$,
  $$values ('client_id', 'mirror', 'gazelle.clients'::regclass), ('contact_id', 'mirror', 'gazelle.contacts'), ('email', 'mirror', null),
    ('is_default', 'mirror', null)$$,
  'the columns that a sync writes are those of the view'
);

select * from finish();
rollback;
