-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/21_contacts.sql. Do not edit.

-- Contacts of clients, with their emails, phones and locations: lists inside each record of the module clients.

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
  default_location_ref text,
  mailing_location_ref text,
  billing_location_ref text,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.contacts is 'Every contact of every client, not only the default one.';
comment on column gazelle.contacts.default_location_ref is
  'Id in gazelle.contact_locations, as are mailing_location_ref and billing_location_ref. No foreign key: a location refers to its contact.';

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
  geocode_type text,
  what3words text,
  is_bad_address boolean,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.contact_locations is 'Addresses of contacts.';
comment on column gazelle.contact_locations.usage_type is 'STREET, MAILING, BILLING or what Gazelle adds: where the contact is, gets mail, gets invoices.';
comment on column gazelle.contact_locations.latitude is 'As Gazelle writes it: text.';
comment on column gazelle.contact_locations.geocode_type is 'Precision of latitude and longitude: ROOFTOP, APPROXIMATE or what Gazelle adds.';

select reconcile.add_entity('contacts', 'clients', owner => 'client_id', list => 'allContacts', fields => '{
  "default_location_ref": "defaultLocation.id", "mailing_location_ref": "defaultMailingLocation.id",
  "billing_location_ref": "defaultBillingLocation.id"
}');
select reconcile.add_entity('contact_emails', 'clients', owner => 'client_id', list => 'allContacts.allEmails');
select reconcile.add_entity('contact_phones', 'clients', owner => 'client_id', list => 'allContacts.allPhones');
select reconcile.add_entity('contact_locations', 'clients', owner => 'client_id', list => 'allContacts.allLocations');
