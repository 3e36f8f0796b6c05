-- Accounts do not reach into each other.
begin;
select plan(6);

insert into sync.accounts (account_id) values ('second');
insert into staging.stg_clients (account_id, external_id, raw_data)
values ('main', 'cli_1', '{"id": "cli_1", "companyName": "Main"}'), ('second', 'cli_2', '{"id": "cli_2", "companyName": "Second"}');
select results_eq(
  $$select id, account_id from gazelle.clients order by id$$, $$values ('cli_1', 'main'), ('cli_2', 'second')$$, 'each account has its records'
);

insert into staging.stg_clients (account_id, external_id, raw_data) values ('second', 'cli_1', '{"id": "cli_1", "companyName": "Second"}');
select results_eq(
  $$select account_id, company_name, version from gazelle.clients where id = 'cli_1'$$, $$values ('main', 'Main', 1)$$,
  'an id of another account is not taken over'
);
select results_eq(
  $$select status, issues from staging.stg_clients where account_id = 'second' and external_id = 'cli_1'$$,
  $$values ('rejected', '[{"rule": "id_of_other_account", "field": "id", "value": "cli_1"}]'::jsonb)$$,
  'the record is refused, with the reason'
);

insert into staging.stg_pianos (account_id, external_id, raw_data)
values ('second', 'ins_1', '{"id": "ins_1", "make": "Yamaha", "client": {"id": "cli_1"}}');
select results_eq(
  $$select make, client_id from gazelle.pianos$$, $$values ('Yamaha', null::text)$$, 'a reference to another account is left empty'
);
select results_eq(
  $$select status, issues from staging.stg_pianos$$,
  $$values ('promoted', '[{"rule": "other_account", "field": "client_id", "value": null}]'::jsonb)$$,
  'the record is promoted, with a warning'
);
select is((select count(*) from gazelle.clients), 2::bigint, 'no placeholder was made');

select * from finish();
rollback;
