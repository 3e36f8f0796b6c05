-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/60_invoices.sql. Do not edit.

-- Invoices with their items and payments. Money is in cents, as Gazelle gives it.

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

create table gazelle.invoice_items (
  id text primary key,
  account_id text not null,
  invoice_id text references gazelle.invoices,
  sequence_number int,
  type text,
  description text,
  service_item_id text references gazelle.service_items,
  piano_id text references gazelle.pianos,
  quantity int,
  amount int,
  subtotal int,
  tax_total int,
  total int,
  billable boolean,
  taxable boolean,
  taxes jsonb,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.invoice_items is 'Lines of invoices. Amounts in cents.';
comment on column gazelle.invoice_items.quantity is 'Hundredths: 100 is one.';
comment on column gazelle.invoice_items.taxes is 'As Gazelle gives them; rate in thousandths of a percent (9975 is 9.975 %).';

create table gazelle.invoice_payments (
  id text primary key,
  account_id text not null,
  invoice_id text references gazelle.invoices,
  type text,
  status text,
  payment_source text,
  amount int,
  tip_total int,
  currency text,
  paid_at timestamptz,
  local_date date,
  notes text,
  payment_details text,
  failure_reason text,
  is_stripe_payment boolean,
  was_initiated_by_client boolean,
  gazelle_created_at timestamptz
);

comment on table gazelle.invoice_payments is 'Payments of invoices. Amounts in cents.';
comment on column gazelle.invoice_payments.local_date is 'Day of paid_at in the account''s zone.';

create table gazelle.invoice_client_logs (
  id text primary key,
  account_id text not null,
  invoice_id text references gazelle.invoices,
  type text,
  status text,
  client_id text references gazelle.clients,
  piano_id text references gazelle.pianos,
  created_by_id text references gazelle.users,
  automated boolean,
  comment text,
  system_message text,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.invoice_client_logs is 'Client logs of invoices: when an invoice was sent, and how. Gazelle gives no others.';
comment on column gazelle.invoice_client_logs.status is 'EMAILED, CALLED_HUMAN, POST_CARD, TEXT or what Gazelle adds.';
comment on column gazelle.invoice_client_logs.automated is 'Gazelle did it by itself.';

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('invoice_client_logs', 'comment', 'keep', 'Text is never erased by a blank.');

insert into reconcile.rules (rule, severity, sentence) values
  ('items_do_not_add_up', 'warning', 'The items'' subtotals do not add up to the invoice''s; both are kept as they came.');

select reconcile.add_entity(
  'invoices', derived => '{local_date}', fields => '{"subtotal": "subTotal", "currency": "currency.code"}'
);
select reconcile.add_entity(
  'invoice_items', 'invoices', owner => 'invoice_id', list => 'allInvoiceItems',
  fields => '{"subtotal": "subTotal", "service_item_id": "masterServiceItem.id"}'
);
select reconcile.add_entity(
  'invoice_payments', 'invoices', owner => 'invoice_id', list => 'allInvoicePayments', derived => '{local_date}',
  fields => '{"currency": "currency.code"}'
);
select reconcile.add_entity('invoice_client_logs', 'invoices', owner => 'invoice_id', list => 'allClientLogs');

create view reconcile.invoices with (security_invoker = on) as
select
  f.*,
  (f.gazelle_created_at at time zone a.time_zone)::date as local_date,
  reconcile.add_issue(
    f.field_issues,
    f.raw @@ '$.allInvoiceItems.pageInfo.hasNextPage == false' and f.subtotal <> (
      select coalesce(sum(reconcile.to_integer(i -> 'subTotal')), 0) from reconcile.list(f.raw -> 'allInvoiceItems') i
    ),
    'items_do_not_add_up', 'subTotal', to_jsonb(f.subtotal)
  ) as issues
from reconcile.invoices_fields f
join sync.accounts a using (account_id);

comment on view reconcile.invoices is 'gazelle.invoices as staging.stg_invoices has it, with the local day.';

create view reconcile.invoice_payments with (security_invoker = on) as
select f.*, (f.paid_at at time zone a.time_zone)::date as local_date, f.field_issues as issues
from reconcile.invoice_payments_fields f
join sync.accounts a using (account_id);

comment on view reconcile.invoice_payments is 'gazelle.invoice_payments as staging.stg_invoices has it, with the local day.';
