-- Service groups, and the services in them.
begin;
select plan(3);

select sync.stage_nodes('services', 'main', null, '[{"id": "mit_1", "masterServiceGroup": {"id": "msg_1", "name": {"fr_CA": "Entretien"}}}]');
select sync.stage_nodes('service_groups', 'main', null, '[
  {"id": "msg_1", "name": {"fr_CA": "Entretien", "en_US": "Maintenance"}, "order": 1, "isMultiChoice": false, "isArchived": null, "createdAt": "2020-01-02T03:04:05Z", "updatedAt": ""},
  {"id": "msg_2", "name": [], "order": null, "isArchived": 1}
]');
select results_eq(
  $$select id, name::jsonb, sort_order, is_multi_choice, is_archived, gazelle_created_at, gazelle_updated_at from gazelle.service_groups order by id$$,
  $$values
    ('msg_1', '{"fr_CA": "Entretien", "en_US": "Maintenance"}'::jsonb, 1, false, null::boolean, timestamptz '2020-01-02 03:04:05Z', null::timestamptz),
    ('msg_2', null, null, null, null, null, null)$$,
  'each field has its column'
);
select results_eq(
  $$select i.id, g.name ->> 'en_US' from gazelle.service_items i join gazelle.service_groups g on g.id = i.group_id$$, $$values ('mit_1', 'Maintenance')$$, 'a service knows its group'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_service_groups s, jsonb_array_elements(s.issues) i where external_id = 'msg_2' order by 1, 2$$,
  $$values ('bad_boolean', 'isArchived'), ('bad_json', 'name')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
