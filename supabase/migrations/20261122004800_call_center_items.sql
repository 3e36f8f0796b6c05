-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/78_call_center_items.sql. Do not edit.

-- Call center items: clients to be called, for a reminder or for a message that is a call.

select sync.add_module(
  'call_center_items', 78, title => '{"en": "Calls to make", "fr": "Appels à faire"}', fresh_within => '2 hours',
  polls => '16,46 * * * *', sweeps => '5 8 * * *', may_be_empty => true
);
-- A call that was made leaves the list: a day of many calls is no fault.
update sync.modules m set max_delete_share = 0.5 where m.module = 'call_center_items';

create table gazelle.call_center_items (
  id text primary key,
  account_id text not null,
  client_id text references gazelle.clients,
  due_on date,
  reference_type text,
  reference_id text,
  lifecycle_id text references gazelle.lifecycles,
  lifecycle_kind text,
  reminder_kind text,
  reminder_state text,
  lifecycle_contact_log_id text,
  contact_state text,
  contact_count int,
  contact_due_at timestamptz,
  contact_completed_at timestamptz,
  piano_id text references gazelle.pianos,
  appointment_id text references gazelle.appointments,
  scheduled_message_id text references gazelle.scheduled_messages,
  scheduled_message_template_id text references gazelle.scheduled_message_templates,
  municipality text,
  region text,
  postal_code text
);

comment on table gazelle.call_center_items is 'Calls to make. One that was made is deleted here.';
comment on column gazelle.call_center_items.reference_type is 'LIFECYCLE: a reminder; SCHEDULED_MESSAGE: a message that is a call.';
comment on column gazelle.call_center_items.reference_id is 'Id of the contact log or of the message that the call is about.';
comment on column gazelle.call_center_items.lifecycle_contact_log_id is 'The reminder''s log; Gazelle has no list of these.';
comment on column gazelle.call_center_items.contact_state is 'Of the log, as Gazelle writes it.';
comment on column gazelle.call_center_items.contact_count is 'How often the client has been contacted about it.';
comment on column gazelle.call_center_items.appointment_id is 'The appointment that the log led to.';

select reconcile.add_entity('call_center_items', fields => '{
  "due_on": "date", "lifecycle_contact_log_id": "lifecycleContactLog.id", "contact_state": "lifecycleContactLog.state",
  "contact_count": "lifecycleContactLog.count", "contact_due_at": "lifecycleContactLog.dueAt",
  "contact_completed_at": "lifecycleContactLog.completedAt", "piano_id": "lifecycleContactLog.piano.id",
  "appointment_id": "lifecycleContactLog.event.id"
}');
