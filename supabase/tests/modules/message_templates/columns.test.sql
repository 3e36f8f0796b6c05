-- Message templates, in each of the companys languages.
begin;
select plan(2);

select sync.stage_nodes('message_templates', 'main', null, '[
  {"id": "smt_1", "name": {"fr_CA": "Rappel", "en_US": ""}, "subject": null, "template": {"fr_CA": "Bonjour"}, "type": "EMAIL", "order": 2},
  {"id": "smt_2", "name": "Rappel", "type": "PIGEON", "order": 1.5}
]');
select results_eq(
  $$select id, name::jsonb, subject::jsonb, template::jsonb, type, sort_order from gazelle.scheduled_message_templates order by id$$,
  $$values ('smt_1', '{"fr_CA": "Rappel", "en_US": ""}'::jsonb, null::jsonb, '{"fr_CA": "Bonjour"}'::jsonb, 'EMAIL', 2), ('smt_2', null, null, null, 'PIGEON', null)$$,
  'texts are kept by locale, and a new type as it comes'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_message_templates s, jsonb_array_elements(s.issues) i where external_id = 'smt_2' order by 1, 2$$,
  $$values ('bad_integer', 'order'), ('bad_json', 'name')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
