-- A look-up speaks of the moment when Gazelle was asked, also about what it found (kind of case D3).
begin;
select plan(2);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "cli_1", "companyName": "Newer"}]', 'c', true, p_age_ms => 1000) from run;
insert into sync.missing (account_id, module, external_id, reason) values ('main', 'clients', 'cli_1', 'unseen');
select sync.resolve_missing(id, lease, '{}', '[{"id": "cli_1", "companyName": "Older"}]', p_age_ms => 20000) from run;
select is((select company_name from gazelle.clients), 'Newer', 'a record that was asked for earlier does not go over what a page brought since');
select sync.resolve_missing(id, lease, '{}', '[{"id": "cli_1", "companyName": "Newest"}]', p_age_ms => 0) from run;
select is((select company_name from gazelle.clients), 'Newest', 'one that was asked for later does');

select * from finish();
rollback;
