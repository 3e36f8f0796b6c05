-- All of a person goes, also where production has no reference to them, and nothing of another company's (case S6).
begin;
select plan(8);

insert into sync.accounts (account_id) values ('second');
select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1", "companyName": "Church of St. Anne"}, {"id": "cli_2", "companyName": "B"}]');
-- Who books names themselves before Gazelle makes them the booking's client.
select sync.stage_nodes('reservations', 'main', null, '[
  {"id": "res_1", "client": null, "clientData": {"clientId": "cli_1", "firstName": "Anne"}},
  {"id": "res_2", "client": null, "clientData": {"clientId": "cli_2", "firstName": "Bert"}}
]');
insert into reconcile.legacy_references (account_id, kind, legacy_key, facts) values
  ('main', 'client', 'old_1', '{"name": "Church of St. Anne"}'), ('main', 'client', 'old_2', '{"name": "Church of St. Anne or B"}');
insert into reconcile.match_candidates (account_id, kind, legacy_key, id, name, score) values
  ('main', 'client', 'old_1', 'cli_1', 'Church of St. Anne', 1), ('main', 'client', 'old_2', 'cli_1', 'Church of St. Anne', 1), ('main', 'client', 'old_2', 'cli_2', 'B', 1);
insert into monitoring.decisions (decided_by, action, account_id, about, outcome)
select 'ada', 'sync_now', account, 'Church of St. Anne', '{}' from unnest(array['main', 'second']) account;

-- Another's record that was refused refers to them, and production shows nothing of it.
select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_9", "companyName": "C", "referralClient": {"id": "cli_1"}}]');
delete from gazelle.clients where id = 'cli_9';
update staging.stg_clients set status = 'rejected' where external_id = 'cli_9';

select sync.erase_client('main', 'cli_1', false);
select results_eq('select id from gazelle.reservations', $$values ('res_2')$$, 'a booking goes with whom it names alone, and another''s stays');
select results_eq('select external_id from staging.stg_reservations', $$values ('res_2')$$, 'its raw answer too');
select results_eq('select legacy_key from reconcile.legacy_references', $$values ('old_2')$$, 'an imported row goes that can mean nobody else');
select results_eq('select id from reconcile.match_candidates', $$values ('cli_2')$$, 'and nobody is offered as a match who was erased');
select results_eq(
  'select account_id, about from monitoring.decisions order by 1', $$values ('main', '•••'), ('second', 'Church of St. Anne')$$,
  'what another company wrote is not struck'
);
select sync.stage_nodes('reservations', 'main', null, '[{"id": "res_1", "client": null, "clientData": {"clientId": "cli_1", "firstName": "Anne"}}]');
select results_eq('select id from gazelle.reservations', $$values ('res_2')$$, 'the booking does not come back');
select is_empty($$select external_id from staging.records where raw_data::text like '%cli_1"%'$$, 'no staged record mentions them, refused ones neither');
update staging.stg_clients set status = 'pending' where external_id = 'cli_9';
select reconcile.run('clients');
select is_empty($$select id from gazelle.clients where id = 'cli_1'$$, 'so that promoting such a one brings no placeholder of theirs');

select * from finish();
rollback;
