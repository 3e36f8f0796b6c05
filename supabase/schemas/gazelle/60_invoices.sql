-- Invoices with their items and payments. Money is in cents, as Gazelle gives it.

select sync.add_module('invoices', 60, interval '26 hours', p_by_id => true);

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
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.invoices is 'Gazelle''s invoices. Amounts in cents.';
comment on column gazelle.invoices.currency is 'ISO code; amounts are in its hundredths.';
comment on column gazelle.invoices.local_date is
  'Day of gazelle_created_at in the account''s zone. Gazelle gives no invoice date; due_on minus net_days comes near too.';

create index invoices_client_id on gazelle.invoices (client_id);
create index invoices_contact_id on gazelle.invoices (contact_id);
create index invoices_assigned_to_id on gazelle.invoices (assigned_to_id);
create index invoices_created_by_id on gazelle.invoices (created_by_id);

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
create index invoice_items_invoice on gazelle.invoice_items (invoice_id);
create index invoice_items_service_item_id on gazelle.invoice_items (service_item_id);
create index invoice_items_piano_id on gazelle.invoice_items (piano_id);

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
create index invoice_payments_invoice on gazelle.invoice_payments (invoice_id);

select reconcile.add_entity('invoices', 'invoices', 1);
select reconcile.add_entity('invoice_items', 'invoices', 2, 'invoice_id', reconcile.whole('allInvoiceItems'));
select reconcile.add_entity('invoice_payments', 'invoices', 3, 'invoice_id', reconcile.whole('allInvoicePayments'));

insert into reconcile.rules (rule, severity, sentence) values
  ('items_do_not_add_up', 'warning', 'The items'' subtotals do not add up to the invoice''s; both are kept as they came.');

create view reconcile.invoices with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id as id,
  reconcile.to_integer(s.raw_data -> 'number') as number,
  reconcile.to_text(s.raw_data -> 'status') as status,
  (reconcile.to_instant(s.raw_data ->> 'createdAt') at time zone a.time_zone)::date as local_date,
  reconcile.to_id(s.raw_data -> 'client') as client_id,
  reconcile.to_id(s.raw_data -> 'contact') as contact_id,
  reconcile.to_id(s.raw_data -> 'assignedTo') as assigned_to_id,
  reconcile.to_id(s.raw_data -> 'createdBy') as created_by_id,
  reconcile.to_boolean(s.raw_data -> 'archived') as archived,
  nullif(s.raw_data #>> '{currency,code}', '') as currency,
  reconcile.to_integer(s.raw_data -> 'subTotal') as subtotal,
  reconcile.to_integer(s.raw_data -> 'taxTotal') as tax_total,
  reconcile.to_integer(s.raw_data -> 'tipTotal') as tip_total,
  reconcile.to_integer(s.raw_data -> 'total') as total,
  reconcile.to_integer(s.raw_data -> 'paidTotal') as paid_total,
  reconcile.to_integer(s.raw_data -> 'dueTotal') as due_total,
  reconcile.to_date(s.raw_data ->> 'dueOn') as due_on,
  reconcile.to_integer(s.raw_data -> 'netDays') as net_days,
  reconcile.to_text(s.raw_data -> 'notes') as notes,
  reconcile.to_text(s.raw_data -> 'topNotes') as top_notes,
  reconcile.to_texts(s.raw_data -> 'tags') as tags,
  reconcile.to_boolean(s.raw_data -> 'summarize') as summarize,
  reconcile.to_text(s.raw_data -> 'altBillingCompanyName') as alt_billing_company_name,
  reconcile.to_text(s.raw_data -> 'altBillingFirstName') as alt_billing_first_name,
  reconcile.to_text(s.raw_data -> 'altBillingLastName') as alt_billing_last_name,
  reconcile.to_text(s.raw_data -> 'altBillingEmail') as alt_billing_email,
  reconcile.to_text(s.raw_data -> 'altBillingPhone') as alt_billing_phone,
  reconcile.to_text(s.raw_data -> 'altBillingStreet1') as alt_billing_street1,
  reconcile.to_text(s.raw_data -> 'altBillingStreet2') as alt_billing_street2,
  reconcile.to_text(s.raw_data -> 'altBillingMunicipality') as alt_billing_municipality,
  reconcile.to_text(s.raw_data -> 'altBillingRegion') as alt_billing_region,
  reconcile.to_text(s.raw_data -> 'altBillingPostalCode') as alt_billing_postal_code,
  reconcile.to_text(s.raw_data -> 'altBillingCountryCode') as alt_billing_country_code,
  reconcile.to_instant(s.raw_data ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(s.raw_data ->> 'updatedAt') as gazelle_updated_at,
  nullif(
    coalesce(case when s.raw_data @@ reconcile.readable(t.types) then null else reconcile.check_values(s.raw_data, t.types) end, '[]')
    || case
      when s.raw_data @@ '$.allInvoiceItems.pageInfo.hasNextPage == false'
        and reconcile.to_integer(s.raw_data -> 'subTotal') <> (
          select coalesce(sum(reconcile.to_integer(i -> 'subTotal')), 0)
          from reconcile.list(s.raw_data -> 'allInvoiceItems') i
        )
        then jsonb_build_array(reconcile.issue('items_do_not_add_up', 'subTotal', s.raw_data -> 'subTotal'))
      else '[]'
    end, '[]'
  ) as issues
from staging.stg_invoices s
join sync.accounts a using (account_id)
cross join (
  values ('{
    "number": "integer", "status": "text", "client": "reference", "contact": "reference",
    "assignedTo": "reference", "createdBy": "reference", "archived": "boolean", "subTotal": "integer",
    "taxTotal": "integer", "tipTotal": "integer", "total": "integer", "paidTotal": "integer",
    "dueTotal": "integer", "dueOn": "date", "netDays": "integer", "notes": "text", "topNotes": "text",
    "tags": "list", "summarize": "boolean", "altBillingCompanyName": "text", "altBillingFirstName": "text",
    "altBillingLastName": "text", "altBillingEmail": "text", "altBillingPhone": "text",
    "altBillingStreet1": "text", "altBillingStreet2": "text", "altBillingMunicipality": "text",
    "altBillingRegion": "text", "altBillingPostalCode": "text", "altBillingCountryCode": "text",
    "createdAt": "instant", "updatedAt": "instant"
  }'::jsonb)
) t (types);

comment on view reconcile.invoices is 'Transformer: staging.stg_invoices as gazelle.invoices, with issues.';

create view reconcile.invoice_items with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  reconcile.to_id(i) as id,
  s.external_id as invoice_id,
  reconcile.to_integer(i -> 'sequenceNumber') as sequence_number,
  reconcile.to_text(i -> 'type') as type,
  reconcile.to_text(i -> 'description') as description,
  reconcile.to_id(i -> 'masterServiceItem') as service_item_id,
  reconcile.to_id(i -> 'piano') as piano_id,
  reconcile.to_integer(i -> 'quantity') as quantity,
  reconcile.to_integer(i -> 'amount') as amount,
  reconcile.to_integer(i -> 'subTotal') as subtotal,
  reconcile.to_integer(i -> 'taxTotal') as tax_total,
  reconcile.to_integer(i -> 'total') as total,
  reconcile.to_boolean(i -> 'billable') as billable,
  reconcile.to_boolean(i -> 'taxable') as taxable,
  case when jsonb_typeof(i -> 'taxes') = 'array' then i -> 'taxes' end as taxes,
  reconcile.to_instant(i ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(i ->> 'updatedAt') as gazelle_updated_at,
  reconcile.check_child(
    'allInvoiceItems', i,
    '{"sequenceNumber": "integer", "quantity": "integer", "amount": "integer", "subTotal": "integer", "taxTotal": "integer", "total": "integer", "billable": "boolean", "taxable": "boolean", "createdAt": "instant", "updatedAt": "instant"}'
  ) as issues
from staging.stg_invoices s
cross join lateral reconcile.list(s.raw_data -> 'allInvoiceItems') i;

comment on view reconcile.invoice_items is 'Transformer: the items inside staging.stg_invoices.';

create view reconcile.invoice_payments with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  reconcile.to_id(p) as id,
  s.external_id as invoice_id,
  reconcile.to_text(p -> 'type') as type,
  reconcile.to_text(p -> 'status') as status,
  reconcile.to_text(p -> 'paymentSource') as payment_source,
  reconcile.to_integer(p -> 'amount') as amount,
  reconcile.to_integer(p -> 'tipTotal') as tip_total,
  nullif(p #>> '{currency,code}', '') as currency,
  reconcile.to_instant(p ->> 'paidAt') as paid_at,
  (reconcile.to_instant(p ->> 'paidAt') at time zone a.time_zone)::date as local_date,
  reconcile.to_text(p -> 'notes') as notes,
  reconcile.to_text(p -> 'paymentDetails') as payment_details,
  reconcile.to_text(p -> 'failureReason') as failure_reason,
  reconcile.to_boolean(p -> 'isStripePayment') as is_stripe_payment,
  reconcile.to_boolean(p -> 'wasInitiatedByClient') as was_initiated_by_client,
  reconcile.to_instant(p ->> 'createdAt') as gazelle_created_at,
  reconcile.check_child(
    'allInvoicePayments', p,
    '{"amount": "integer", "tipTotal": "integer", "paidAt": "instant", "isStripePayment": "boolean", "wasInitiatedByClient": "boolean", "createdAt": "instant"}'
  ) as issues
from staging.stg_invoices s
join sync.accounts a using (account_id)
cross join lateral reconcile.list(s.raw_data -> 'allInvoicePayments') p;

comment on view reconcile.invoice_payments is 'Transformer: the payments inside staging.stg_invoices.';

select sync.schedule('invoices', 'incremental', '8-59/10 * * * *');
select sync.schedule('invoices', 'full', '45 7 * * *');
