-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/99_erasure.sql. Do not edit.

-- What erasing a person needs to know of the tables of clients: see sync.erase_client.

create function reconcile.person_entity()
returns text
language sql
immutable
set search_path = ''
return 'clients';

comment on function reconcile.person_entity() is 'The entity whose rows are people: everything that names one as its client belongs to it.';

create function reconcile.person_name(p_account text, p_id text)
returns text
language sql
stable
set search_path = ''
return (select nullif(c.display_name, c.id) from gazelle.clients c where c.account_id = p_account and c.id = p_id);

comment on function reconcile.person_name(text, text) is 'The name by which people know a client; null where there is none here.';

create function reconcile.count_open_invoices(p_account text, p_clients text[])
returns int
language sql
stable
set search_path = ''
begin atomic
  select count(*)::int
  from gazelle.invoices i
  where i.account_id = p_account and i.client_id = any (p_clients) and i.deleted_at is null and not i.is_placeholder
    and i.status in ('OPEN', 'OVERDUE', 'DRAFT');
end;

comment on function reconcile.count_open_invoices(text, text[]) is 'Invoices of clients that are not settled: drafts, open and overdue ones.';

create function reconcile.personal_texts(p_account text, p_ids jsonb)
returns text[]
language sql
stable
set search_path = ''
begin atomic
  with client as (
    select i.id from unnest(reconcile.ids_in(p_ids, reconcile.person_entity())) i (id)
  ), found (text) as (
    select unnest(array[c.company_name, nullif(c.display_name, c.id)]) from gazelle.clients c join client using (id)
    union
    select concat_ws(' ', t.first_name, t.last_name) from gazelle.contacts t join client on client.id = t.client_id where t.first_name <> '' and t.last_name <> ''
    union
    select e.email from gazelle.contact_emails e join client on client.id = e.client_id
    union
    select unnest(array[p.phone_number, regexp_replace(p.phone_number, '\D', '', 'g')]) from gazelle.contact_phones p join client on client.id = p.client_id
    union
    select l.street1 from gazelle.contact_locations l join client on client.id = l.client_id
    union
    select unnest(array[r.email, r.phone_number, r.phone_number_e164, case when r.first_name <> '' and r.last_name <> '' then concat_ws(' ', r.first_name, r.last_name) end])
    from gazelle.reservations r
    where r.account_id = p_account and r.id = any (reconcile.ids_in(p_ids, 'reservations'))
    union
    select unnest(array[i.alt_billing_email, i.alt_billing_phone])
    from gazelle.invoices i
    where i.account_id = p_account and i.id = any (reconcile.ids_in(p_ids, 'invoices'))
    union
    -- What was refused never got to production.
    select v.value #>> '{}'
    from staging.stg_clients s
    join client on client.id = s.external_id
    cross join lateral jsonb_path_query(s.raw_data, 'strict $.** ? (@.type() == "object").keyvalue() ? (@.key == "email" || @.key == "phoneNumber" || @.key == "companyName").value ? (@.type() == "string")') v (value)
    where s.account_id = p_account
  )
  select coalesce(array_agg(f.text), '{}') from found f where f.text is not null;
end;

comment on function reconcile.personal_texts(text, jsonb) is
  'What names a client in a text: names, e-mail addresses, telephone numbers, streets. Looked for in messages when the client is erased.';
