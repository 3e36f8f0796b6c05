-- A piano as Gazelle answers it, and as it stands in production.
begin;
select plan(5);

insert into staging.stg_pianos (account_id, external_id, raw_data)
values
  ('main', 'ins_1', '{"id": "ins_1", "client": {"id": "cli_1"}, "make": "Yamaha", "model": "C3", "serialNumber": "123", "type": "GRAND", "year": 1985,
    "size": "6.1", "location": "Scène", "status": "ACTIVE", "lifecycleState": "l", "notes": "N", "tags": ["a"], "useType": "u", "caseColor": "c",
    "caseFinish": "f", "hasIvory": false, "consignment": false, "rental": true, "rentalContractEndsOn": "2027-01-01",
    "needsRepairOrRebuilding": true, "totalLoss": false, "potentialPerformanceLevel": 8, "playerInstalled": true, "playerMake": "pm",
    "playerModel": "pmo", "playerSerialNumber": "psn", "damppChaserInstalled": true, "damppChaserHumidistatModel": "dh",
    "damppChaserMfgDate": "2015-05-05", "referenceId": "r", "serviceIntervalMonths": 6, "calculatedLastService": "2025-01-01",
    "calculatedNextService": "2025-07-01", "eventLastService": "2025-01-02", "manualLastService": "2025-01-03", "nextServiceOverride": "2025-08-01",
    "lifecycleContactPausedUntil": "2026-02-03T20:56:01Z", "primaryPianoPhoto": {"id": "pho_1"}, "createdAt": "2020-01-02T03:04:05Z", "updatedAt": "2026-02-03T20:56:01Z"}'),
  ('main', 'ins_2', '{"id": "ins_2", "client": "cli_2", "make": "", "year": "vers 1920", "damppChaserInstalled": null, "totalLoss": 0}'),
  ('main', 'ins_3', '{"id": "ins_3", "client": {"id": 5}, "serialNumber": "123"}');

select is(
  to_jsonb(v),
  '{"account_id": "main", "source_id": "ins_1", "id": "ins_1", "client_id": "cli_1", "make": "Yamaha", "model": "C3", "serial_number": "123",
    "type": "GRAND", "year": 1985, "size": "6.1", "location": "Scène", "status": "ACTIVE", "lifecycle_state": "l", "notes": "N", "tags": ["a"],
    "use_type": "u", "case_color": "c", "case_finish": "f", "has_ivory": false, "consignment": false, "rental": true,
    "rental_contract_ends_on": "2027-01-01", "needs_repair_or_rebuilding": true, "total_loss": false, "potential_performance_level": 8,
    "player_installed": true, "player_make": "pm", "player_model": "pmo", "player_serial_number": "psn", "dampp_chaser_installed": true,
    "dampp_chaser_humidistat_model": "dh", "dampp_chaser_mfg_date": "2015-05-05", "reference_id": "r", "service_interval_months": 6,
    "calculated_last_service": "2025-01-01", "calculated_next_service": "2025-07-01", "event_last_service": "2025-01-02",
    "manual_last_service": "2025-01-03", "next_service_override": "2025-08-01", "lifecycle_contact_paused_until": "2026-02-03T20:56:01+00:00",
    "primary_photo_id": "pho_1",
    "gazelle_created_at": "2020-01-02T03:04:05+00:00", "gazelle_updated_at": "2026-02-03T20:56:01+00:00", "issues": null}',
  'each field has its column'
)
from reconcile.pianos v
where id = 'ins_1';
select results_eq(
  $$select id, client_id, make, year, dampp_chaser_installed, total_loss from gazelle.pianos where id > 'ins_1' order by id$$,
  $$values ('ins_2', null::text, null::text, null::int, null::boolean, null::boolean), ('ins_3', null, null, null, null, null)$$,
  'what cannot be read is left out, and null is not false'
);
select is(
  (select array_agg(i ->> 'rule' || ' ' || (i ->> 'value') order by i ->> 'field') from reconcile.pianos, jsonb_array_elements(issues) i where id = 'ins_2'),
  array['bad_reference cli_2', 'bad_boolean 0', 'bad_integer vers 1920'],
  'with an issue for each'
);
select results_eq($$select id from gazelle.clients$$, $$values ('cli_1')$$, 'only a readable reference makes a placeholder');
select is((select count(*) from gazelle.pianos where serial_number = '123'), 2::bigint, 'two pianos may have one serial number');

select * from finish();
rollback;
