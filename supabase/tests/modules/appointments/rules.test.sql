-- What is wrong with an appointment is named; the appointment stays.
begin;
select plan(3);

select sync.stage_nodes('appointments', 'main', null, '[
  {"id": "evt_1", "start": "2026-02-05T14:15:00Z", "duration": -30},
  {"id": "evt_2", "start": "0202-02-05T14:15:00Z", "duration": 0},
  {"id": "evt_3", "start": "2026-02-05 09:15", "duration": "two hours", "client": {"name": "Anna"}},
  {"id": "evt_4", "start": "2026-02-05T14:15:00Z", "duration": 90, "client": {"id": 5}, "user": []}
]');
select results_eq(
  $$select id, start_at, local_date, duration, client_id from gazelle.appointments order by id$$,
  $$values
    ('evt_1', timestamptz '2026-02-05 14:15Z', date '2026-02-05', null::int, null), ('evt_2', null, null, 0, null),
    ('evt_3', null, null, null, null), ('evt_4', '2026-02-05 14:15Z', '2026-02-05', 90, null)$$,
  'only what can be is shown; a local time without a zone is no instant'
);
select results_eq(
  $$select s.external_id, i ->> 'rule', i ->> 'field' from staging.stg_appointments s, jsonb_array_elements(s.issues) i order by 1, 2, 3$$,
  $$values
    ('evt_1', 'negative_duration', 'duration'), ('evt_2', 'bad_instant', 'start'), ('evt_3', 'bad_instant', 'start'),
    ('evt_3', 'bad_integer', 'duration'), ('evt_3', 'bad_reference', 'client'), ('evt_4', 'bad_reference', 'client'),
    ('evt_4', 'bad_reference', 'user')$$,
  'each says rule and field'
);
select is((select count(*) from staging.stg_appointments where status = 'promoted'), 4::bigint, 'none is refused');

select * from finish();
rollback;
