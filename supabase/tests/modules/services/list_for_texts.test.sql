-- Texts by locale that come as a list leave the texts as they were, in every table that has such texts.
begin;
select plan(6);

select sync.stage_nodes('services', 'main', null, '[{"id": "mit_1", "name": {"fr_CA": "Accord"}}, {"id": "mit_2", "name": {"fr_CA": "Réglage"}}]');
select sync.stage_nodes('services', 'main', null, '[{"id": "mit_1", "name": ["x"]}, {"id": "mit_3", "name": []}]');
select is((select name::jsonb from gazelle.service_items where id = 'mit_1'), '{"fr_CA": "Accord"}', 'the texts are kept');
select results_eq(
  $$select external_id, i ->> 'rule', i ->> 'field', i -> 'value' from staging.stg_services s, jsonb_array_elements(s.issues) i order by 1$$,
  $$values ('mit_1', 'bad_json', 'name', '["x"]'::jsonb), ('mit_3', 'bad_json', 'name', '[]')$$, 'and the list is named'
);
select results_eq(
  $$select service_item_id, locale, name from gazelle.service_item_texts order by 1$$,
  $$values ('mit_1', 'fr_CA', 'Accord'), ('mit_2', 'fr_CA', 'Réglage')$$, 'the texts by locale answer'
);
select throws_ok(
  $$update gazelle.service_items set description = '["x"]' where id = 'mit_1'$$, '23514', null, 'nothing else writes a list there'
);
select is(
  (select status from staging.stg_services where external_id = 'mit_3'), 'promoted', 'the rest of a new record is promoted'
);

-- What Gazelle types I18nString.
select results_eq($$
  select e.entity, string_agg(c.name, ' ' order by c.name)
  from reconcile.entities e
  cross join lateral reconcile.columns_of(e.entity) c
  where c.kind = 'object'
  group by e.entity
  order by e.entity
$$, $$values
  ('estimate_checklist_groups', 'name'),
  ('estimate_checklist_items', 'name'),
  ('estimate_checklists', 'name'),
  ('recommendations', 'explanation name'),
  ('scheduled_message_templates', 'name subject template'),
  ('service_groups', 'name'),
  ('service_items', 'description education_description group_name name'),
  ('users', 'long_term_limit_message short_term_limit_message')
$$, 'every column of text by locale takes objects alone');
select * from finish();
rollback;
