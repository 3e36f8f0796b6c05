-- Taxes keep their names when they are no longer charged.
begin;
select plan(2);

select sync.stage_nodes('taxes', 'main', null, '[
  {"id": "tax_1", "name": "TVQ", "rate": 9975, "default": true, "activeOrHistorical": "ACTIVE"},
  {"id": "tax_2", "name": "TVQ 2012", "rate": 9500, "default": null, "activeOrHistorical": "HISTORICAL"},
  {"id": "tax_3", "name": "", "rate": "9,975 %", "default": "no", "activeOrHistorical": "SUSPENDED"}
]');
select results_eq(
  $$select id, name, rate, is_default, active_or_historical from gazelle.taxes order by id$$,
  $$values ('tax_1', 'TVQ', 9975, true, 'ACTIVE'), ('tax_2', 'TVQ 2012', 9500, null, 'HISTORICAL'), ('tax_3', null, null, null, 'SUSPENDED')$$,
  'rates are thousandths of a percent, and null is not false'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_taxes s, jsonb_array_elements(s.issues) i where external_id = 'tax_3' order by 1, 2$$,
  $$values ('bad_boolean', 'default'), ('bad_integer', 'rate')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
