-- The nightly run goes past a module at fault: what it did for the others stays, and an alert says what it could not do.
begin;
select plan(10);

insert into sync.accounts (account_id) values ('second');
insert into staging.stg_users (account_id, external_id, raw_data, status) values
  ('main', 'usr_1', '{"id": "usr_1"}', 'rejected'), ('second', 'usr_2', '{"id": "usr_2"}', 'rejected');
insert into staging.stg_taxes (account_id, external_id, raw_data, status) values ('main', 'tax_1', '{"id": "tax_1"}', 'rejected');
create function pg_temp.problems()
returns setof text
language sql
as $$ select format('%s %s %s %s', rule, severity, account_id, subject) from monitoring.find_problems() order by 1; $$;

alter table staging.stg_clients rename to stg_broken;
create temp table answer as select reconcile.run() as r;
select is(
  r - 'failed', '{"tried": 3, "promoted": 3, "rejected": 0, "written": 3}', 'what waits of the other modules and accounts is promoted'
) from answer;
select results_eq(
  $$select f.key, f.value from answer, jsonb_each_text(r -> 'failed') f order by 1$$,
  $$values
    ('main clients', 'relation "staging.stg_clients" does not exist'), ('second clients', 'relation "staging.stg_clients" does not exist')$$,
  'the answer says what failed, and why'
);
select results_eq($$select id from gazelle.users order by 1$$, $$values ('usr_1'), ('usr_2')$$, 'modules before and after it are in production');
select is((select count(*) from gazelle.taxes), 1::bigint, 'of both accounts');
select throws_ok($$select reconcile.run('clients')$$, '42P01', null, 'who asks for the module alone is given its error');
alter table staging.stg_broken rename to stg_clients;

select results_eq(
  $$select pg_temp.problems()$$,
  $$values ('run_failed warning main reconcile clients'), ('run_failed warning second reconcile clients')$$, 'each is a problem, of which people are told'
);
select is(
  (select message from monitoring.find_problems() where account_id = 'main'),
  'The nightly job reconcile failed at clients: relation "staging.stg_clients" does not exist.', 'with the reason'
);
select reconcile.run('clients', 'second');
select results_eq($$select pg_temp.problems()$$, $$values ('run_failed warning main reconcile clients')$$, 'it ends when that part succeeds');
select is(reconcile.run() -> 'failed', null, 'the next night nothing fails');
select is_empty($$select pg_temp.problems()$$, 'and nothing is said any more');

select * from finish();
rollback;
