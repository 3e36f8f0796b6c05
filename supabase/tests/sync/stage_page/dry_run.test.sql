-- A dry run takes the whole way, counts, and leaves the data as it was.
begin;
select plan(9);

insert into staging.stg_clients (account_id, external_id, raw_data) values ('main', 'cli_1', '{"id": "cli_1", "companyName": "Before"}');
create temp table run as
select r, (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full', p_dry_run => true) r;
select is(r -> 'dryRun', 'true', 'the slice knows') from run;

select is(
  sync.stage_page(
    id, lease, 'all', 1,
    '[{"id": "cli_1", "companyName": "After"}, {"id": "cli_2", "preferredTechnicianId": "usr_1"}, {"companyName": "no id"}]', null, false, 2
  ) - 'cursor',
  '{"finished": true, "total": 2, "seen": 2, "changed": 3, "promoted": 2, "rejected": 1, "placeholders": 1}',
  'it counts what would happen'
)
from run;
select results_eq(
  $$select external_id, raw_data ->> 'companyName' from staging.stg_clients$$, $$values ('cli_1', 'Before')$$, 'staging is as before'
);
select results_eq($$select id, company_name, version from gazelle.clients$$, $$values ('cli_1', 'Before', 1)$$, 'production is as before');
select is_empty($$select from gazelle.users$$, 'no placeholder was made');
select is_empty($$select from sync.unidentified$$, 'nothing was put aside');
select is(
  sync.finish_run(id, lease, p_lanes => '{all}') - '{runId,asOf,durationMs}'::text[],
  '{"module": "clients", "mode": "full", "status": "partial", "complete": true, "pages": 1, "apiCalls": 1, "fetched": 3, "changed": 3,
    "promoted": 2, "rejected": 1, "placeholders": 1, "deleted": 0, "heldBack": 0, "due": 0}',
  'the run remembers the counts'
)
from run;
select is_empty($$select from sync.watermarks$$, 'and does not move the watermark');
select is_empty($$select from sync.seen$$, 'what it saw is forgotten');

select * from finish();
rollback;
