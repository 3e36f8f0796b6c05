-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/62_invoice_payments.sql. Do not edit.

-- Payments of invoices: a list inside each record of the module invoices.

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

select reconcile.add_entity(
  'invoice_payments', 'invoices', owner => 'invoice_id', list => 'allInvoicePayments', derived => '{"local_date": "paidAt"}',
  fields => '{"currency": "currency.code"}'
);

create view reconcile.invoice_payments with (security_invoker = on) as
select f.*, (f.paid_at at time zone a.time_zone)::date as local_date, f.field_issues as issues
from reconcile.invoice_payments_fields f
join sync.accounts a using (account_id);

comment on view reconcile.invoice_payments is 'gazelle.invoice_payments as staging.stg_invoices has it, with the local day.';
