-- What was refused, or waits, may name only what an erased client had: it goes with it, or forgets it, before it could bring it back (case S6).
begin;
select plan(7);

select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1", "companyName": "Zéphyrine"}, {"id": "cli_2", "companyName": "Salle"}]');
select sync.stage_nodes('pianos', 'main', null, '[{"id": "pno_1", "client": {"id": "cli_1"}}]');
-- Theirs, since it names no client and refers to their piano; and another's, which mentions it.
select sync.stage_nodes('timeline', 'main', null, '[
  {"id": "tme_1", "client": null, "piano": {"id": "pno_1"}, "invoice": {"id": "inv_1"}, "occurredAt": "2026-02-03T20:56:01Z"},
  {"id": "tme_2", "client": {"id": "cli_2"}, "piano": {"id": "pno_1"}, "occurredAt": "2026-02-03T20:56:01Z"},
  {"id": "tme_3", "client": null, "piano": null, "invoice": {"id": "inv_9"}, "occurredAt": "2026-02-03T20:56:01Z"}
]');
delete from gazelle.timeline_entries;
update staging.stg_timeline set status = 'rejected' where external_id in ('tme_1', 'tme_3');
update staging.stg_timeline set status = 'pending' where external_id = 'tme_2';

select sync.erase_client('main', 'cli_1', false);
select results_eq($$select external_id from staging.stg_timeline order by 1$$, $$values ('tme_2'), ('tme_3')$$, 'what names no client goes with what it refers to');
select is((select raw_data -> 'piano' from staging.stg_timeline where external_id = 'tme_2'), 'null', 'another''s forgets what was erased');
select is((select raw_data #>> '{invoice,id}' from staging.stg_timeline where external_id = 'tme_3'), 'inv_9', 'what mentions nothing of it stays as it is');
update staging.stg_timeline set status = 'pending';
select reconcile.run('timeline');
select is_empty($$select from gazelle.pianos$$, 'promoted later, none of it brings a placeholder back');
select is((sync.stage_nodes('timeline', 'main', null, '[{"id": "tme_1", "client": null, "piano": {"id": "pno_1"}, "occurredAt": "2026-02-03T20:56:01Z"}]')).changed, 0, 'nor does Gazelle');

-- What comes later of theirs takes what waits with it.
select sync.stage_nodes('timeline', 'main', null, '[{"id": "tme_4", "client": null, "piano": {"id": "pno_4"}, "occurredAt": "2026-02-03T20:56:01Z"}]');
delete from gazelle.timeline_entries where id = 'tme_4';
delete from gazelle.pianos where id = 'pno_4';
update staging.stg_timeline set status = 'rejected' where external_id = 'tme_4';
select sync.stage_nodes('pianos', 'main', null, '[{"id": "pno_4", "client": {"id": "cli_1"}}]');
select is_empty($$select from staging.stg_timeline where external_id = 'tme_4'$$, 'a piano that they have since takes with it what waits for it');
select is_empty($$select from gazelle.pianos$$, 'and nothing of it is left');

select * from finish();
rollback;
