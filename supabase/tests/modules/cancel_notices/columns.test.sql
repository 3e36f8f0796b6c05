-- A notice that a client has canceled an appointment.
begin;
select plan(2);

select sync.stage_nodes('cancel_notices', 'main', null, '[
  {"id": "ecn_1", "event": {"id": "evt_1"}, "status": "OPEN", "createdAt": "2026-02-03T20:56:01Z", "updatedAt": "2026-02-03T20:56:01Z"},
  {"id": "ecn_2", "event": null, "status": "FORGOTTEN", "createdAt": 5, "updatedAt": null}
]');
select results_eq(
  $$select id, appointment_id, status, gazelle_created_at from gazelle.cancel_notices order by id$$,
  $$values ('ecn_1', 'evt_1', 'OPEN', timestamptz '2026-02-03 20:56:01Z'), ('ecn_2', null, 'FORGOTTEN', null)$$, 'it names the appointment'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_cancel_notices s, jsonb_array_elements(s.issues) i where external_id = 'ecn_2' order by 1, 2$$,
  $$values ('bad_instant', 'createdAt')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
