-- The items of a record's lists have rows of their own, and follow the list.
begin;
select plan(9);

create function pg_temp.client(p_id text, p_contacts jsonb, p_more boolean default false)
returns void
language sql
as $$
  insert into staging.stg_clients as s (account_id, external_id, raw_data)
  values ('main', p_id, jsonb_build_object(
    'id', p_id, 'allContacts', jsonb_build_object('pageInfo', jsonb_build_object('hasNextPage', p_more), 'nodes', p_contacts)
  ))
  on conflict (account_id, external_id) do update set raw_data = excluded.raw_data;
$$;
create function pg_temp.contacts()
returns table (id text, client_id text, is_deleted boolean)
language sql
as $$
  select id, client_id, deleted_at is not null from gazelle.contacts order by id;
$$;
create temp table emails as
select '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "ema_1", "email": "a@example.com"}]}'::jsonb as one,
  '{"pageInfo": {"hasNextPage": false}, "nodes": []}'::jsonb as none;

select pg_temp.client('cli_1', jsonb_build_array(jsonb_build_object('id', 'con_1', 'allEmails', one), '{"id": "con_2"}'::jsonb)) from emails;
select results_eq(
  $$select * from pg_temp.contacts()$$, $$values ('con_1', 'cli_1', false), ('con_2', 'cli_1', false)$$, 'each contact is a row'
);
select results_eq(
  $$select id, contact_id, client_id from gazelle.contact_emails$$, $$values ('ema_1', 'con_1', 'cli_1')$$, 'each address of a contact too'
);

select pg_temp.client('cli_1', jsonb_build_array(jsonb_build_object('id', 'con_1', 'allEmails', one))) from emails;
select results_eq(
  $$select * from pg_temp.contacts()$$, $$values ('con_1', 'cli_1', false), ('con_2', 'cli_1', true)$$, 'a contact that left the list is soft-deleted'
);
select results_eq(
  $$select version, updated_at, synced_at from gazelle.contacts where id = 'con_2'$$, $$values (2, now(), now())$$, 'which is a change'
);
select pg_temp.client('cli_1', jsonb_build_array(jsonb_build_object('id', 'con_1', 'allEmails', one), '{"id": "con_2"}'::jsonb)) from emails;
select results_eq(
  $$select * from pg_temp.contacts()$$, $$values ('con_1', 'cli_1', false), ('con_2', 'cli_1', false)$$, 'and restored when it returns'
);

select pg_temp.client('cli_1', jsonb_build_array(jsonb_build_object('id', 'con_1', 'allEmails', none), jsonb_build_object('id', 'con_2', 'allEmails', none))) from emails;
select isnt((select deleted_at from gazelle.contact_emails), null, 'an address that left its contact is soft-deleted');
select pg_temp.client('cli_1', jsonb_build_array(jsonb_build_object('id', 'con_1', 'allEmails', none), jsonb_build_object('id', 'con_2', 'allEmails', one))) from emails;
select results_eq(
  $$select contact_id, deleted_at from gazelle.contact_emails$$, $$values ('con_2', null::timestamptz)$$, 'it may come back with another contact'
);
select pg_temp.client('cli_1', '[]');
select is((select count(*) from gazelle.contacts where deleted_at is null), 0::bigint, 'a whole list that is empty has no contacts');
select is((select count(*) from gazelle.contact_emails where deleted_at is null), 0::bigint, 'nor addresses');

select * from finish();
rollback;
