-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/20_clients.sql. Do not edit.

-- Clients with their contacts, and the contacts' emails, phones and locations.

select sync.add_module(
  'clients', 20, title => '{"en": "Clients", "fr": "Clients"}', fresh_within => '10 minutes', by_id => true,
  polls => '1-59/4 * * * *', sweeps => '5 7 * * *'
);

create table gazelle.clients (
  id text primary key,
  account_id text not null,
  display_name text,
  company_name text,
  client_type text,
  status text,
  lifecycle_state text,
  locale text,
  tags text[],
  personal_notes text,
  preference_notes text,
  last_result_notes text,
  preferred_technician_id text references gazelle.users,
  reference_id text,
  referred_by text,
  referred_by_notes text,
  region text,
  no_contact_reason text,
  no_contact_until date,
  reason_inactive_code text,
  reason_inactive_details text,
  custom text[],
  lifecycle_id text references gazelle.lifecycles,
  referral_client_id text references gazelle.clients,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.clients is 'Gazelle''s clients.';
comment on column gazelle.clients.display_name is 'Company name, else the default contact''s name, else the id.';
comment on column gazelle.clients.locale is 'Language: the locale of defaultClientLocalization, such as fr_CA.';
comment on column gazelle.clients.custom is 'The ten custom fields, in order; gazelle.company.custom_labels names them.';
comment on column gazelle.clients.lifecycle_id is 'How the client is reminded.';
comment on column gazelle.clients.referral_client_id is 'The client who recommended the company to this one; referred_by has it in words.';

create index clients_display_name on gazelle.clients (lower(left(display_name, 100)));

create table gazelle.contacts (
  id text primary key,
  account_id text not null,
  client_id text references gazelle.clients,
  first_name text,
  middle_name text,
  last_name text,
  suffix text,
  title text,
  role text,
  is_default boolean,
  is_billing_default boolean,
  archived boolean,
  wants_email boolean,
  wants_phone boolean,
  wants_text boolean,
  sort_order int,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.contacts is 'Every contact of every client, not only the default one.';

create table gazelle.contact_emails (
  id text primary key,
  account_id text not null,
  client_id text references gazelle.clients,
  contact_id text references gazelle.contacts,
  email text,
  is_default boolean
);

comment on table gazelle.contact_emails is 'E-mail addresses of contacts.';

create table gazelle.contact_phones (
  id text primary key,
  account_id text not null,
  client_id text references gazelle.clients,
  contact_id text references gazelle.contacts,
  phone_number text,
  extension text,
  type text,
  is_default boolean,
  confirmed_at timestamptz,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.contact_phones is 'Telephone numbers of contacts.';

create table gazelle.contact_locations (
  id text primary key,
  account_id text not null,
  client_id text references gazelle.clients,
  contact_id text references gazelle.contacts,
  usage_type text,
  location_type text,
  street1 text,
  street2 text,
  municipality text,
  region text,
  postal_code text,
  country_code text,
  latitude text,
  longitude text,
  what3words text,
  is_bad_address boolean,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.contact_locations is 'Addresses of contacts.';
comment on column gazelle.contact_locations.usage_type is 'STREET, MAILING, BILLING or what Gazelle adds: where the contact is, gets mail, gets invoices.';
comment on column gazelle.contact_locations.latitude is 'As Gazelle writes it: text.';

insert into reconcile.rules (rule, severity, withholds, sentence) values
  ('bad_contact', 'warning', true, 'A contact''s name, or whether it is the default one, cannot be read: the client keeps the name that it shows.');

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('clients', 'tags', 'keep', 'An upsert once sent an empty list over tags set by hand.');

select reconcile.add_entity(
  'clients', derived => '{display_name}',
  fields => '{
    "locale": "defaultClientLocalization.locale", "preferred_technician_id": "preferredTechnicianId",
    "custom": ["custom1", "custom2", "custom3", "custom4", "custom5", "custom6", "custom7", "custom8", "custom9", "custom10"]
  }'
);
select reconcile.add_entity('contacts', 'clients', owner => 'client_id', list => 'allContacts');
select reconcile.add_entity('contact_emails', 'clients', owner => 'client_id', list => 'allContacts.allEmails');
select reconcile.add_entity('contact_phones', 'clients', owner => 'client_id', list => 'allContacts.allPhones');
select reconcile.add_entity('contact_locations', 'clients', owner => 'client_id', list => 'allContacts.allLocations');

create view reconcile.clients with (security_invoker = on) as
select
  f.*,
  coalesce(nullif(btrim(f.company_name), ''), d.name, f.id) as display_name,
  reconcile.add_issue(
    f.field_issues,
    f.raw @@ 'exists($.allContacts.nodes[*].firstName.type() ? (@ != "string" && @ != "number" && @ != "null"))
      || exists($.allContacts.nodes[*].lastName.type() ? (@ != "string" && @ != "number" && @ != "null"))
      || exists($.allContacts.nodes[*].isDefault.type() ? (@ != "boolean" && @ != "null"))',
    'bad_contact', 'allContacts', null
  ) as issues
from reconcile.clients_fields f
left join lateral (
  select nullif(btrim(concat_ws(' ', reconcile.to_text(c -> 'firstName'), reconcile.to_text(c -> 'lastName'))), '') as name
  from reconcile.list(f.raw -> 'allContacts') c
  where c -> 'isDefault' = 'true'
  limit 1
) d on true;

comment on view reconcile.clients is 'gazelle.clients as staging.stg_clients has it, with the name to show.';
