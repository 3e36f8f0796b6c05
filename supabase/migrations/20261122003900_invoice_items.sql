-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/61_invoice_items.sql. Do not edit.

-- Items of invoices: a list inside each record of the module invoices.

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

select reconcile.add_entity(
  'invoice_items', 'invoices', owner => 'invoice_id', list => 'allInvoiceItems',
  fields => '{"subtotal": "subTotal", "service_item_id": "masterServiceItem.id"}'
);
