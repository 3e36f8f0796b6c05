-- Gazelle still has who was erased: nothing of it is staged, and nobody misses it (case S6).
begin;
select plan(30);

create temp table page as
select '[{"id": "cli_1", "companyName": "Zéphyrine", "allContacts": [{"id": "con_1", "firstName": "Zéphyrine"}]}, {"id": "cli_2", "companyName": "Salle", "referralClient": {"id": "cli_1"}}]'::jsonb as clients,
  '[{"id": "tme_1", "client": {"id": "cli_1"}, "occurredAt": "2026-02-03T20:56:01Z"}, {"id": "tme_2", "client": {"id": "cli_2"}, "occurredAt": "2026-02-03T20:56:01Z"}]'::jsonb as entries;
select sync.stage_nodes('clients', 'main', null, clients), sync.stage_nodes('timeline', 'main', null, entries) from page;
select sync.stage_nodes('pianos', 'main', null, '[{"id": "pno_1", "client": {"id": "cli_1"}}]');
select sync.stage_nodes('measurements', 'main', null, '[{"id": "pno_1", "allPianoMeasurements": [{"id": "mea_1", "humidity": 40}]}]');
insert into sync.callers (account_id, is_full_admin) values ('main', true);
select sync.erase_client('main', 'cli_1', false);

create temp table run as
select (s ->> 'runId')::bigint as id, (s ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') s;
create temp table staged as
select sync.stage_page(id, lease, 'all', 1, clients, null, false, 2, p_api_errors => 1,
  p_holes => '[{"kind": "error", "id": "cli_1", "place": "cli_1", "path": "region", "message": "cannot be resolved"}]') as s from run, page;
select is(s -> 'seen', '2', 'a page is seen whole') from staged;
select is(s - 'cursor' - 'seen' - 'total' - 'finished', '{"changed": 0, "promoted": 0, "rejected": 0, "placeholders": 0}', 'and nothing of it is new') from staged;
select sync.note_missing(id, lease, '{all}') from run;
select is(sync.finish_run(id, lease, p_lanes => '{all}') - 'durationMs' - 'asOf' - 'runId',
  '{"module": "clients", "mode": "full", "status": "success", "complete": true, "pages": 1, "apiCalls": 1, "fetched": 2, "changed": 0, "promoted": 0, "rejected": 0, "placeholders": 0, "deleted": 0, "heldBack": 0, "due": 0}',
  'the sweep is whole') from run;
select results_eq($$select id from gazelle.clients$$, $$values ('cli_2')$$, 'who was erased is not there');
select results_eq($$select external_id from staging.stg_clients$$, $$values ('cli_2')$$, 'nor staged');
select results_eq($$select referral_client_id from gazelle.clients$$, $$values (null::text)$$, 'and who named them names nobody');
select is_empty($$select from sync.missing$$, 'nothing is missing');
select is_empty($$select from sync.holes$$, 'and what Gazelle cannot give of them is no hole');
select results_eq($$select local_count, remote_count from monitoring.counts where module = 'clients'$$, $$values (1::bigint, 1::bigint)$$, 'the count agrees with Gazelle''s');

-- What mentions them.
select is(changed, 0, 'an entry of theirs does not come back') from page, sync.stage_nodes('timeline', 'main', null, entries);
select is(changed, 1, 'of a page with a new one of theirs, only the others are staged')
from sync.stage_nodes('timeline', 'main', null, '[{"id": "tme_8", "client": {"id": "cli_1"}, "occurredAt": "2026-02-04T20:56:01Z"}, {"id": "tme_9", "client": {"id": "cli_2"}, "occurredAt": "2026-02-04T20:56:01Z"}]');
select results_eq($$select id from gazelle.timeline_entries order by 1$$, $$values ('tme_2'), ('tme_9')$$, 'those are there');
select is((sync.stage_nodes('invoices', 'main', null, '[{"id": "inv_1", "client": {"id": "cli_1"}, "number": 3}]')).changed, 0, 'nor does an invoice');
select is((sync.stage_nodes('reservations', 'main', null, '[{"id": "res_1", "client": null, "clientData": {"clientId": "cli_1", "firstName": "Zéphyrine"}}]')).changed, 0,
  'nor a booking that names them in its form alone');
select is((sync.stage_nodes('measurements', 'main', null, '[{"id": "pno_1", "allPianoMeasurements": [{"id": "mea_1", "humidity": 40}]}]')).changed, 0,
  'nor the measurements of their piano');
select is((sync.stage_nodes('timeline', 'main', null, '[{"client": {"id": "cli_1"}, "comment": "Zéphyrine"}, {"client": {"id": "cli_2"}}]')).changed, 1,
  'nor what has no id of its own');
select is_empty($$select from reconcile.mirror where is_placeholder$$, 'no placeholder stands in for them');

-- A piano of theirs that is new: measurements come before it.
select sync.stage_nodes('measurements', 'main', null, '[{"id": "pno_3", "allPianoMeasurements": [{"id": "mea_3", "humidity": 40}]}]');
select results_eq($$select id, is_placeholder from gazelle.pianos$$, $$values ('pno_3', true)$$, 'of a new piano nobody knows yet whose it is');
select sync.stage_nodes('pianos', 'main', null, '[{"id": "pno_3", "client": {"id": "cli_1"}}]');
select is_empty($$select from gazelle.pianos$$, 'when it comes, it goes');
select is_empty($$select from gazelle.measurements$$, 'with what is measured');
select is((sync.stage_nodes('measurements', 'main', null, '[{"id": "pno_3", "allPianoMeasurements": [{"id": "mea_3", "humidity": 40}]}]')).changed, 0, 'for good');

-- A piano that was sold.
select sync.stage_nodes('pianos', 'main', null, '[{"id": "pno_1", "client": {"id": "cli_2"}, "make": "Pleyel"}]');
select results_eq($$select id, client_id from gazelle.pianos$$, $$values ('pno_1', 'cli_2')$$, 'a piano that is another client''s by now is theirs');
select is((sync.stage_nodes('measurements', 'main', null, '[{"id": "pno_1", "allPianoMeasurements": [{"id": "mea_1", "humidity": 40}]}]')).changed, 1, 'with its measurements');
select results_eq($$select id, piano_id from gazelle.measurements$$, $$values ('mea_1', 'pno_1')$$, 'one by one');

-- A contact is the person who was erased, whoever has them by now.
select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_2", "companyName": "Salle", "defaultContact": {"id": "con_1"}, "allContacts": [{"id": "con_1", "firstName": "Zéphyrine"}, {"id": "con_2", "firstName": "Berthe"}]}]');
select results_eq($$select id from gazelle.contacts$$, $$values ('con_2')$$, 'a contact of theirs stays erased when another client has them');
select results_eq($$select id from gazelle.clients$$, $$values ('cli_2')$$, 'who stays as they are');

-- The service does it all; nobody makes it forget.
set local role service_role;
select is((sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1", "companyName": "Zéphyrine"}]')).changed, 0, 'the service stages none of it either');
select throws_ok($$delete from sync.erased$$, '42501', null, 'and cannot make it be forgotten');
reset role;

-- A lost key.
delete from vault.secrets where name = 'gazelle_erasure_key';
select throws_ok($$select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1"}]')$$, 'GZ426', null, 'without its key nothing is staged, so that nobody comes back unseen');
select throws_ok($$select sync.erase_client('main', 'cli_2', false)$$, 'GZ426', null, 'nor does another erasure make a second key');

select * from finish();
rollback;
