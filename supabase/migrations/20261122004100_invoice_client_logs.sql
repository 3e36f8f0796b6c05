-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/63_invoice_client_logs.sql. Do not edit.

-- When invoices were sent: a list inside each record of the module invoices.

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
  is_verbose boolean,
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

select reconcile.add_entity('invoice_client_logs', 'invoices', owner => 'invoice_id', list => 'allClientLogs', fields => '{"is_verbose": "verbose"}');
