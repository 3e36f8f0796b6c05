-- Messages that wait to be sent.
begin;
select plan(2);

select sync.stage_nodes('scheduled_messages', 'main', null, '[
  {"id": "scm_1", "client": {"id": "cli_1"}, "scheduledMessageTemplate": {"id": "smt_1"}, "type": "EMAIL", "language": "fr_CA", "subject": "", "template": "Bonjour",
   "sendAt": "2026-02-03T20:56:01Z", "createdAt": "2026-01-03T20:56:01Z", "updatedAt": null},
  {"id": "scm_2", "client": "cli_1", "scheduledMessageTemplate": null, "type": "PIGEON", "sendAt": "2026-02-30T20:56:01Z"}
]');
select results_eq(
  $$select id, client_id, scheduled_message_template_id, type, language, subject, template, send_at from gazelle.scheduled_messages order by id$$,
  $$values ('scm_1', 'cli_1', 'smt_1', 'EMAIL', 'fr_CA', null::text, 'Bonjour', timestamptz '2026-02-03 20:56:01Z'), ('scm_2', null, null, 'PIGEON', null, null, null, null)$$,
  'each field has its column'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_scheduled_messages s, jsonb_array_elements(s.issues) i where external_id = 'scm_2' order by 1, 2$$,
  $$values ('bad_instant', 'sendAt'), ('bad_reference', 'client')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
