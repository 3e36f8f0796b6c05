-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/90_timeline.sql. Do not edit.

-- Timeline: every note, message, measurement, appointment and invoice event of every client.

select sync.add_module(
  'timeline', 90, title => '{"en": "Timeline", "fr": "Historique"}', fresh_within => '10 minutes', by_id => true,
  since_column => 'occurred_at', is_sparse => true, polls => '*/4 * * * *', sweeps => '25 7 * * 0'
);
-- Notes are corrected weeks later: each night the last 30 days are read again (window balanced).
select sync.schedule('timeline', 'incremental', '25 6 * * *', 'balanced');

create table gazelle.timeline_entries (
  id text primary key,
  account_id text not null,
  occurred_at timestamptz,
  local_date date,
  type text,
  category text generated always as (
    case
      when type like 'SERVICE\_ENTRY%' then 'service'
      when type = 'PIANO_MEASUREMENT' then 'measurement'
      when type = 'USER_COMMENT' then 'note'
      when type like 'CONTACT\_%' or type like 'SCHEDULED\_MESSAGE%' then 'contact'
      when type like 'APPOINTMENT%' then 'appointment'
      when type like 'INVOICE%' then 'billing'
      when type like 'ESTIMATE%' then 'estimate'
      when type like 'SYSTEM\_%' or type = 'ERROR_MESSAGE' then 'system'
      else 'other'
    end
  ) stored,
  summary text,
  comment text,
  client_id text references gazelle.clients,
  piano_id text references gazelle.pianos,
  user_id text references gazelle.users,
  appointment_id text references gazelle.appointments,
  invoice_id text references gazelle.invoices,
  estimate_id text references gazelle.estimates,
  invoice_payment_id text references gazelle.invoice_payments,
  email_status text,
  email_failure_reason text,
  email_recipient_name text,
  sms_status text,
  duration int,
  related_id text,
  related_type text,
  alert_type text,
  is_legacy boolean not null default false,
  legacy_author text
);

comment on table gazelle.timeline_entries is 'Gazelle''s timeline.';
comment on column gazelle.timeline_entries.local_date is 'Day of occurred_at in the account''s zone.';
comment on column gazelle.timeline_entries.type is 'Gazelle''s type, as it comes; new ones will appear.';
comment on column gazelle.timeline_entries.category is
  'Derived from type: service, measurement, contact, appointment, billing, estimate, system, note or other.';
comment on column gazelle.timeline_entries.is_legacy is
  'Brought over from version 5, whose import is all that has it: occurred_at is the first moment of its day; no sync writes it.';
comment on column gazelle.timeline_entries.legacy_author is 'Who wrote a legacy entry, as version 5 had the name; user_id is whom it means, where that is clear; no sync writes it.';
comment on column gazelle.timeline_entries.summary is 'Whole, as Gazelle gives it.';
comment on column gazelle.timeline_entries.comment is 'Whole, as Gazelle gives it.';
comment on column gazelle.timeline_entries.email_status is 'DELIVERED, OPENED, BOUNCED or what Gazelle adds; it changes after the entry was made, and is read again with it.';
comment on column gazelle.timeline_entries.email_failure_reason is 'The answer of the recipient''s server to a message that did not arrive.';
comment on column gazelle.timeline_entries.duration is 'Minutes.';
comment on column gazelle.timeline_entries.related_id is 'What the entry is about, of the kind related_type names; often one of the references too.';

create index timeline_entries_occurred on gazelle.timeline_entries (occurred_at desc);

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('timeline_entries', 'summary', 'keep', 'Text is never erased by a blank.'),
  ('timeline_entries', 'comment', 'keep', 'Text is never erased by a blank.'),
  ('timeline_entries', 'is_legacy', 'local', 'It says where the row came from.'),
  ('timeline_entries', 'legacy_author', 'local', 'Only version 5 has it.');

insert into reconcile.rules (rule, severity, sentence) values
  ('no_instant', 'fatal', 'A timeline entry has no readable occurredAt, so it has no place in the timeline.');

select reconcile.add_entity('timeline_entries', 'timeline', derived => '{"local_date": "occurredAt", "is_legacy": [], "legacy_author": []}');

create view reconcile.timeline_entries with (security_invoker = on) as
select
  f.*,
  (f.occurred_at at time zone a.time_zone)::date as local_date,
  case
    when f.occurred_at is null then reconcile.add_issue(
      (select jsonb_agg(i.issue) from jsonb_array_elements(f.field_issues) i (issue) where i.issue ->> 'field' <> 'occurredAt'),
      true, 'no_instant', 'occurredAt', f.raw -> 'occurredAt'
    )
    else f.field_issues
  end as issues
from reconcile.timeline_entries_fields f
join sync.accounts a using (account_id);

comment on view reconcile.timeline_entries is 'gazelle.timeline_entries as staging.stg_timeline has it, with local day.';
