-- Contacts as version 5 had them, all of each client.

create view v5.gazelle_contacts with (security_invoker = on) as
select
  k.id as external_id,
  k.client_id as client_external_id,
  k.first_name,
  k.last_name,
  (
    select e.email from gazelle.contact_emails e
    where e.contact_id = k.id and e.deleted_at is null order by e.is_default desc nulls last, e.id limit 1
  ) as email,
  (
    select v5.e164(p.phone_number) from gazelle.contact_phones p
    where p.contact_id = k.id and p.deleted_at is null order by p.is_default desc nulls last, p.id limit 1
  ) as phone,
  k.is_default,
  k.account_id
from gazelle.contacts k
where k.deleted_at is null and not k.is_placeholder;

comment on view v5.gazelle_contacts is 'Version 5''s contacts. E-mail address and telephone number are the default one, or the first.';
comment on column v5.gazelle_contacts.phone is 'As +15145550123, without the extension.';
comment on column v5.gazelle_contacts.external_id is 'Gazelle''s id.';

grant select on v5.gazelle_contacts to authenticated;
