-- Invoices as version 5 had them, but all in dollars.

create view v5.gazelle_invoices with (security_invoker = on) as
select
  i.id as external_id,
  i.client_id as client_external_id,
  i.number,
  i.status,
  i.local_date as invoice_date,
  i.due_on as due_date,
  round(i.subtotal / 100.0, 2) as subtotal,
  round(i.tax_total / 100.0, 2) as tax_total,
  round(i.total / 100.0, 2) as total,
  round(i.due_total / 100.0, 2) as balance_due,
  i.notes,
  i.account_id
from gazelle.invoices i
where i.deleted_at is null and not i.is_placeholder;

comment on view v5.gazelle_invoices is 'Version 5''s invoices. All amounts are in dollars: version 5 had some in cents.';
comment on column v5.gazelle_invoices.external_id is 'Gazelle''s id.';
comment on column v5.gazelle_invoices.invoice_date is 'Day in the account''s zone on which it was made.';
comment on column v5.gazelle_invoices.balance_due is 'What remains to be paid.';

grant select on v5.gazelle_invoices to authenticated;
