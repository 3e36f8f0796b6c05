-- A policy that an administrator changes counts from the next record on: the promotion is generated anew.
begin;
select plan(8);

create function pg_temp.promotion() returns text language sql as $$
  select prosrc from pg_proc where oid = 'reconcile.promote_clients'::regproc
$$;
insert into staging.stg_clients (account_id, external_id, raw_data) values ('main', 'cli_1', '{"id": "cli_1", "region": "Nord", "tags": ["vip"]}');
create temp table before as select pg_temp.promotion() as promotion;

insert into reconcile.field_policies (entity, field, policy) values ('clients', 'region', 'keep');
select isnt(pg_temp.promotion(), promotion, 'a new policy changes the promotion') from before;
update staging.stg_clients set raw_data = raw_data || '{"region": null}';
select is((select region from gazelle.clients), 'Nord', 'and counts at once');

update reconcile.field_policies set policy = 'mirror' where entity = 'clients' and field = 'region';
update staging.stg_clients set raw_data = raw_data || '{"region": ""}';
select is((select region from gazelle.clients), null, 'a policy that is taken back too');
select is(pg_temp.promotion(), promotion, 'and the promotion is what it was') from before;

delete from reconcile.field_policies where entity = 'clients' and field = 'tags';
update staging.stg_clients set raw_data = raw_data || '{"tags": []}';
select is((select tags from gazelle.clients), '{}', 'and one that is deleted');
select throws_ok(
  $$insert into reconcile.field_policies (entity, field, policy) values ('clients', 'tags', 'maybe')$$, '23514', null, 'a policy is one of three'
);
create temp table kept as select ctid as place, entity from reconcile.entities;
select reconcile.refresh();
select is_empty(
  $$select from reconcile.entities e join kept k using (entity) where e.ctid <> k.place$$, 'what is right already is not generated anew'
);
select is_empty(
  $$select entity from reconcile.entities e where e.fingerprint is distinct from reconcile.fingerprint_of(e.entity)$$, 'and all of it is right'
);

select * from finish();
rollback;
