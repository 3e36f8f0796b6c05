-- The price list, in each of its languages.
begin;
select plan(6);

select sync.stage_nodes('services', 'main', null, '[
  {"id": "mit_1", "name": {"fr_CA": "Accord", "en_US": "Tuning"}, "description": {"fr_CA": "Sur place"}, "educationDescription": {"de": "Stimmung"},
   "type": "LABOR_FIXED_RATE", "masterServiceGroup": {"id": "msg_1", "name": {"fr_CA": "Entretien"}}, "amount": 17500, "duration": 120,
   "isTuning": true, "isTaxable": false, "isArchived": null, "isDefault": true, "isSelfSchedulable": false, "isAnyUser": true,
   "externalUrl": "", "order": 3, "createdAt": "2026-02-03T20:56:01Z", "updatedAt": "2026-02-03T20:56:01Z"},
  {"id": "mit_2", "name": "Accord", "description": null, "masterServiceGroup": null, "amount": null, "duration": 90},
  {"id": "mit_3", "name": {}, "amount": "175,00 $", "isTuning": "yes", "masterServiceGroup": "msg_1"}
]');
select results_eq(
  $$select id, name::jsonb, description::jsonb, education_description::jsonb, type, group_id, group_name::jsonb, amount, duration from gazelle.service_items order by id$$,
  $$values
    ('mit_1', '{"fr_CA": "Accord", "en_US": "Tuning"}'::jsonb, '{"fr_CA": "Sur place"}'::jsonb, '{"de": "Stimmung"}'::jsonb, 'LABOR_FIXED_RATE', 'msg_1',
     '{"fr_CA": "Entretien"}'::jsonb, 17500, 120),
    ('mit_2', null, null, null, null, null, null, null, 90), ('mit_3', '{}', null, null, null, null, null, null, null)$$,
  'texts are kept by locale, money in cents, time in minutes'
);
select results_eq(
  $$select is_tuning, is_taxable, is_archived, is_default, is_self_schedulable, is_any_user, external_url, sort_order from gazelle.service_items where id = 'mit_1'$$,
  $$values (true, false, null::boolean, true, false, true, null::text, 3)$$, 'what is not known is null, not false'
);
select results_eq(
  $$select locale, name, description, education_description, group_name from gazelle.service_item_texts where service_item_id = 'mit_1' order by 1$$,
  $$values ('de', null, null, 'Stimmung', null), ('en_US', 'Tuning', null, null, null), ('fr_CA', 'Accord', 'Sur place', null, 'Entretien')$$,
  'each language is a row'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_services s, jsonb_array_elements(s.issues) i where external_id = 'mit_3' order by 1, 2$$,
  $$values ('bad_boolean', 'isTuning'), ('bad_integer', 'amount'), ('bad_json', 'masterServiceGroup.name'), ('bad_reference', 'masterServiceGroup')$$, 'what cannot be read is named'
);
select sync.delete_records('services', 'main', '{mit_1}');
select is_empty($$select from gazelle.service_item_texts where service_item_id = 'mit_1'$$, 'what is gone has no texts');
select is((select count(*) from gazelle.service_items), 3::bigint, 'but its row');

select * from finish();
rollback;
