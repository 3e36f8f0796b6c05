-- Clients with their contacts, and the contacts' emails, phones and locations.

select sync.add_module('clients', 20, interval '10 minutes', p_by_id => true);

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
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.clients is 'Gazelle''s clients.';
comment on column gazelle.clients.display_name is 'Company name, else the default contact''s name, else the id.';
comment on column gazelle.clients.locale is 'Language: the locale of defaultClientLocalization, such as fr_CA.';
comment on column gazelle.clients.custom is 'The ten custom fields, in order.';

create index clients_preferred_technician on gazelle.clients (preferred_technician_id);
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
create index contacts_client on gazelle.contacts (client_id);

create table gazelle.contact_emails (
  id text primary key,
  account_id text not null,
  client_id text references gazelle.clients,
  contact_id text references gazelle.contacts,
  email text,
  is_default boolean
);

comment on table gazelle.contact_emails is 'E-mail addresses of contacts.';
create index contact_emails_client on gazelle.contact_emails (client_id);
create index contact_emails_contact on gazelle.contact_emails (contact_id);

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
create index contact_phones_client on gazelle.contact_phones (client_id);
create index contact_phones_contact on gazelle.contact_phones (contact_id);

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
comment on column gazelle.contact_locations.latitude is 'As Gazelle writes it: text.';
create index contact_locations_client on gazelle.contact_locations (client_id);
create index contact_locations_contact on gazelle.contact_locations (contact_id);

select reconcile.add_entity('clients', 'clients', 1);
select reconcile.add_entity('contacts', 'clients', 2, 'client_id', reconcile.whole('allContacts'));
select reconcile.add_entity('contact_emails', 'clients', 3, 'client_id', reconcile.whole('allContacts', 'allEmails'));
select reconcile.add_entity('contact_phones', 'clients', 4, 'client_id', reconcile.whole('allContacts', 'allPhones'));
select reconcile.add_entity('contact_locations', 'clients', 5, 'client_id', reconcile.whole('allContacts', 'allLocations'));

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('clients', 'tags', 'keep', 'An upsert once sent an empty list over tags set by hand.');

create view reconcile.clients with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id as id,
  coalesce(nullif(btrim(reconcile.to_text(s.raw_data -> 'companyName')), ''), d.name, s.external_id) as display_name,
  reconcile.to_text(s.raw_data -> 'companyName') as company_name,
  reconcile.to_text(s.raw_data -> 'clientType') as client_type,
  reconcile.to_text(s.raw_data -> 'status') as status,
  reconcile.to_text(s.raw_data -> 'lifecycleState') as lifecycle_state,
  nullif(s.raw_data #>> '{defaultClientLocalization,locale}', '') as locale,
  reconcile.to_texts(s.raw_data -> 'tags') as tags,
  reconcile.to_text(s.raw_data -> 'personalNotes') as personal_notes,
  reconcile.to_text(s.raw_data -> 'preferenceNotes') as preference_notes,
  reconcile.to_text(s.raw_data -> 'lastResultNotes') as last_result_notes,
  -- A reference: anything else than text would make a placeholder.
  case when jsonb_typeof(s.raw_data -> 'preferredTechnicianId') = 'string' then reconcile.to_text(s.raw_data -> 'preferredTechnicianId') end
    as preferred_technician_id,
  reconcile.to_text(s.raw_data -> 'referenceId') as reference_id,
  reconcile.to_text(s.raw_data -> 'referredBy') as referred_by,
  reconcile.to_text(s.raw_data -> 'referredByNotes') as referred_by_notes,
  reconcile.to_text(s.raw_data -> 'region') as region,
  reconcile.to_text(s.raw_data -> 'noContactReason') as no_contact_reason,
  reconcile.to_date(s.raw_data ->> 'noContactUntil') as no_contact_until,
  reconcile.to_text(s.raw_data -> 'reasonInactiveCode') as reason_inactive_code,
  reconcile.to_text(s.raw_data -> 'reasonInactiveDetails') as reason_inactive_details,
  (select array_agg(nullif(s.raw_data ->> ('custom' || n), '') order by n) from generate_series(1, 10) n) as custom,
  reconcile.to_instant(s.raw_data ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(s.raw_data ->> 'updatedAt') as gazelle_updated_at,
  case when s.raw_data @@ reconcile.readable(t.types) then null else reconcile.check_values(s.raw_data, t.types) end as issues
from staging.stg_clients s
cross join (values ('{
    "companyName": "text", "clientType": "text", "status": "text", "lifecycleState": "text", "tags": "list",
    "personalNotes": "text", "preferenceNotes": "text", "lastResultNotes": "text",
    "preferredTechnicianId": "text", "noContactUntil": "date", "createdAt": "instant", "updatedAt": "instant",
    "allContacts": "list"
  }'::jsonb)) t (types)
left join lateral (
  select nullif(btrim(concat_ws(' ', reconcile.to_text(c -> 'firstName'), reconcile.to_text(c -> 'lastName'))), '') as name
  from reconcile.list(s.raw_data -> 'allContacts') c
  where c -> 'isDefault' = 'true'
  limit 1
) d on true;

comment on view reconcile.clients is 'Transformer: staging.stg_clients as gazelle.clients, with issues.';

create view reconcile.contacts with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  reconcile.to_id(c) as id,
  s.external_id as client_id,
  reconcile.to_text(c -> 'firstName') as first_name,
  reconcile.to_text(c -> 'middleName') as middle_name,
  reconcile.to_text(c -> 'lastName') as last_name,
  reconcile.to_text(c -> 'suffix') as suffix,
  reconcile.to_text(c -> 'title') as title,
  reconcile.to_text(c -> 'role') as role,
  reconcile.to_boolean(c -> 'isDefault') as is_default,
  reconcile.to_boolean(c -> 'isBillingDefault') as is_billing_default,
  reconcile.to_boolean(c -> 'archived') as archived,
  reconcile.to_boolean(c -> 'wantsEmail') as wants_email,
  reconcile.to_boolean(c -> 'wantsPhone') as wants_phone,
  reconcile.to_boolean(c -> 'wantsText') as wants_text,
  reconcile.to_integer(c -> 'sortOrder') as sort_order,
  reconcile.to_instant(c ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(c ->> 'updatedAt') as gazelle_updated_at,
  reconcile.check_child('allContacts', c, '{"createdAt": "instant", "updatedAt": "instant"}') as issues
from staging.stg_clients s
cross join lateral reconcile.list(s.raw_data -> 'allContacts') c;

comment on view reconcile.contacts is 'Transformer: the contacts inside staging.stg_clients.';

create view reconcile.contact_emails with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  reconcile.to_id(e) as id,
  s.external_id as client_id,
  reconcile.to_id(c) as contact_id,
  reconcile.to_text(e -> 'email') as email,
  reconcile.to_boolean(e -> 'isDefault') as is_default,
  reconcile.check_child('allEmails', e, '{}') as issues
from staging.stg_clients s
cross join lateral reconcile.list(s.raw_data -> 'allContacts') c
cross join lateral reconcile.list(c -> 'allEmails') e;

comment on view reconcile.contact_emails is 'Transformer: the e-mail addresses inside staging.stg_clients.';

create view reconcile.contact_phones with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  reconcile.to_id(p) as id,
  s.external_id as client_id,
  reconcile.to_id(c) as contact_id,
  reconcile.to_text(p -> 'phoneNumber') as phone_number,
  reconcile.to_text(p -> 'extension') as extension,
  reconcile.to_text(p -> 'type') as type,
  reconcile.to_boolean(p -> 'isDefault') as is_default,
  reconcile.to_instant(p ->> 'confirmedAt') as confirmed_at,
  reconcile.to_instant(p ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(p ->> 'updatedAt') as gazelle_updated_at,
  reconcile.check_child('allPhones', p, '{"confirmedAt": "instant", "createdAt": "instant", "updatedAt": "instant"}') as issues
from staging.stg_clients s
cross join lateral reconcile.list(s.raw_data -> 'allContacts') c
cross join lateral reconcile.list(c -> 'allPhones') p;

comment on view reconcile.contact_phones is 'Transformer: the telephone numbers inside staging.stg_clients.';

create view reconcile.contact_locations with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  reconcile.to_id(l) as id,
  s.external_id as client_id,
  reconcile.to_id(c) as contact_id,
  reconcile.to_text(l -> 'usageType') as usage_type,
  reconcile.to_text(l -> 'locationType') as location_type,
  reconcile.to_text(l -> 'street1') as street1,
  reconcile.to_text(l -> 'street2') as street2,
  reconcile.to_text(l -> 'municipality') as municipality,
  reconcile.to_text(l -> 'region') as region,
  reconcile.to_text(l -> 'postalCode') as postal_code,
  reconcile.to_text(l -> 'countryCode') as country_code,
  reconcile.to_text(l -> 'latitude') as latitude,
  reconcile.to_text(l -> 'longitude') as longitude,
  reconcile.to_text(l -> 'what3words') as what3words,
  reconcile.to_boolean(l -> 'isBadAddress') as is_bad_address,
  reconcile.to_instant(l ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(l ->> 'updatedAt') as gazelle_updated_at,
  reconcile.check_child('allLocations', l, '{"createdAt": "instant", "updatedAt": "instant"}') as issues
from staging.stg_clients s
cross join lateral reconcile.list(s.raw_data -> 'allContacts') c
cross join lateral reconcile.list(c -> 'allLocations') l;

comment on view reconcile.contact_locations is 'Transformer: the addresses inside staging.stg_clients.';

select sync.schedule('clients', 'incremental', '1-59/4 * * * *');
select sync.schedule('clients', 'full', '5 7 * * *');
