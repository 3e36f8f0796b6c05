-- An online booking, as the client wrote it.
begin;
select plan(6);

select sync.stage_nodes('reservations', 'main', null, '[
  {"id": "evr_1", "status": "APPROVED", "type": "APPOINTMENT", "source": "CLIENT_SCHEDULE", "startsAt": "2026-02-04T03:30:00Z", "duration": 90, "buffer": 15,
   "timezone": "America/Montreal", "client": {"id": "cli_1"}, "user": {"id": "usr_1"}, "event": {"id": "evt_1"}, "estimateTier": null, "addressLine": "",
   "travelMode": "DRIVING", "notes": "Sonner deux fois", "changes": ["duration"], "statusChangedAt": "2026-02-01T10:00:00Z", "statusChangedBy": {"id": "usr_2"},
   "clientData": {"firstName": "Anna", "lastName": "Exemple", "email": "anna@example.com", "phoneNumber": "", "phoneType": "MOBILE", "smsOptIn": true,
     "isGdprConsentAgreed": null, "street1": "1, rue Neuve", "municipality": "Montréal", "region": "QC", "postalCode": "H2V 4E6", "countryCode": "CA"},
   "pianoServices": [{"pianoId": null, "make": "Yamaha", "services": [{"name": "Accord", "amount": 17500}]}], "createdAt": "2026-01-30T10:00:00Z", "updatedAt": null},
  {"id": "evr_2", "status": "LOST", "client": null, "startsAt": "demain", "clientData": null, "pianoServices": null, "changes": []},
  {"id": "evr_3", "clientData": "Anna", "pianoServices": 2}
]');
select results_eq(
  $$select status, type, source, starts_at, local_date, local_time, duration, buffer, client_id, user_id, appointment_id, estimate_tier_id, address_line, changes
    from gazelle.reservations where id = 'evr_1'$$,
  $$values ('APPROVED', 'APPOINTMENT', 'CLIENT_SCHEDULE', timestamptz '2026-02-04 03:30Z', date '2026-02-03', time '22:30', 90, 15, 'cli_1', 'usr_1', 'evt_1',
    null::text, null::text, '{duration}'::text[])$$, 'its day and time are local'
);
select results_eq(
  $$select first_name, last_name, email, phone_number, sms_opt_in, is_gdpr_consent_agreed, street1, municipality, postal_code, status_changed_by_id,
      piano_services #>> '{0,services,0,amount}' from gazelle.reservations where id = 'evr_1'$$,
  $$values ('Anna', 'Exemple', 'anna@example.com', null::text, true, null::boolean, '1, rue Neuve', 'Montréal', 'H2V 4E6', 'usr_2', '17500')$$, 'the client''s own words are kept'
);
select results_eq(
  $$select status, client_id, starts_at, local_date, first_name, piano_services, changes from gazelle.reservations where id = 'evr_2'$$,
  $$values ('LOST', null::text, null::timestamptz, null::date, null::text, null::jsonb, '{}'::text[])$$, 'a status that nobody has heard of is kept'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_reservations s, jsonb_array_elements(s.issues) i where external_id = 'evr_2' order by 1, 2$$,
  $$values ('bad_instant', 'startsAt')$$, 'what cannot be read is named'
);
select is((select count(*) from staging.stg_reservations where status = 'promoted'), 3::bigint, 'and none is refused for that');
update staging.stg_reservations set raw_data = raw_data || '{"notes": ""}' where external_id = 'evr_1';
select is((select notes from gazelle.reservations where id = 'evr_1'), 'Sonner deux fois', 'a blank does not erase notes');

select * from finish();
rollback;
