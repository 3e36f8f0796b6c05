-- Each rule that records break is counted, with its sentence and an example.
begin;
select plan(5);

select sync.stage_nodes('measurements', 'main', null, '[
  {"id": "ins_1", "allPianoMeasurements": [{"id": "pms_1", "temperature": 4000}, {"id": "pms_2", "temperature": 5000, "humidity": 140, "takenOn": "0202-01-01"}]},
  {"id": "ins_2", "allPianoMeasurements": [{"id": "pms_3", "temperature": 4000}, {"humidity": 3}]}
]');
select sync.stage_nodes('appointments', 'main', null, '[{"id": "evt_1", "duration": -30}]');
select sync.stage_nodes('invoices', 'main', null, '[
  {"id": "inv_1", "subTotal": 1, "allInvoiceItems": {"nodes": [], "pageInfo": {"hasNextPage": false}}}
]');
select sync.stage_nodes('estimates', 'main', null, '[{"id": "est_1", "piano": null}]');
insert into sync.accounts (account_id) values ('other');
select sync.stage_nodes('clients', 'other', null, '[{"id": "cli_o"}]');
select sync.stage_nodes('appointments', 'main', null, '[{"id": "evt_2", "client": {"id": "cli_o"}}]');
select sync.stage_nodes('services', 'main', null, '[{"name": "without an id"}]');

select results_eq(
  $$select module, rule, severity, records, example from monitoring.data_quality where account_id = 'main' order by 1, 2$$,
  $$values
    ('appointments', 'negative_duration', 'warning', 1::bigint, 'evt_1'), ('appointments', 'other_account', 'warning', 1, 'evt_2'),
    ('estimates', 'no_piano', 'warning', 1, 'est_1'), ('invoices', 'items_do_not_add_up', 'warning', 1, 'inv_1'),
    ('measurements', 'bad_date', 'warning', 1, 'ins_1'), ('measurements', 'child_without_id', 'fatal', 1, 'ins_2'),
    ('measurements', 'implausible_humidity', 'warning', 1, 'ins_1'), ('measurements', 'implausible_temperature', 'warning', 2, 'ins_1'),
    ('services', 'no_id', 'fatal', 1, null)$$,
  'records, not values, are counted'
);
select is_empty($$select from monitoring.data_quality where sentence is null$$, 'each rule has its sentence');
select is((select client_id from gazelle.appointments where id = 'evt_2'), null, 'a client of another account is not shown');
select is((select raw_data #>> '{client,id}' from staging.stg_appointments where external_id = 'evt_2'), 'cli_o', 'but kept in staging');
select is_empty(
  $$select distinct i ->> 'rule' from staging.records s, jsonb_array_elements(s.issues) i
    where not exists (select from reconcile.rules r where r.rule = i ->> 'rule')$$,
  'every rule is listed'
);

select * from finish();
rollback;
