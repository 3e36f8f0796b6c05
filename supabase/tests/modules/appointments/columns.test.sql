-- Appointments: every type and status, local day and time in the account's zone.
begin;
select plan(8);

select sync.stage_nodes('users', 'main', null, '[{"id": "usr_1"}, {"id": "usr_2"}]');
select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1"}]');
select sync.stage_nodes('appointments', 'main', null, '[
  {"id": "evt_1", "title": "Anna Exemple", "type": "APPOINTMENT", "status": "CANCELED", "start": "2026-02-05T14:15:00Z", "duration": 120,
   "buffer": 15, "isAllDay": false, "client": {"id": "cli_1"}, "user": {"id": "usr_1"}, "createdBy": {"id": "usr_2"}, "confirmedByClient": null,
   "confirmedAt": "2026-02-01T00:00:00Z", "confirmationWarning": "NONE", "lifecycleState": "confirmed", "notes": "Code 4521#",
   "addressLine": "10 rue A", "location": {"singleLineAddress": "10 rue A, Montréal"}, "timezone": "America/Montreal", "travelMode": "DRIVING",
   "source": "manual_schedule", "recurrenceId": "rec_1", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-02T00:00:00Z"},
  {"id": "evt_2", "type": "MEMO", "status": "ACTIVE", "client": null, "start": "2026-07-06T03:30:00Z", "isAllDay": true, "duration": 0},
  {"id": "evt_3", "type": "HOLOGRAM", "status": "POSTPONED", "start": "2026-03-08T07:30:00Z"},
  {"id": "evt_4", "type": "SYNCED", "status": "NO_SHOW", "start": null}
]');
select results_eq(
  $$select id, type, status, client_id, is_all_day, duration from gazelle.appointments order by id$$,
  $$values
    ('evt_1', 'APPOINTMENT', 'CANCELED', 'cli_1', false, 120), ('evt_2', 'MEMO', 'ACTIVE', null, true, 0),
    ('evt_3', 'HOLOGRAM', 'POSTPONED', null, null, null), ('evt_4', 'SYNCED', 'NO_SHOW', null, null, null)$$,
  'every type and status is kept, those that nobody has heard of too'
);
select results_eq(
  $$select title, buffer, user_id, created_by_id, confirmed_by_client, confirmed_at, confirmation_warning, lifecycle_state, notes
    from gazelle.appointments where id = 'evt_1'$$,
  $$values ('Anna Exemple', 15, 'usr_1', 'usr_2', null::boolean, timestamptz '2026-02-01 00:00Z', 'NONE', 'confirmed', 'Code 4521#')$$,
  'who, when it was confirmed, what is noted'
);
select results_eq(
  $$select address_line, location, timezone, travel_mode, source, recurrence_id, gazelle_created_at, gazelle_updated_at
    from gazelle.appointments where id = 'evt_1'$$,
  $$values ('10 rue A', '10 rue A, Montréal', 'America/Montreal', 'DRIVING', 'manual_schedule', 'rec_1',
    timestamptz '2026-01-01 00:00Z', timestamptz '2026-01-02 00:00Z')$$,
  'where, and how it came about'
);
select results_eq(
  $$select id, start_at, local_date, local_time from gazelle.appointments order by id$$,
  $$values
    ('evt_1', timestamptz '2026-02-05 14:15Z', date '2026-02-05', time '09:15'), ('evt_2', '2026-07-06 03:30Z', '2026-07-05', '23:30'),
    ('evt_3', '2026-03-08 07:30Z', '2026-03-08', '03:30'), ('evt_4', null, null, null)$$,
  'local day and time are Montreal''s, in winter, in summer and in the hour that is not there'
);

insert into sync.accounts (account_id, time_zone) values ('tokyo', 'Asia/Tokyo');
select sync.stage_nodes('appointments', 'tokyo', null, '[
  {"id": "evt_t", "start": "2026-02-05T16:00:00Z", "client": {"id": "cli_1"}, "user": {"id": "usr_9"}}
]');
select results_eq(
  $$select local_date, local_time, client_id, user_id from gazelle.appointments where id = 'evt_t'$$,
  $$values (date '2026-02-06', time '01:00', null, 'usr_9')$$, 'another account has its own zone; a client of ours is none of its'
);
select results_eq(
  $$select status, issues from staging.stg_appointments where external_id = 'evt_t'$$,
  $$values ('promoted', '[{"rule": "other_account", "field": "client_id", "value": null}]'::jsonb)$$, 'which is said'
);

select sync.stage_nodes('appointments', 'main', null, '[{"id": "evt_1", "title": "", "notes": null, "addressLine": ""}]');
select results_eq(
  $$select title, notes, address_line from gazelle.appointments where id = 'evt_1'$$, $$values ('Anna Exemple', 'Code 4521#', null)$$,
  'a blank does not erase title and notes'
);
select is((select count(*) from gazelle.appointment_pianos), 0::bigint, 'no pianos are none');

select * from finish();
rollback;
