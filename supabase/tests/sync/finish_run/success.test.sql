-- A complete sweep moves the watermark to its start and forgets what it saw.
begin;
select plan(11);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
update sync.runs set watermark = now() - interval '10 minutes', started_at = now() - interval '10 minutes';
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}]', null, false, 1) from run;
create temp table report as select sync.finish_run(id, lease, p_lanes => '{all}') as r from run;

select is(r ->> 'status', 'success', 'the run is a success') from report;
select is(r -> 'complete', 'true', 'and complete') from report;
select ok((r ->> 'durationMs')::int between 600000 and 660000, 'it took ten minutes') from report;
select results_eq(
  $$select status, complete, lease, lease_until, error, pages, fetched, changed from sync.runs$$,
  $$values ('success', true, null::uuid, null::timestamptz, null::jsonb, 1, 1, 1)$$,
  'the run keeps its counters and no lease'
);
select ok(finished_at >= started_at, 'and when it ended') from sync.runs;
select is((select watermark from sync.watermarks), now() - interval '10 minutes', 'the watermark is the start of the run, not its end');
select is((select run_id from sync.watermarks), id, 'it names the run that moved it') from run;
select is_empty($$select from sync.seen$$, 'what was seen is forgotten');

create temp table older as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
update sync.runs set watermark = now() - interval '1 day' where status = 'running';
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}]', null, false, 1) from older;
select sync.finish_run(id, lease, p_lanes => '{all}') from older;
select is((select watermark from sync.watermarks), now() - interval '10 minutes', 'the watermark never goes back');

create temp table repair as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'repair') r;
select sync.stage_page(id, lease, 'all', 1, '[]', null, false, 0) from repair;
select is(sync.finish_run(id, lease, p_lanes => '{all}') ->> 'status', 'success', 'a repair can succeed') from repair;
select is((select watermark from sync.watermarks), now() - interval '10 minutes', 'but does not move the watermark');

select * from finish();
rollback;
