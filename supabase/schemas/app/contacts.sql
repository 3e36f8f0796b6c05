-- Contacts of clients, with all their numbers and addresses.

create view app.contacts with (security_invoker = on) as
select
  k.id,
  nullif(concat_ws(' ', nullif(btrim(k.first_name), ''), nullif(btrim(k.middle_name), ''), nullif(btrim(k.last_name), '')), '') as name,
  k.role,
  k.client_id,
  (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = k.client_id) as client_name,
  k.is_default,
  coalesce(
    (
      select jsonb_agg(jsonb_build_object('number', p.phone_number, 'extension', p.extension, 'type', p.type, 'is_default', p.is_default)
        order by p.is_default desc nulls last, p.id)
      from gazelle.contact_phones p
      where p.contact_id = k.id and p.deleted_at is null and not p.is_placeholder
    ), '[]'
  ) as phones,
  coalesce(
    (
      select jsonb_agg(jsonb_build_object('email', e.email, 'is_default', e.is_default) order by e.is_default desc nulls last, e.id)
      from gazelle.contact_emails e
      where e.contact_id = k.id and e.deleted_at is null and not e.is_placeholder
    ), '[]'
  ) as emails,
  (
    select nullif(concat_ws(', ', nullif(l.street1, ''), nullif(l.street2, ''), nullif(l.municipality, ''),
      nullif(concat_ws(' ', l.region, l.postal_code), '')), '')
    from gazelle.contact_locations l
    where l.contact_id = k.id and l.deleted_at is null and not l.is_placeholder
    order by (l.id = k.default_location_ref) desc nulls last, l.id
    limit 1
  ) as address,
  k.archived,
  app.record_url(k.client_id) as gazelle_url,
  coalesce(k.synced_at, k.updated_at) as read_at,
  k.account_id
from gazelle.contacts k
where k.deleted_at is null and not k.is_placeholder;

comment on view app.contacts is 'Every contact of every client that Gazelle has now, with telephone numbers, e-mail addresses and address.';
comment on column app.contacts.id is 'Gazelle''s id.';
comment on column app.contacts.client_name is 'Null where the client has none.';
comment on column app.contacts.phones is '[{number, extension, type, is_default}], the default one first.';
comment on column app.contacts.emails is '[{email, is_default}], the default one first.';
comment on column app.contacts.address is 'The default location, or the first, on one line.';
comment on column app.contacts.gazelle_url is 'The page of its client in Gazelle.';
comment on column app.contacts.read_at is 'When the record was last written here.';

grant select on app.contacts to authenticated;
