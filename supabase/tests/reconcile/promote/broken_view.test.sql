-- When a transformer is broken, the rows wait in staging, and are promoted after the repair.
begin;
select plan(8);

insert into staging.stg_users (account_id, external_id, raw_data) values ('main', 'usr_1', '{"id": "usr_1", "firstName": "Anna"}');
create temp table repaired as select pg_get_functiondef('reconcile.plain'::regproc) as statement;
create or replace function reconcile.plain(p_text text)
returns text
language plpgsql
immutable
set search_path = ''
as $$ begin return (select n.name from reconcile.no_table n); end $$;
select sync.begin_run('users', 'full');
create temp table answer as
select sync.stage_page(run_id, lease, 'all', 1, '[{"id": "usr_1", "firstName": "Berta"}, {"id": "usr_2"}]', 'cursor 1', true) as r from sync.runs;

select is(array[r ->> 'changed', r ->> 'promoted', r ->> 'rejected'], '{2,0,2}', 'the page is taken, and nothing of it promoted') from answer;
select results_eq(
  $$select external_id, status, left(last_error, 6), issues, processing_attempts::int from staging.stg_users order by external_id$$,
  $$values ('usr_1', 'pending', '42P01:', null::jsonb, 1), ('usr_2', 'pending', '42P01:', null, 1)$$,
  'the rows wait, and say for what'
);
select results_eq($$select id, first_name from gazelle.users$$, $$values ('usr_1', 'Anna')$$, 'production is as before');
select results_eq($$select cursor from sync.lanes$$, $$values ('cursor 1')$$, 'the sweep goes on');

update staging.stg_users set processed_at = now() - interval '1 hour';
select is(reconcile.run('users'), '{"tried": 2, "promoted": 0, "rejected": 2, "written": 0}', 'a try before the repair changes nothing');
select results_eq($$select distinct status, processing_attempts::int from staging.stg_users$$, $$values ('pending', 2)$$, 'but is counted');

do $$ begin execute (select statement from repaired); end $$;
select is(reconcile.run('users'), '{"tried": 2, "promoted": 2, "rejected": 0, "written": 2}', 'after the repair both are promoted');
select results_eq(
  $$select id, first_name from gazelle.users order by id$$, $$values ('usr_1', 'Berta'), ('usr_2', null)$$, 'with what came meanwhile'
);

select * from finish();
rollback;
