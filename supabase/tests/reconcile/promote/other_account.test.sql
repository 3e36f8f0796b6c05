-- Accounts do not reach into each other: the same ids, with the same references, are other records.
begin;
select plan(9);

insert into sync.accounts (account_id) values ('second');
insert into staging.stg_clients (account_id, external_id, raw_data) values
  ('main', 'cli_1', '{"id": "cli_1", "companyName": "Main", "allContacts": {"nodes": [{"id": "con_1", "firstName": "Anna"}], "pageInfo": {"hasNextPage": false}}}'),
  ('second', 'cli_1', '{"id": "cli_1", "companyName": "Second", "allContacts": {"nodes": [{"id": "con_1", "firstName": "Berta"}], "pageInfo": {"hasNextPage": false}}}');
select results_eq(
  $$select account_id, company_name, version from gazelle.clients where id = 'cli_1' order by 1$$,
  $$values ('main', 'Main', 1), ('second', 'Second', 1)$$, 'an id that both have is a record of each'
);
select results_eq(
  $$select account_id, first_name, client_id from gazelle.contacts order by 1$$,
  $$values ('main', 'Anna', 'cli_1'), ('second', 'Berta', 'cli_1')$$, 'so is a child''s'
);
select is_empty($$select from staging.records where status <> 'promoted' or issues is not null$$, 'nothing is refused');

insert into staging.stg_pianos (account_id, external_id, raw_data)
values ('second', 'ins_1', '{"id": "ins_1", "make": "Yamaha", "client": {"id": "cli_1"}}'),
  ('main', 'ins_1', '{"id": "ins_1", "make": "Steinway", "client": {"id": "cli_2"}}');
select results_eq(
  $$select p.account_id, p.make, c.company_name, c.is_placeholder
    from gazelle.pianos p join gazelle.clients c on (c.id, c.account_id) = (p.client_id, p.account_id) order by 1$$,
  $$values ('main', 'Steinway', null, true), ('second', 'Yamaha', 'Second', false)$$, 'a reference means a record of its own account'
);
select is((select count(*) from gazelle.clients where is_placeholder), 1::bigint, 'which alone gets a placeholder');
select throws_ok(
  $$update gazelle.pianos set client_id = 'cli_2' where account_id = 'second'$$, '23503', null, 'production knows no reference to another account'
);

update staging.stg_clients
set raw_data = raw_data || '{"allContacts": {"nodes": [], "pageInfo": {"hasNextPage": false}}}'
where account_id = 'second';
select results_eq(
  $$select account_id, deleted_at is not null from gazelle.contacts order by 1$$, $$values ('main', false), ('second', true)$$,
  'a child that left the list of one is still in the other''s'
);
select reconcile.soft_delete('clients', 'second', '{cli_1}');
select results_eq(
  $$select account_id, deleted_at is not null from gazelle.clients where id = 'cli_1' order by 1$$, $$values ('main', false), ('second', true)$$,
  'a record that one has deleted stays in the other'
);
select is(reconcile.successor_of('clients', 'second', 'cli_1'), null, 'and is no successor of it');

select * from finish();
rollback;
