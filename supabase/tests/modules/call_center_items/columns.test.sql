-- Calls to make: for a reminder, or for a message that is a call.
begin;
select plan(3);

select sync.stage_nodes('call_center_items', 'main', null, '[
  {"id": "cci_1", "client": {"id": "cli_1"}, "date": "2026-02-03", "referenceType": "LIFECYCLE", "referenceId": "lcl_1", "lifecycle": {"id": "lif_1"},
   "lifecycleKind": "client", "reminderKind": "call", "reminderState": "due", "lifecycleContactLog": {"id": "lcl_1", "count": 2, "dueAt": "2026-02-03T05:00:00Z",
   "piano": {"id": "ins_1"}}, "scheduledMessage": null, "scheduledMessageTemplate": null, "municipality": "Laval", "region": "QC", "postalCode": ""},
  {"id": "cci_2", "client": {"id": "cli_1"}, "date": "2026-02-04", "referenceType": "SCHEDULED_MESSAGE", "referenceId": "scm_1", "lifecycle": null,
   "lifecycleContactLog": null, "scheduledMessage": {"id": "scm_1"}, "scheduledMessageTemplate": {"id": "smt_1"}},
  {"id": "cci_3", "client": null, "date": "bientôt", "referenceType": "SMOKE_SIGNAL", "lifecycleContactLog": {"id": "lcl_2", "count": "deux", "piano": "ins_1"}}
]');
select results_eq(
  $$select id, client_id, due_on, reference_type, reference_id, lifecycle_id, reminder_state, contact_count, contact_due_at, piano_id, scheduled_message_id,
      scheduled_message_template_id from gazelle.call_center_items where id < 'cci_3' order by id$$,
  $$values
    ('cci_1', 'cli_1', date '2026-02-03', 'LIFECYCLE', 'lcl_1', 'lif_1', 'due', 2, timestamptz '2026-02-03 05:00Z', 'ins_1', null::text, null::text),
    ('cci_2', 'cli_1', date '2026-02-04', 'SCHEDULED_MESSAGE', 'scm_1', null, null, null, null, null, 'scm_1', 'smt_1')$$,
  'each says what it is about'
);
select results_eq(
  $$select due_on, reference_type, contact_count, piano_id, lifecycle_contact_log_id from gazelle.call_center_items where id = 'cci_3'$$,
  $$values (null::date, 'SMOKE_SIGNAL', null::int, null::text, 'lcl_2')$$, 'what it is about may be new'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_call_center_items s, jsonb_array_elements(s.issues) i where external_id = 'cci_3' order by 1, 2$$,
  $$values ('bad_date', 'date'), ('bad_integer', 'lifecycleContactLog.count'), ('bad_reference', 'lifecycleContactLog.piano')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
