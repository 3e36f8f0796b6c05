-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/36_taxes.sql. Do not edit.

-- Taxes, past ones too: items of old invoices and estimates name them.

select sync.add_module(
  'taxes', 36, title => '{"en": "Taxes", "fr": "Taxes"}', fresh_within => '26 hours',
  polls => '23 * * * *', sweeps => '42 6 * * *'
);

create table gazelle.taxes (
  id text primary key,
  account_id text not null,
  name text,
  rate int,
  is_default boolean,
  active_or_historical text
);

comment on table gazelle.taxes is 'Gazelle''s taxes. taxes of invoice_items and estimate_items holds their ids as taxId.';
comment on column gazelle.taxes.rate is 'Thousandths of a percent: 9975 is 9.975 %.';
comment on column gazelle.taxes.is_default is 'New items bear it.';
comment on column gazelle.taxes.active_or_historical is 'ACTIVE, or HISTORICAL: no longer charged.';

select reconcile.add_entity('taxes', fields => '{"is_default": "default"}');
