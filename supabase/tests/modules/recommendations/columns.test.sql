-- Recommendations, and the tiers that make them.
begin;
select plan(3);

select sync.stage_nodes('recommendations', 'main', null, '[
  {"id": "rec_1", "name": {"fr_CA": "Recommandé"}, "explanation": {"fr_CA": "", "en_US": ""}, "type": "YES", "isArchived": false},
  {"id": "rec_2", "name": 5, "explanation": null, "type": "PERHAPS", "isArchived": null}
]');
select results_eq(
  $$select id, name::jsonb, explanation::jsonb, type, is_archived from gazelle.recommendations order by id$$,
  $$values ('rec_1', '{"fr_CA": "Recommandé"}'::jsonb, '{"fr_CA": "", "en_US": ""}'::jsonb, 'YES', false), ('rec_2', null, null, 'PERHAPS', null)$$, 'each field has its column'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_recommendations s, jsonb_array_elements(s.issues) i where external_id = 'rec_2' order by 1, 2$$,
  $$values ('bad_json', 'name')$$, 'what cannot be read is named'
);
select sync.stage_nodes('estimates', 'main', null, '[{"id": "est_1", "piano": {"id": "ins_1"}, "allEstimateTiers": [{"id": "ett_1", "recommendation": {"id": "rec_1"}}, {"id": "ett_2", "recommendation": null}]}]');
select results_eq(
  $$select id, recommendation_id from gazelle.estimate_tiers order by id$$, $$values ('ett_1', 'rec_1'), ('ett_2', null)$$, 'a tier may recommend or not'
);

select * from finish();
rollback;
