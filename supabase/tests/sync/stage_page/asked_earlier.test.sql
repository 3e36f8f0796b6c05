-- Polls and sweeps go side by side: content asked for earlier never goes over content asked for later (case D3).
begin;
select plan(6);

insert into sync.watermarks (account_id, module, watermark) values ('main', 'clients', now());
create temp table sweep as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
create temp table poll as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients') r;

select sync.stage_page(id, lease, 'all', 1, '[{"id": "cli_1", "companyName": "After"}]', 'c', true, p_age_ms => 1000) from poll;
select is(
  (select sync.stage_page(id, lease, 'all', 1, '[{"id": "cli_1", "companyName": "Before"}]', 'c', true, p_age_ms => 30000) -> 'changed' from sweep), '0',
  'a page that was asked for before the poll''s, and comes after it, changes nothing'
);
select is((select company_name from gazelle.clients), 'After', 'production keeps the newer value');
select sync.stage_page(id, lease, 'all', 2, '[{"id": "cli_1", "companyName": "Later"}]', 'c', true, p_age_ms => 0) from sweep;
select is((select company_name from gazelle.clients), 'Later', 'what was asked for later is newer');
select ok(
  (select fetched_at between clock_timestamp() - interval '1 second' and clock_timestamp() from staging.stg_clients),
  'the instant of the request is kept, by the database''s clock'
);

-- A record that was found to be gone is not brought back by a page of before.
update staging.stg_clients set gone_at = now(), fetched_at = now() - interval '10 seconds';
select sync.stage_page(id, lease, 'all', 3, '[{"id": "cli_1", "companyName": "Later"}]', 'c', true, p_age_ms => 20000) from sweep;
select isnt((select gone_at from staging.stg_clients), null, 'a page asked for before its deletion does not restore it');
select sync.stage_page(id, lease, 'all', 4, '[{"id": "cli_1", "companyName": "Later"}]', 'c', true) from sweep;
select is((select gone_at from staging.stg_clients), null, 'a later one does');

select * from finish();
rollback;
