-- Invoices, in dollars.

create view app.invoices with (security_invoker = on) as
select
  i.id,
  i.number,
  i.local_date as date,
  i.due_on,
  i.status,
  i.client_id,
  (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = i.client_id) as client_name,
  round(i.total / 100.0, 2) as total,
  case when i.status in ('OPEN', 'OVERDUE') then greatest(round(i.due_total / 100.0, 2), 0) else 0 end as owed,
  i.currency,
  app.record_url(i.client_id) as gazelle_url,
  coalesce(i.synced_at, i.updated_at) as read_at,
  i.account_id
from gazelle.invoices i
where i.deleted_at is null and not i.is_placeholder;

comment on view app.invoices is 'Invoices that Gazelle has now. Amounts in dollars.';
comment on column app.invoices.id is 'Gazelle''s id.';
comment on column app.invoices.date is 'Day in the account''s zone on which it was made.';
comment on column app.invoices.status is 'DRAFT, OPEN, OVERDUE, PAID, DELETED, CANCELED or what Gazelle adds.';
comment on column app.invoices.owed is 'What is due of it while it is open or overdue; else 0.';
comment on column app.invoices.currency is 'ISO code of the amounts.';
comment on column app.invoices.gazelle_url is 'The page of its client in Gazelle. The page on which the client pays, which opens without signing in, is not shown here.';
comment on column app.invoices.read_at is 'When the record was last written here.';

grant select on app.invoices to authenticated;
