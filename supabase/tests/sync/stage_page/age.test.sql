-- How old a page is, is said by a function, whose clock may say anything.
begin;
select plan(4);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
select lives_ok(
  $$select sync.stage_page(id, lease, 'all', 1, '[{"id": "cli_1", "companyName": "A"}]', 'c', true, p_age_ms => null) from run$$,
  'a page of which it does not say is of now'
);
select sync.stage_page(id, lease, 'all', 2, '[{"id": "cli_1", "companyName": "B"}]', 'c', true, p_age_ms => -86400000) from run;
select ok((select fetched_at <= clock_timestamp() from staging.stg_clients), 'none was asked for in the future');
select is((select company_name from gazelle.clients), 'B', 'it is staged');
select sync.stage_page(id, lease, 'all', 3, '[{"id": "cli_1", "companyName": "C"}]', 'c', true) from run;
select is((select company_name from gazelle.clients), 'C', 'and what comes next goes over it');

select * from finish();
rollback;
