-- Estimates with tiers and items.
begin;
select plan(8);

select sync.stage_nodes('estimates', 'main', null, '[{
  "id": "est_1", "number": 12, "client": {"id": "cli_1"}, "contact": {"id": "con_1"}, "piano": {"id": "ins_1"}, "assignedTo": {"id": "usr_1"},
  "createdBy": {"id": "usr_2"}, "estimatedOn": "2026-02-03", "expiresOn": "2026-05-03", "isArchived": false, "locale": "fr_CA", "notes": "",
  "tags": [], "currentPerformanceLevel": 5, "recommendedTierTotal": 55188, "createdAt": "2026-02-03T20:56:01Z", "updatedAt": null,
  "allEstimateTiers": [{
    "id": "ett_1", "sequenceNumber": 1, "isPrimary": true, "allowSelfSchedule": false, "notes": "Complet", "targetPerformanceLevel": 8,
    "subtotal": 48000, "taxTotal": 7188, "total": 55188, "createdAt": null, "updatedAt": null,
    "allEstimateTierItems": [{
      "id": "eti_1", "estimateTierGroup": {"name": "Mécanique"}, "sequenceNumber": 1, "name": "Réglage", "description": "", "educationDescription": "Pourquoi",
      "type": "LABOR_FIXED_RATE", "masterServiceItem": {"id": "mit_1"}, "quantity": 100, "amount": 48000, "subtotal": 48000, "taxTotal": 7188,
      "total": 55188, "duration": 240, "isTaxable": true, "isTuning": false, "externalUrl": null, "taxes": [{"rate": 5000}]
    }]
  }, {"id": "ett_2", "isPrimary": false, "allEstimateTierItems": []}]
}]');
select results_eq(
  $$select number, client_id, contact_id, piano_id, assigned_to_id, created_by_id, estimated_on, expires_on from gazelle.estimates$$,
  $$values (12, 'cli_1', 'con_1', 'ins_1', 'usr_1', 'usr_2', date '2026-02-03', date '2026-05-03')$$, 'an estimate says for whom and for what'
);
select results_eq(
  $$select is_archived, locale, notes, tags, current_performance_level, recommended_tier_total, gazelle_created_at, gazelle_updated_at from gazelle.estimates$$,
  $$values (false, 'fr_CA', null, '{}'::text[], 5, 55188, timestamptz '2026-02-03 20:56:01Z', null::timestamptz)$$, 'and in which language'
);
select results_eq(
  $$select id, estimate_id, sequence_number, is_primary, allow_self_schedule, notes, target_performance_level, subtotal, tax_total, total
    from gazelle.estimate_tiers order by id$$,
  $$values ('ett_1', 'est_1', 1, true, false, 'Complet', 8, 48000, 7188, 55188), ('ett_2', 'est_1', null, false, null, null, null, null, null, null)$$,
  'each alternative is a row'
);
select results_eq(
  $$select id, estimate_id, estimate_tier_id, group_name, sequence_number, name, description, education_description, type, service_item_id
    from gazelle.estimate_items$$,
  $$values ('eti_1', 'est_1', 'ett_1', 'Mécanique', 1, 'Réglage', null, 'Pourquoi', 'LABOR_FIXED_RATE', 'mit_1')$$, 'so is each item'
);
select results_eq(
  $$select quantity, amount, subtotal, tax_total, total, duration, is_taxable, is_tuning, external_url, taxes from gazelle.estimate_items$$,
  $$values (100, 48000, 48000, 7188, 55188, 240, true, false, null::text, '[{"rate": 5000}]'::jsonb)$$, 'with its price in cents and its minutes'
);

select sync.stage_nodes('estimates', 'main', null, '[
  {"id": "est_2", "client": {"id": "cli_1"}, "piano": null, "estimatedOn": "0202-02-03", "allEstimateTiers": null}
]');
select results_eq(
  $$select piano_id, estimated_on, deleted_at from gazelle.estimates where id = 'est_2'$$, $$values (null::text, null::date, null::timestamptz)$$,
  'one without a piano is kept without'
);
select results_eq(
  $$select status, (select array_agg(i ->> 'rule' order by i ->> 'rule') from jsonb_array_elements(issues) i) from staging.stg_estimates where external_id = 'est_2'$$,
  $$values ('promoted', '{bad_date,no_piano}'::text[])$$, 'and says so, like a day in the year 202'
);
select is((select issues from staging.stg_estimates where external_id = 'est_1'), null, 'nothing is wrong with the other');

select * from finish();
rollback;
