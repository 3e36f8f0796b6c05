-- The last runs, newest first, with the counters of those that are under way.
begin;
select plan(3);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full', p_triggered_by => 'a person') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}, {"id": "usr_2"}]', 'c', true, 7, p_api_calls => 2) from run;
select results_eq(
  $$select status, mode, pages, of_pages::int, api_calls, fetched, changed, promoted, rejected, placeholders, deleted, slices, dry_run, triggered_by, finished_at
    from monitoring.runs$$,
  $$values ('running', 'full', 1::bigint, 4, 2::bigint, 2::bigint, 2::bigint, 2::bigint, 0::bigint, 0::bigint, 0, 1, false, 'a person', null::timestamptz)$$,
  'a run that is under way says how far it is: page one of about four'
);
select sync.finish_run(id, lease, '{"code": "test", "message": "over"}') from run;
select sync.begin_run('clients');
select results_eq(
  $$select module, status, error ->> 'code', duration >= interval '0' from monitoring.runs$$,
  $$values ('clients', 'running', null::text, true), ('users', 'failed', 'test', true)$$,
  'the newest comes first, and a failed one says why'
);
insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at)
select 'main', 'users', 'full', 'success', now(), now(), now() from generate_series(1, 1005);
select cmp_ok((select count(*) from monitoring.runs), '<=', 1000::bigint, 'no more than a thousand are shown');

select * from finish();
rollback;
