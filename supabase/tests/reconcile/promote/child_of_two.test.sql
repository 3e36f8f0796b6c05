-- Two records of a page list the same child.
begin;
select plan(6);

insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', v.id, jsonb_build_object('id', v.id, 'allContacts', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "firstName": "A"}]}'::jsonb)
from (values ('cli_a'), ('cli_b')) v (id);
select is((select count(*) from gazelle.contacts where deleted_at is null), 1::bigint, 'it is there once');
create temp table owner as select client_id, version from gazelle.contacts;
select reconcile.replay('clients');
select reconcile.replay('clients');
select results_eq('select client_id, version from gazelle.contacts', 'select client_id, version from owner', 'replays leave it with its owner');
select reconcile.replay('clients', 'main', '', 1);
select results_eq('select client_id, version from gazelle.contacts', 'select client_id, version from owner', 'so does a replay of one record');
update staging.stg_clients set raw_data = raw_data || '{"companyName": "b"}', fetched_at = now() + interval '1 minute' where external_id = 'cli_b';
select is((select client_id from gazelle.contacts), 'cli_b', 'the owner whose content comes anew has it');
select reconcile.soft_delete('clients', 'main', '{cli_a}');
select is((select deleted_at from gazelle.contacts), null, 'the deletion of the other one does not take it along');
select is((select client_id from gazelle.contacts), 'cli_b', 'nor move it');

select * from finish();
rollback;
