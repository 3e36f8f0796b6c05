-- Checklists with groups and items; what left its list is gone.
begin;
select plan(5);

select sync.stage_nodes('checklists', 'main', null, '[{
  "id": "esc_1", "name": {"fr_CA": "Complète"}, "isDefault": true, "createdAt": "2020-01-02T03:04:05Z", "updatedAt": null,
  "allEstimateChecklistGroups": [{"id": "ecg_1", "name": {"fr_CA": "Meuble"}, "sequenceNumber": 1}],
  "allEstimateChecklistItems": [
    {"id": "eci_1", "estimateChecklistGroup": {"id": "ecg_1"}, "sequenceNumber": 1, "name": null, "masterServiceItem": {"id": "mit_1"}},
    {"id": "eci_2", "estimateChecklistGroup": null, "sequenceNumber": "deux", "name": {"fr_CA": "Pédales"}, "masterServiceItem": null}]
}]');
select results_eq(
  $$select c.id, c.name::jsonb, c.is_default, g.id, g.name::jsonb, g.sequence_number from gazelle.estimate_checklists c join gazelle.estimate_checklist_groups g on g.estimate_checklist_id = c.id$$,
  $$values ('esc_1', '{"fr_CA": "Complète"}'::jsonb, true, 'ecg_1', '{"fr_CA": "Meuble"}'::jsonb, 1)$$, 'a checklist has groups'
);
select results_eq(
  $$select id, estimate_checklist_id, estimate_checklist_group_id, sequence_number, name::jsonb, service_item_id from gazelle.estimate_checklist_items order by id$$,
  $$values ('eci_1', 'esc_1', 'ecg_1', 1, null::jsonb, 'mit_1'), ('eci_2', 'esc_1', null, null, '{"fr_CA": "Pédales"}', null)$$, 'and items, in groups or not'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_checklists s, jsonb_array_elements(s.issues) i where external_id = 'esc_1' order by 1, 2$$,
  $$values ('bad_integer', 'sequenceNumber')$$, 'what cannot be read is named'
);
select sync.stage_nodes('checklists', 'main', null, '[{"id": "esc_1", "allEstimateChecklistGroups": null, "allEstimateChecklistItems": [{"id": "eci_2"}]}]');
select results_eq(
  $$select id from gazelle.estimate_checklist_items where deleted_at is null$$, $$values ('eci_2')$$, 'an item left its list'
);
select is((select deleted_at from gazelle.estimate_checklist_groups), null, 'groups that did not come are not gone');

select * from finish();
rollback;
