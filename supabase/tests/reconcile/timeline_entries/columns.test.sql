-- An entry of the timeline as Gazelle answers it, and as it stands in production.
begin;
select plan(2);

insert into staging.stg_timeline (account_id, external_id, raw_data)
values
  ('main', 'tme_1', '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "type": "SERVICE_ENTRY_MANUAL", "summary": "S", "comment": "C\nD",
    "client": {"id": "cli_1"}, "piano": {"id": "ins_1"}, "user": {"id": "usr_1"}, "appointment": {"id": "evt_1"}, "invoice": {"id": "inv_1"},
    "estimate": {"id": "est_1"}, "invoicePayment": {"id": "inp_1"}, "emailStatus": "BOUNCED", "emailFailureReason": "Boîte pleine",
    "emailRecipientName": "Anna", "smsStatus": "QUEUED", "duration": 90, "relatedId": "evt_1", "relatedType": "Event", "alertType": "INFO"}'),
  ('main', 'tme_2', '{"id": "tme_2", "occurredAt": "2026-02-03T20:56:01Z", "type": null, "summary": "", "client": null, "piano": {},
    "emailStatus": "", "smsStatus": null, "duration": null, "invoicePayment": null}');

select is(
  to_jsonb(v) - 'raw' - 'field_issues',
  '{"account_id": "main", "source_id": "tme_1", "id": "tme_1", "occurred_at": "2026-02-03T20:56:01+00:00", "local_date": "2026-02-03",
    "type": "SERVICE_ENTRY_MANUAL", "summary": "S", "comment": "C\nD", "client_id": "cli_1", "piano_id": "ins_1",
    "user_id": "usr_1", "appointment_id": "evt_1", "invoice_id": "inv_1", "estimate_id": "est_1",
    "invoice_payment_id": "inp_1", "email_status": "BOUNCED", "email_failure_reason": "Boîte pleine", "email_recipient_name": "Anna",
    "sms_status": "QUEUED", "duration": 90, "related_id": "evt_1", "related_type": "Event", "alert_type": "INFO", "issues": null}',
  'each field has its column'
)
from reconcile.timeline_entries v
where id = 'tme_1';
select is(
  jsonb_strip_nulls(to_jsonb(v) - 'raw' - 'field_issues'),
  '{"account_id": "main", "source_id": "tme_2", "id": "tme_2", "occurred_at": "2026-02-03T20:56:01+00:00", "local_date": "2026-02-03",
    "issues": [{"rule": "bad_reference", "field": "piano", "value": {}}]}',
  'an entry without a type, a client or a text is an entry'
)
from reconcile.timeline_entries v
where id = 'tme_2';

select * from finish();
rollback;
