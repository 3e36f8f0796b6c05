-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/05_company.sql. Do not edit.

-- The company itself: one row an account.

select sync.add_module(
  'company', 5, title => '{"en": "Company", "fr": "Entreprise"}', fresh_within => '26 hours',
  polls => '13 * * * *', sweeps => '32 6 * * *'
);

create table gazelle.company (
  id text primary key,
  account_id text not null,
  name text,
  street1 text,
  street2 text,
  municipality text,
  region text,
  postal_code text,
  country_code text,
  country_name text,
  latitude text,
  longitude text,
  email text,
  phone_number text,
  website text,
  is_parked boolean,
  are_all_reminders_paused boolean,
  is_gdpr_required boolean,
  timezone text,
  distance_unit text,
  client_locale text,
  user_locale text,
  currency text,
  custom_labels text[],
  default_invoice_net_days int,
  tips_enabled boolean,
  gazelle_created_at timestamptz
);

comment on table gazelle.company is 'The company as Gazelle knows it, one row an account.';
comment on column gazelle.company.timezone is 'As Gazelle has it; days here are those of sync.accounts.time_zone.';
comment on column gazelle.company.client_locale is 'Language of clients that have none of their own.';
comment on column gazelle.company.custom_labels is 'Names of the ten custom fields of clients, in the order of gazelle.clients.custom.';

select reconcile.add_entity('company', fields => '{
  "timezone": "settings.general.timezone", "distance_unit": "settings.general.distanceUnit",
  "client_locale": "settings.localization.defaultClientLocalization.locale",
  "user_locale": "settings.localization.defaultUserLocalization.locale",
  "currency": "settings.localization.defaultCurrency.code",
  "default_invoice_net_days": "settings.invoices.defaultInvoiceNetDays", "tips_enabled": "settings.invoices.tipsEnabled",
  "custom_labels": [
    "settings.general.clientCustom1Label", "settings.general.clientCustom2Label", "settings.general.clientCustom3Label",
    "settings.general.clientCustom4Label", "settings.general.clientCustom5Label", "settings.general.clientCustom6Label",
    "settings.general.clientCustom7Label", "settings.general.clientCustom8Label", "settings.general.clientCustom9Label",
    "settings.general.clientCustom10Label"
  ]
}');
