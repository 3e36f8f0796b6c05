-- The company, with settings that lie deep in it.
begin;
select plan(3);

select sync.stage_nodes('company', 'main', null, '[{"id": "com_1", "name": "Beaurivage", "street1": "4812, avenue du Parc", "street2": "", "website": null,
  "isParked": false, "settings": {
    "general": {"timezone": "America/Montreal", "distanceUnit": "KILOMETERS", "clientCustom1Label": "Étage", "clientCustom3Label": ""},
    "localization": {"defaultClientLocalization": {"locale": "fr_CA"}, "defaultUserLocalization": null, "defaultCurrency": {"code": "CAD"}},
    "invoices": {"defaultInvoiceNetDays": "trente", "tipsEnabled": null}}}]');
select results_eq(
  $$select name, street1, street2, website, is_parked, timezone, distance_unit, client_locale, user_locale, currency, tips_enabled from gazelle.company$$,
  $$values ('Beaurivage', '4812, avenue du Parc', null::text, null::text, false, 'America/Montreal', 'KILOMETERS', 'fr_CA', null::text, 'CAD', null::boolean)$$,
  'each setting has its column, and blanks are null'
);
select is(
  (select custom_labels from gazelle.company), '{Étage,null,null,null,null,null,null,null,null,null}'::text[], 'labels stand in the order of the custom fields'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_company s, jsonb_array_elements(s.issues) i where external_id = 'com_1' order by 1, 2$$,
  $$values ('bad_integer', 'settings.invoices.defaultInvoiceNetDays')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
