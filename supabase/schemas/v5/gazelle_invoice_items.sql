-- Lines of invoices as version 5 had them, but all in dollars.

create view v5.gazelle_invoice_items with (security_invoker = on) as
select
  i.id as external_id,
  i.invoice_id as invoice_external_id,
  i.piano_id as piano_external_id,
  i.description,
  round(coalesce(i.quantity, 100) / 100.0, 2) as quantity,
  round(i.amount / 100.0, 2) as unit_price,
  round(i.total / 100.0, 2) as total,
  i.account_id
from gazelle.invoice_items i
where i.deleted_at is null and not i.is_placeholder;

comment on view v5.gazelle_invoice_items is 'Version 5''s lines of invoices. All amounts are in dollars: version 5 had some in cents.';
comment on column v5.gazelle_invoice_items.external_id is 'Gazelle''s id.';
comment on column v5.gazelle_invoice_items.quantity is 'Pieces; one where Gazelle says nothing, as in version 5.';

grant select on v5.gazelle_invoice_items to authenticated;
