-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/60_invoices.sql. Do not edit.

-- Invoices. Money is in cents, as Gazelle gives it.

select sync.add_module(
  'invoices', 60, title => '{"en": "Invoices", "fr": "Factures"}', fresh_within => '26 hours', by_id => true,
  polls => '8-59/10 * * * *', sweeps => '45 7 * * *'
);

create table gazelle.invoices (
  id text primary key,
  account_id text not null,
  number int,
  status text,
  local_date date,
  client_id text references gazelle.clients,
  contact_id text references gazelle.contacts,
  assigned_to_id text references gazelle.users,
  created_by_id text references gazelle.users,
  archived boolean,
  currency text,
  subtotal int,
  tax_total int,
  tip_total int,
  total int,
  paid_total int,
  due_total int,
  due_on date,
  net_days int,
  notes text,
  top_notes text,
  tags text[],
  summarize boolean,
  alt_billing_company_name text,
  alt_billing_first_name text,
  alt_billing_last_name text,
  alt_billing_email text,
  alt_billing_phone text,
  alt_billing_street1 text,
  alt_billing_street2 text,
  alt_billing_municipality text,
  alt_billing_region text,
  alt_billing_postal_code text,
  alt_billing_country_code text,
  client_url text,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.invoices is 'Gazelle''s invoices. Amounts in cents.';
comment on column gazelle.invoices.currency is 'ISO code; amounts are in its hundredths.';
comment on column gazelle.invoices.local_date is
  'Day of gazelle_created_at in the account''s zone. Gazelle gives no invoice date; due_on minus net_days comes near too.';
comment on column gazelle.invoices.client_url is 'The page on which the client sees and pays it. It opens without signing in.';

insert into reconcile.rules (rule, severity, sentence) values
  ('items_do_not_add_up', 'warning', 'The items'' subtotals do not add up to the invoice''s; both are kept as they came.');

select reconcile.add_entity(
  'invoices', derived => '{"local_date": "createdAt"}', fields => '{"subtotal": "subTotal", "currency": "currency.code"}'
);

create view reconcile.invoices with (security_invoker = on) as
select
  f.*,
  (f.gazelle_created_at at time zone a.time_zone)::date as local_date,
  reconcile.add_issue(
    f.field_issues,
    f.raw @@ (reconcile.whole('allInvoiceItems') || ' && !exists($.allInvoiceItems.nodes[*].subTotal.type() ? (@ == "array"))')::jsonpath
    and f.subtotal <> (
      select coalesce(sum(reconcile.to_integer(i -> 'subTotal')), 0) from reconcile.list(f.raw -> 'allInvoiceItems') i
    ),
    'items_do_not_add_up', 'subTotal', to_jsonb(f.subtotal)
  ) as issues
from reconcile.invoices_fields f
join sync.accounts a using (account_id);

comment on view reconcile.invoices is 'gazelle.invoices as staging.stg_invoices has it, with the local day.';
