-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/77_scheduled_messages.sql. Do not edit.

-- Scheduled messages: what waits to be sent to clients.

select sync.add_module(
  'scheduled_messages', 77, title => '{"en": "Scheduled messages", "fr": "Messages programmés"}', fresh_within => '2 hours', by_id => true,
  polls => '14,44 * * * *', sweeps => '58 6 * * *', may_be_empty => true
);
-- Messages leave the list as they are sent, and each is asked for by its id before it is deleted.
update sync.modules m set max_delete_share = 0.5 where m.module = 'scheduled_messages';

create table gazelle.scheduled_messages (
  id text primary key,
  account_id text not null,
  client_id text references gazelle.clients,
  scheduled_message_template_id text references gazelle.scheduled_message_templates,
  type text,
  language text,
  subject text,
  template text,
  send_at timestamptz,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.scheduled_messages is 'Messages that wait to be sent. One that was sent is deleted here, and in the timeline.';
comment on column gazelle.scheduled_messages.type is 'EMAIL, SMS, CALL or what Gazelle adds.';
comment on column gazelle.scheduled_messages.template is 'Its text, with the places where names go.';

select reconcile.add_entity('scheduled_messages');
