-- Clients as version 5 had them, with name, address and numbers of the default contact, or of the first one where none is the default.

create view v5.gazelle_clients with (security_invoker = on) as
select
  s.serial as id,
  c.id as external_id,
  c.company_name,
  d.first_name,
  d.last_name,
  c.status,
  c.tags,
  (
    select e.email from gazelle.contact_emails e
    where e.contact_id = d.id and e.deleted_at is null order by e.is_default desc nulls last, e.id limit 1
  ) as email,
  (
    select v5.e164(p.phone_number) from gazelle.contact_phones p
    where p.contact_id = d.id and p.deleted_at is null order by p.is_default desc nulls last, p.id limit 1
  ) as phone,
  (
    select l.municipality from gazelle.contact_locations l
    where l.contact_id = d.id and l.deleted_at is null order by (l.id = d.default_location_ref) desc nulls last, l.id limit 1
  ) as city,
  (
    select l.postal_code from gazelle.contact_locations l
    where l.contact_id = d.id and l.deleted_at is null order by (l.id = d.default_location_ref) desc nulls last, l.id limit 1
  ) as postal_code,
  c.personal_notes,
  c.preference_notes,
  c.locale,
  c.preferred_technician_id,
  c.client_type,
  c.gazelle_created_at as created_at,
  c.updated_at,
  c.account_id
from gazelle.clients c
left join reconcile.v5_serials s on s.account_id = c.account_id and s.entity = 'clients' and s.id = c.id
-- By its id: whoever asks for no column of it, or only counts, is spared the contact.
left join gazelle.contacts d on d.id = (
  select k.id from gazelle.contacts k
  where k.client_id = c.id and k.deleted_at is null and not k.is_placeholder
  order by k.is_default desc nulls last, k.sort_order, k.id
  limit 1
)
where c.deleted_at is null and not c.is_placeholder;

comment on view v5.gazelle_clients is 'Version 5''s clients: those that Gazelle has now, all of them.';
comment on column v5.gazelle_clients.id is 'The number that version 5 gave the client; of a client that it did not have, one above them (reconcile.v5_serials).';
comment on column v5.gazelle_clients.external_id is 'Gazelle''s id.';
comment on column v5.gazelle_clients.email is 'The default e-mail address of the default contact, or the first one; phone, city and postal_code are found alike.';
comment on column v5.gazelle_clients.phone is 'As +15145550123, without the extension.';
comment on column v5.gazelle_clients.created_at is 'Gazelle''s own.';
comment on column v5.gazelle_clients.updated_at is 'When the row last changed here. Version 5 had the time of its last sync, changed or not.';

grant select on v5.gazelle_clients to authenticated;
