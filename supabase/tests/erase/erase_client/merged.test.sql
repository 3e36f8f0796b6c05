-- One person may have several ids: deleted, merged, or a placeholder; and may be refused (case S6).
begin;
select plan(7);

select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1", "companyName": "A"}, {"id": "cli_2", "companyName": "B"}, {"id": "cli_3", "companyName": "C"}]');
insert into sync.missing (account_id, module, external_id, reason, status, successor_id) values ('main', 'clients', 'cli_1', 'unseen', 'gone', 'cli_2');
select sync.delete_records('clients', 'main', '{cli_1}');
update sync.missing set successor_id = 'cli_2';
select is(sync.erase_client('main', 'cli_1') ->> 'ids', '2', 'who was merged is the same person as whom they were merged into');
select is(sync.erase_client('main', 'cli_2', false) ->> 'ids', '2', 'and the reverse');
select results_eq($$select id from gazelle.clients$$, $$values ('cli_3')$$, 'both are gone');

select sync.delete_records('clients', 'main', '{cli_3}');
select is(sync.erase_client('main', 'cli_3', false) #>> '{counts,gazelle.clients}', '1', 'who is deleted in Gazelle can be erased');

select sync.stage_nodes('timeline', 'main', null, '[{"id": "tme_5", "client": {"id": "cli_5"}, "occurredAt": "2026-02-03T20:56:01Z"}, {"id": "tme_6", "client": {"id": "cli_6"}}]');
select is(sync.erase_client('main', 'cli_5', false) #>> '{counts,gazelle.timeline_entries}', '1', 'so can one whom only others mention');
select throws_ok($$select sync.erase_client('main', 'cli_6')$$, 'GZ405', null, 'but not one of whom production knows nothing');
select is_empty($$select from gazelle.clients$$, 'nobody is left');

select * from finish();
rollback;
