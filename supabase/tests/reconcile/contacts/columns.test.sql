-- Contacts with their addresses, telephone numbers and e-mail addresses, each a row.
begin;
select plan(6);

insert into staging.stg_clients (account_id, external_id, raw_data)
values ('main', 'cli_1', '{"id": "cli_1", "allContacts": {"pageInfo": {"hasNextPage": false}, "nodes": [
  {"id": "con_1", "firstName": "Anna", "middleName": "M", "lastName": "Exemple", "suffix": "S", "title": "T", "role": "R", "isDefault": true,
   "isBillingDefault": false, "archived": false, "wantsEmail": true, "wantsPhone": null, "wantsText": false, "sortOrder": 2,
   "defaultLocation": {"id": "loc_1"}, "defaultMailingLocation": null, "defaultBillingLocation": {"id": "loc_1"},
   "createdAt": "2020-01-02T03:04:05Z", "updatedAt": "2026-02-03T20:56:01Z",
   "allEmails": {"nodes": [{"id": "ema_1", "email": "a@example.com", "isDefault": true}]},
   "allPhones": {"nodes": [{"id": "pho_1", "phoneNumber": "+1 555 0100", "extension": "7", "type": "MOBILE", "isDefault": true,
     "confirmedAt": "2021-01-01T00:00:00Z", "createdAt": "2020-01-02T03:04:05Z", "updatedAt": "later"}]},
   "allLocations": {"nodes": [{"id": "loc_1", "usageType": "BILLING", "locationType": "ADDRESS", "street1": "1 rue A", "street2": "", "municipality": "M",
     "region": "QC", "postalCode": "H0H 0H0", "countryCode": "CA", "latitude": "45.5", "longitude": "-73.6", "geocodeType": "ROOFTOP", "what3words": "a.b.c",
     "isBadAddress": false, "createdAt": "2020-01-02T03:04:05Z", "updatedAt": "2026-02-03T20:56:01Z"}]}},
  {"id": "con_2", "archived": true}]}}');

select is(
  to_jsonb(v),
  '{"account_id": "main", "source_id": "cli_1", "id": "con_1", "client_id": "cli_1", "first_name": "Anna", "middle_name": "M", "last_name": "Exemple",
    "suffix": "S", "title": "T", "role": "R", "is_default": true, "is_billing_default": false, "archived": false, "wants_email": true,
    "wants_phone": null, "wants_text": false, "sort_order": 2, "default_location_ref": "loc_1", "mailing_location_ref": null, "billing_location_ref": "loc_1",
    "gazelle_created_at": "2020-01-02T03:04:05+00:00",
    "gazelle_updated_at": "2026-02-03T20:56:01+00:00", "issues": null}',
  'a contact has its columns'
)
from reconcile.contacts v
where id = 'con_1';
select is(
  to_jsonb(v),
  '{"account_id": "main", "source_id": "cli_1", "id": "ema_1", "client_id": "cli_1", "contact_id": "con_1", "email": "a@example.com",
    "is_default": true, "issues": null}',
  'an e-mail address has its columns'
)
from reconcile.contact_emails v;
select is(
  to_jsonb(v),
  '{"account_id": "main", "source_id": "cli_1", "id": "pho_1", "client_id": "cli_1", "contact_id": "con_1", "phone_number": "+1 555 0100",
    "extension": "7", "type": "MOBILE", "is_default": true, "confirmed_at": "2021-01-01T00:00:00+00:00",
    "gazelle_created_at": "2020-01-02T03:04:05+00:00", "gazelle_updated_at": null,
    "issues": [{"rule": "bad_instant", "field": "updatedAt", "value": "later"}]}',
  'a telephone number has its columns, and an issue for what cannot be read'
)
from reconcile.contact_phones v;
select is(
  to_jsonb(v),
  '{"account_id": "main", "source_id": "cli_1", "id": "loc_1", "client_id": "cli_1", "contact_id": "con_1", "usage_type": "BILLING",
    "location_type": "ADDRESS", "street1": "1 rue A", "street2": null, "municipality": "M", "region": "QC", "postal_code": "H0H 0H0",
    "country_code": "CA", "latitude": "45.5", "longitude": "-73.6", "geocode_type": "ROOFTOP", "what3words": "a.b.c", "is_bad_address": false,
    "gazelle_created_at": "2020-01-02T03:04:05+00:00", "gazelle_updated_at": "2026-02-03T20:56:01+00:00", "issues": null}',
  'an address has its columns'
)
from reconcile.contact_locations v;
select results_eq(
  $$select id, archived from gazelle.contacts order by id$$, $$values ('con_1', false), ('con_2', true)$$, 'every contact is kept, not only the default one'
);
select results_eq(
  $$select tableoid::regclass::text, count(*) from reconcile.mirror group by 1 order by 1$$,
  $$values ('gazelle.clients', 1::bigint), ('gazelle.contact_emails', 1), ('gazelle.contact_locations', 1), ('gazelle.contact_phones', 1), ('gazelle.contacts', 2)$$,
  'all of it is in production'
);

select * from finish();
rollback;
