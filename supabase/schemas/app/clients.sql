-- Clients as one looks at them: a row says who they are, how they are reached, what they have and what they owe.

create view app.clients with (security_invoker = on) as
select
  c.id,
  nullif(c.display_name, c.id) as name,
  c.status,
  app.is_active(c.status) as is_active,
  l.street1 as street,
  l.municipality as city,
  l.region,
  l.postal_code,
  (
    select p.phone_number from gazelle.contact_phones p
    where p.contact_id = d.id and p.deleted_at is null order by p.is_default desc nulls last, p.id limit 1
  ) as phone,
  (
    select e.email from gazelle.contact_emails e
    where e.contact_id = d.id and e.deleted_at is null order by e.is_default desc nulls last, e.id limit 1
  ) as email,
  c.locale as language,
  c.tags,
  nullif(concat_ws(e'\n', nullif(btrim(c.personal_notes), ''), nullif(btrim(c.preference_notes), '')), '') as notes,
  (
    select count(*)::int from gazelle.pianos p
    where p.client_id = c.id and app.is_active(p.status) and p.deleted_at is null and not p.is_placeholder
  ) as pianos,
  (
    select max(coalesce(p.calculated_last_service, p.manual_last_service, p.event_last_service)) from gazelle.pianos p
    where p.client_id = c.id and p.deleted_at is null and not p.is_placeholder
  ) as last_service_on,
  (
    select min(coalesce(p.next_service_override, p.calculated_next_service)) from gazelle.pianos p
    where p.client_id = c.id and app.is_active(p.status) and p.deleted_at is null and not p.is_placeholder
  ) as next_service_on,
  (
    select coalesce(round(sum(i.due_total) / 100.0, 2), 0) from gazelle.invoices i
    where i.client_id = c.id and i.status in ('OPEN', 'OVERDUE') and i.due_total > 0 and i.deleted_at is null and not i.is_placeholder
  ) as owed,
  app.record_url(c.id) as gazelle_url,
  coalesce(c.synced_at, c.updated_at) as read_at,
  c.account_id
from gazelle.clients c
-- One row each, looked up by index: as plain joins Postgres would hash all contacts for one client.
left join lateral (
  select k.id, k.default_location_ref from gazelle.contacts k
  where k.client_id = c.id and k.deleted_at is null and not k.is_placeholder
  order by k.is_default desc nulls last, k.sort_order, k.id
  limit 1
) d on true
left join lateral (
  select o.street1, o.municipality, o.region, o.postal_code from gazelle.contact_locations o
  where o.contact_id = d.id and o.deleted_at is null and not o.is_placeholder
  order by (o.id = d.default_location_ref) desc nulls last, o.id
  limit 1
) l on true
where c.deleted_at is null and not c.is_placeholder;

comment on view app.clients is 'Clients that Gazelle has now, each with address and numbers of the default contact, pianos, services and what is owed.';
comment on column app.clients.id is 'Gazelle''s id.';
comment on column app.clients.name is 'Company name, else the default contact''s. Null where there is neither.';
comment on column app.clients.is_active is 'Every status but INACTIVE.';
comment on column app.clients.street is 'Of the default location of the default contact, or of the first one; phone and email are found alike.';
comment on column app.clients.language is 'Such as fr_CA.';
comment on column app.clients.notes is 'Personal notes, and those on preferences below them.';
comment on column app.clients.pianos is 'How many active ones.';
comment on column app.clients.last_service_on is 'Of all its pianos the newest.';
comment on column app.clients.next_service_on is 'Of its active pianos the first that is due.';
comment on column app.clients.owed is 'What is due of open and overdue invoices, in dollars; 0 for nothing.';
comment on column app.clients.gazelle_url is 'Its page in Gazelle.';
comment on column app.clients.read_at is 'When the record was last written here.';

grant select on app.clients to authenticated;
