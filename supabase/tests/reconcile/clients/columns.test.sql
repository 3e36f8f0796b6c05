-- A client as Gazelle answers it, and as it stands in production.
begin;
select plan(4);

insert into staging.stg_clients (account_id, external_id, raw_data)
values
  ('main', 'cli_1', '{"id": "cli_1", "companyName": "Salle A", "clientType": "venue", "status": "ACTIVE", "lifecycleState": "on-hold",
    "defaultClientLocalization": {"locale": "fr_CA"}, "tags": ["vip"], "personalNotes": "P", "preferenceNotes": "Q", "lastResultNotes": "R",
    "preferredTechnicianId": "usr_1", "referenceId": "ref", "referredBy": "B", "referredByNotes": "N", "region": "Nord",
    "noContactReason": "away", "noContactUntil": "2026-02-03", "reasonInactiveCode": "C", "reasonInactiveDetails": "D",
    "custom1": "one", "custom3": "", "custom10": "ten", "lifecycle": {"id": "lif_1"}, "referralClient": {"id": "cli_9"}, "createdAt": "2020-01-02T03:04:05Z", "updatedAt": "2026-02-03T20:56:01Z"}'),
  ('main', 'cli_2', '{"id": "cli_2", "companyName": true, "tags": "none", "noContactUntil": "never", "preferredTechnicianId": {}, "allContacts": 7}');

select is(
  to_jsonb(v) - 'raw' - 'field_issues',
  '{"account_id": "main", "source_id": "cli_1", "id": "cli_1", "display_name": "Salle A", "company_name": "Salle A", "client_type": "venue",
    "status": "ACTIVE", "lifecycle_state": "on-hold", "locale": "fr_CA", "tags": ["vip"], "personal_notes": "P", "preference_notes": "Q",
    "last_result_notes": "R", "preferred_technician_id": "usr_1", "reference_id": "ref", "referred_by": "B", "referred_by_notes": "N",
    "region": "Nord", "no_contact_reason": "away", "no_contact_until": "2026-02-03", "reason_inactive_code": "C", "reason_inactive_details": "D",
    "custom": ["one", null, null, null, null, null, null, null, null, "ten"], "lifecycle_id": "lif_1", "referral_client_id": "cli_9",
    "gazelle_created_at": "2020-01-02T03:04:05+00:00", "gazelle_updated_at": "2026-02-03T20:56:01+00:00", "issues": null}',
  'each field has its column'
)
from reconcile.clients v
where id = 'cli_1';
select is(
  (select array_agg(i ->> 'rule' || ' ' || (i ->> 'field') order by i ->> 'field') from staging.stg_clients, jsonb_array_elements(issues) i where external_id = 'cli_2'),
  array['bad_list allContacts', 'bad_text companyName', 'bad_date noContactUntil', 'bad_reference preferredTechnicianId', 'bad_list tags'],
  'each field that cannot be read has an issue'
);
select results_eq(
  $$select status from staging.stg_clients order by external_id$$, $$values ('promoted'), ('promoted')$$, 'and neither is refused for that'
);
select results_eq($$select id from gazelle.users where is_placeholder order by id$$, $$values ('usr_1')$$, 'what is no id makes no placeholder');

select * from finish();
rollback;
