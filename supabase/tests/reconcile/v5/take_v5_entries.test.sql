-- The timeline of version 5: what becomes of an imported entry when its day, its ids or what Gazelle has are other than expected.
begin;
select plan(13);

select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1", "companyName": "Salle Beaurivage"}]');
select sync.stage_nodes('pianos', 'main', null, '[{"id": "ins_1", "client": {"id": "cli_1"}}]');
-- In Montreal it is 20:30 of the day before.
select sync.stage_nodes('timeline', 'main', null, '[{"id": "tme_1", "type": "USER_COMMENT", "occurredAt": "2026-07-15T00:30:00Z", "comment": "Accord du soir.", "client": {"id": "cli_1"}}]');

create function pg_temp.take(p_row jsonb) returns jsonb language sql as $$
  select reconcile.take_v5_entries('main', 'test', jsonb_build_array('{"client_external_id": "cli_1"}'::jsonb || p_row), '{}')
$$;

select is(
  pg_temp.take('{"external_id": "tle_1", "entry_date": "2026-07-15T00:30:00+00:00", "description": "Accord du soir."}') ->> 'twin', '1',
  'an instant in the column of the day is of the day that it is in the account''s zone'
);
select pg_temp.take('{"external_id": "tle_2", "entry_date": "2026-07-15T00:00:00+00:00", "description": "Le quinze."}');
select is(
  (select local_date from gazelle.timeline_entries where id = 'tle_2'), '2026-07-15'::date, 'midnight in UTC is the day itself'
);

select pg_temp.take('{"external_id": "tle_3", "entry_date": "2026-07-15", "description": "Au piano.", "client_external_id": "ins_1", "client_id": "cli_1", "piano_id": "cli_1"}');
select results_eq(
  $$select client_id, piano_id from gazelle.timeline_entries where id = 'tle_3'$$, $$values ('cli_1', null::text)$$, 'an id of another kind in a column is none'
);
select is_empty($$select from gazelle.clients where id ~ '^ins_'$$, 'and no client gets the id of a piano');

select reconcile.take_v5_entries('main', 'test', '[
  {"external_id": "tle_4", "client_external_id": "cli_1", "entry_date": "2026-07-15", "metadata": {"temperature": 20}},
  {"external_id": "tle_4", "client_external_id": "cli_1", "entry_date": "2026-07-15", "description": "Le texte entier."}
]', '{}');
select is((select comment from gazelle.timeline_entries where id = 'tle_4'), 'Le texte entier.', 'of a doubled id the row with a text counts');

select pg_temp.take('{"external_id": "tle_5", "entry_date": "2026-07-15", "description": "Plus tard, 21C, 39%"}');
select sync.stage_nodes('timeline', 'main', null, '[{"id": "tme_5", "type": "USER_COMMENT", "occurredAt": "2026-07-15T15:00:00Z", "comment": "Plus tard, 21C, 39%", "client": {"id": "cli_1"}}]');
select pg_temp.take('{"external_id": "tle_5", "entry_date": "2026-07-15", "description": "Plus tard, 21C, 39%"}');
select results_eq(
  $$select id from gazelle.timeline_entries where id ~ '_5$'$$, $$values ('tme_5')$$,
  'a legacy entry that Gazelle has by now is dropped with another move: nobody sees it twice'
);
select results_eq(
  $$select distinct timeline_entry_id from gazelle.extracted_measurements where deleted_at is null and timeline_entry_id ~ '_5$'$$, $$values ('tme_5')$$, 'with its readings'
);

update gazelle.timeline_entries set deleted_at = now() where id = 'tme_5';
select pg_temp.take('{"external_id": "tle_5", "entry_date": "2026-07-15", "description": "Plus tard, 21C, 39%"}');
select results_eq(
  $$select id from gazelle.timeline_entries where id ~ '_5$' and deleted_at is null$$, $$values ('tle_5')$$, 'and is history again once Gazelle has it no longer'
);
select is_empty($$select from reconcile.v5_twins where source_id = 'tle_5'$$, 'what referred to it refers to it, not to what is gone');

select pg_temp.take('{"external_id": null, "id": 77, "entry_date": "2026-07-16", "description": "Par le module de rapports.", "client_external_id": "cli_1"}');
select pg_temp.take('{"external_id": "svc_9", "entry_date": "2026-07-16", "description": "D''une autre source.", "client_external_id": "cli_1"}');
select results_eq(
  $$select id, comment, is_legacy from gazelle.timeline_entries where local_date = '2026-07-16' order by id$$,
  $$values ('svc_9', 'D''une autre source.', true), ('v5_main_77', 'Par le module de rapports.', true)$$,
  'an entry that is neither Gazelle''s nor of the import stays as history, whatever its key; nothing but version 5 has it'
);
select is(
  v5.compare('main', 'gazelle_timeline_entries', '[{"id": 77, "entry_date": "2026-07-16", "description": "Par le module de rapports."}]') #>> '{counts,records,legacy}', '1',
  'and the comparison finds it under its number'
);

select sync.stage_nodes('invoices', 'main', null, '[{"id": "inv_1", "client": {"id": "cli_1"}}]');
select pg_temp.take('{"external_id": "tle_8", "entry_date": "2026-07-17", "description": "Facture remise.", "invoice_id": "inv_1", "estimate_id": "est_404"}');
select results_eq(
  $$select invoice_id, estimate_id from gazelle.timeline_entries where id = 'tle_8'$$, $$values ('inv_1', null::text)$$,
  'a legacy entry keeps its invoice, and refers to no estimate that is not here'
);
select pg_temp.take('{"external_id": "tle_9", "entry_date": "2026-07-17", "title": "None", "description": "None", "metadata": "None"}');
select results_eq(
  $$select summary, comment from gazelle.timeline_entries where id = 'tle_9'$$, $$values (null::text, null::text)$$, 'what a Python program wrote for nothing is blank'
);

select * from finish();
rollback;
