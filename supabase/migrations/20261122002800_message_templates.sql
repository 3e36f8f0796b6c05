-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/18_message_templates.sql. Do not edit.

-- Message templates: texts of scheduled messages, in each of the company's languages.

select sync.add_module(
  'message_templates', 18, title => '{"en": "Message templates", "fr": "Modèles de message"}', fresh_within => '26 hours', by_id => true,
  polls => '21 * * * *', sweeps => '40 6 * * *'
);

create table gazelle.scheduled_message_templates (
  id text primary key,
  account_id text not null,
  name gazelle.localized_text,
  subject gazelle.localized_text,
  template gazelle.localized_text,
  type text,
  sort_order int
);

comment on table gazelle.scheduled_message_templates is 'Templates of scheduled messages.';
comment on column gazelle.scheduled_message_templates.name is 'By locale: {"fr_CA": "…", "en_US": "…"}; so are subject and template.';
comment on column gazelle.scheduled_message_templates.type is 'EMAIL, SMS, CALL or what Gazelle adds.';

select reconcile.add_entity('scheduled_message_templates', 'message_templates', fields => '{"sort_order": "order"}');
