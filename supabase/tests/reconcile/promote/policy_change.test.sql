-- A policy that an administrator changes counts from the next record on.
begin;
select plan(7);

insert into staging.stg_clients (account_id, external_id, raw_data) values ('main', 'cli_1', '{"id": "cli_1", "region": "Nord", "tags": ["vip"]}');
select reconcile.prepare();
select isnt((select promotion from reconcile.entities where entity = 'clients'), null, 'the statement of a module is kept');

insert into reconcile.field_policies (entity, field, policy) values ('clients', 'region', 'keep');
select is((select count(promotion) from reconcile.entities), 0::bigint, 'a new policy drops what was kept');
update staging.stg_clients set raw_data = raw_data || '{"region": null}';
select is((select region from gazelle.clients), 'Nord', 'and counts at once');

select reconcile.prepare('clients');
update reconcile.field_policies set policy = 'mirror' where entity = 'clients' and field = 'region';
update staging.stg_clients set raw_data = raw_data || '{"region": ""}';
select is((select region from gazelle.clients), null, 'a policy that is taken back too');

select reconcile.prepare('clients');
delete from reconcile.field_policies where entity = 'clients' and field = 'tags';
update staging.stg_clients set raw_data = raw_data || '{"tags": []}';
select is((select tags from gazelle.clients), '{}', 'and one that is deleted');
select throws_ok(
  $$insert into reconcile.field_policies (entity, field, policy) values ('clients', 'tags', 'maybe')$$, '23514', null, 'a policy is one of three'
);
select reconcile.prepare('clients');
create temp table kept as select ctid as place, entity from reconcile.entities;
select reconcile.prepare('clients');
select is_empty(
  $$select from reconcile.entities e join kept k using (entity) where e.ctid <> k.place$$, 'what is right already is not written anew'
);

select * from finish();
rollback;
