-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/20_clients.sql. Do not edit.

-- Clients: the people and places that pianos, appointments and invoices are of.

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
comment on column gazelle.clients.display_name is
  'Company name, else the default contact''s name, else the id. While the contacts do not say whether there is a default one, the name shown before stays.';
comment on column gazelle.clients.locale is 'Language: the locale of defaultClientLocalization, such as fr_CA.';
comment on column gazelle.clients.custom is 'The ten custom fields, in order; gazelle.company.custom_labels names them.';
comment on column gazelle.clients.lifecycle_id is 'How the client is reminded.';
comment on column gazelle.clients.referral_client_id is 'The client who recommended the company to this one; referred_by has it in words.';

create index clients_display_name on gazelle.clients (lower(left(display_name, 100)));

insert into reconcile.rules (rule, severity, withholds, sentence) values
  ('bad_contact', 'warning', true, 'The default contact''s name, or which one is the default, cannot be read: the client keeps the name that it shows.');

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('clients', 'tags', 'keep', 'An upsert once sent an empty list over tags set by hand.');

select reconcile.add_entity(
  'clients', derived => '{"display_name": ["companyName", "allContacts"]}',
  fields => '{
    "locale": "defaultClientLocalization.locale", "preferred_technician_id": "preferredTechnicianId",
    "custom": ["custom1", "custom2", "custom3", "custom4", "custom5", "custom6", "custom7", "custom8", "custom9", "custom10"]
  }'
);

create trigger number_inserted
after insert on gazelle.clients referencing new table as inserted
for each statement execute function reconcile.number_inserted();

create view reconcile.clients with (security_invoker = on) as
select
  f.*,
  coalesce(
    n.company, d.name,
    -- Contacts that do not say which is the default one, to the end of their list, do not say that there is none.
    case
      when d.is_found is null and (f.raw @@ (
        reconcile.whole('allContacts') || ' && !exists($.allContacts.nodes[*] ? (!exists(@.isDefault ? (@.type() == "boolean"))))'
      )::jsonpath) is not true then (select c.display_name from gazelle.clients c where c.id = f.id and c.account_id = f.account_id)
    end,
    f.id
  ) as display_name,
  reconcile.add_issue(
    f.field_issues,
    n.company is null and case
      when d.is_found then d.is_unreadable
      else f.raw @@ 'exists($.allContacts.nodes[*].isDefault.type() ? (@ != "boolean" && @ != "null"))'
    end,
    'bad_contact', 'allContacts', null
  ) as issues
from reconcile.clients_fields f
cross join lateral (select nullif(btrim(f.company_name), '') as company) n
left join lateral (
  select
    true as is_found,
    nullif(btrim(concat_ws(' ', reconcile.to_text(c -> 'firstName'), reconcile.to_text(c -> 'lastName'))), '') as name,
    c @@ 'exists($.firstName.type() ? (@ != "string" && @ != "number" && @ != "null"))
      || exists($.lastName.type() ? (@ != "string" && @ != "number" && @ != "null"))' as is_unreadable
  from reconcile.list(f.raw -> 'allContacts') c
  where c -> 'isDefault' = 'true'
  limit 1
) d on true;

comment on view reconcile.clients is 'gazelle.clients as staging.stg_clients has it, with the name to show.';
