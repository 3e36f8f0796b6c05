-- Each type of Gazelle's has a category; a new one is other, and keeps its name.
begin;
select plan(34);

create temp table type (type text, category text);
insert into type
values
  ('CONTACT_EMAIL_AUTOMATED', 'contact'), ('CONTACT_EMAIL_MANUAL', 'contact'), ('CONTACT_SMS_AUTOMATED', 'contact'),
  ('CONTACT_SMS_MANUAL', 'contact'), ('CONTACT_PHONE_AUTOMATED', 'contact'), ('CONTACT_PHONE_MANUAL_TALKED', 'contact'),
  ('CONTACT_PHONE_MANUAL_MESSAGE', 'contact'), ('CONTACT_POST_AUTOMATED', 'contact'), ('CONTACT_POST_MANUAL', 'contact'),
  ('CONTACT_OTHER_MANUAL', 'contact'), ('ERROR_MESSAGE', 'system'), ('SYSTEM_MESSAGE', 'system'), ('USER_COMMENT', 'note'),
  ('SERVICE_ENTRY_AUTOMATED', 'service'), ('SERVICE_ENTRY_MANUAL', 'service'), ('APPOINTMENT', 'appointment'),
  ('APPOINTMENT_LOG', 'appointment'), ('INVOICE', 'billing'), ('INVOICE_LOG', 'billing'), ('INVOICE_PAYMENT', 'billing'),
  ('INVOICE_SYNC', 'billing'), ('PIANO_MEASUREMENT', 'measurement'), ('SCHEDULED_MESSAGE_EMAIL', 'contact'),
  ('SCHEDULED_MESSAGE_SMS', 'contact'), ('SCHEDULED_MESSAGE_PHONE', 'contact'), ('ESTIMATE', 'estimate'), ('ESTIMATE_LOG', 'estimate'),
  ('SYSTEM_NOTIFICATION', 'system'),
  ('HOLOGRAM_SENT', 'other'), ('SERVICEXENTRY', 'other'), ('', 'other'), (null, 'other'), ('contact_email_manual', 'other');
insert into staging.stg_timeline (account_id, external_id, raw_data)
select 'main', format('tme_%s', coalesce(type, 'null')), jsonb_build_object('id', 'tme', 'occurredAt', '2026-02-03T20:56:01Z', 'type', type) from type;

select is(e.category, t.category, format('%s is %s', coalesce(quote_literal(t.type), 'null'), t.category))
from type t
join gazelle.timeline_entries e on e.id = format('tme_%s', coalesce(t.type, 'null'));
select is((select type from gazelle.timeline_entries where id = 'tme_HOLOGRAM_SENT'), 'HOLOGRAM_SENT', 'a type that nobody has heard of is kept as it comes');

select * from finish();
rollback;
