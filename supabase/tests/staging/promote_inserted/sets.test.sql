-- What is inserted is promoted as one set, account by account.
begin;
select plan(5);

insert into sync.accounts (account_id) values ('second');
insert into staging.stg_users (account_id, external_id, raw_data, status)
values
  ('main', 'usr_1', '{"id": "usr_1"}', 'pending'), ('second', 'usr_2', '{"id": "usr_2"}', 'pending'),
  ('main', 'usr_3', '{"id": "usr_3"}', 'rejected');
select results_eq(
  $$select id, account_id from gazelle.users order by id$$, $$values ('usr_1', 'main'), ('usr_2', 'second')$$,
  'rows of each account are promoted, and what comes as rejected is not'
);
select results_eq(
  $$select external_id, status, processing_attempts::int from staging.stg_users order by 1$$,
  $$values ('usr_1', 'promoted', 1), ('usr_2', 'promoted', 1), ('usr_3', 'rejected', 0)$$,
  'the first attempt is counted'
);
select lives_ok($$insert into staging.stg_users (account_id, external_id, raw_data) select 'main', 'x', '{}' where false$$, 'no rows are no work');
select lives_ok(
  $$insert into staging.stg_users (account_id, external_id, raw_data)
    values ('main', 'a', '[]'), ('main', 'b', '"text"'), ('main', 'c', '5'), ('main', 'd', 'null'), ('main', 'e', '{}')$$,
  'whatever the content is, staging takes it'
);
select is((select count(*) from staging.stg_users where external_id in ('a', 'b', 'c', 'd', 'e')), 5::bigint, 'and keeps it');

select * from finish();
rollback;
