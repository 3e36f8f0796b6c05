-- The clock was a month ahead and is right again: a stamp of the future orders nothing (kind of cases D2, D3).
begin;
select plan(31);

create function pg_temp.ahead() returns timestamptz language sql as $$ select now() + interval '30 days' $$;
create function pg_temp.list(p_ids text[])
returns jsonb
language sql
as $$
  select jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', coalesce(
    (select jsonb_agg(jsonb_build_object('id', i)) from unnest(p_ids) i), '[]'));
$$;

-- What is staged, what was found to be gone, and a child.
insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n, 'companyName', 'Old') from generate_series(1, 40) n;
select sync.stage_nodes('clients', 'main', null, jsonb_build_array(
  jsonb_build_object('id', 'cli_1', 'companyName', 'Old', 'allContacts', pg_temp.list('{con_1}'))
));
select reconcile.soft_delete('clients', 'main', '{cli_3}');
update staging.stg_clients set fetched_at = pg_temp.ahead();
update staging.stg_clients set gone_at = pg_temp.ahead() where gone_at is not null;
insert into sync.watermarks (account_id, module, watermark) values ('main', 'clients', pg_temp.ahead());
insert into sync.runs (account_id, module, mode, status, watermark, moved_watermark, read_to_end, started_at, finished_at)
values
  ('main', 'clients', 'incremental', 'success', now() - interval '2 hours', true, true, now() - interval '2 hours', now() - interval '119 minutes'),
  ('main', 'clients', 'incremental', 'success', pg_temp.ahead(), true, true, pg_temp.ahead(), pg_temp.ahead());

create temp table poll as select r, (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', p_overlap => '1 hour') r;
select is(
  (r ->> 'since')::timestamptz, now() - interval '3 hours', 'a poll begins at the last watermark that the clock has reached: the one after it read what its own clock asked for'
) from poll;
select is((select watermark < clock_timestamp() from monitoring.read_module_runs() where module = 'clients'), true, 'and no module is fresh since the future');

create temp table sweep as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
select sync.stage_page(
  id, lease, 'all', 1,
  (
    select jsonb_agg(jsonb_build_object('id', 'cli_' || n, 'companyName', 'New') || case n when 2 then jsonb_build_object('allContacts', pg_temp.list('{con_1}')) else '{}' end)
    from generate_series(1, 39) n
  ), null, false, 39
)
from sweep;
select is((select count(*) from gazelle.clients where company_name = 'New'), 39::bigint, 'an edit goes over what is stamped with the future');
select is((select deleted_at from gazelle.clients where id = 'cli_3'), null, 'what was gone and is there again is restored');
select is((select client_id from gazelle.contacts where id = 'con_1'), 'cli_2', 'a child moves to the content that lists it now');
select is(reconcile.replay('clients') ->> 'tried', '40', 'all are promoted again');
select is((select client_id from gazelle.contacts where id = 'con_1'), 'cli_2', 'and it stays there');
select is((select fetched_at <= clock_timestamp() from staging.stg_clients where external_id = 'cli_1'), true, 'their stamps are the clock''s');

insert into sync.missing (account_id, module, external_id, reason, status, held_because, found_missing_at, next_at)
values
  ('main', 'clients', 'cli_5', 'unseen', 'held', 'share', pg_temp.ahead(), pg_temp.ahead()),
  ('main', 'clients', 'cli_404', 'referenced', 'due', null, pg_temp.ahead(), pg_temp.ahead());
select is(
  (select array_agg(x order by x) from sweep, jsonb_array_elements_text(sync.note_missing(id, lease, '{all}') -> 'due') x), '{cli_40,cli_404}',
  'a record with a stamp of the future that a sweep does not see is asked for, and so is one whose time to be asked for is beyond a day'
);
select is_empty($$select from sync.missing where external_id = 'cli_5'$$, 'what is seen is not missing, whenever it was found to be');
select sync.resolve_missing(id, lease, '{cli_40}', '[]') from sweep;
select isnt((select deleted_at from gazelle.clients where id = 'cli_40'), null, 'the content of a record that is gone is not newer than the answer');
select is(sync.finish_run(id, lease, p_lanes => '{all}') ->> 'complete', 'true', 'the sweep is whole') from sweep;
select is(
  (select watermark from sync.watermarks where module = 'clients'), (select watermark from sync.runs join sweep on id = run_id),
  'its watermark takes the place of one of the future'
);

-- The sweep itself began in the future.
create temp table early as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
insert into staging.stg_users (account_id, external_id, raw_data) values ('main', 'usr_1', '{"id": "usr_1"}'), ('main', 'usr_2', '{"id": "usr_2"}');
update sync.runs set watermark = pg_temp.ahead() where run_id = (select id from early);
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}]', null, false, 1) from early;
select is(sync.note_missing(id, lease, '{all}'), '{"due": []}', 'what came since a sweep began in the future is not known: it proposes nothing') from early;
select is(sync.delete_unseen(id, lease), 0, 'and deletes nothing') from early;
select sync.finish_run(id, lease, p_lanes => '{all}') from early;
select is((select count(*) from sync.watermarks where module = 'users'), 0::bigint, 'nor does it move the watermark into the future');
select is((select moved_watermark from sync.runs join early on id = run_id), false, 'which its run says');
select is(sync.begin_run('users') ->> 'mode', 'full', 'the next one reads everything');

-- A slice that died when the clock was ahead.
create temp table dead as
select (r ->> 'runId')::bigint as id from sync.begin_run('pianos', 'full') r;
update sync.runs set lease_until = pg_temp.ahead(), heartbeat_at = pg_temp.ahead() where run_id = (select id from dead);
select sync.resume_stalled_runs();
select ok((select greatest(lease_until, heartbeat_at) <= clock_timestamp() + sync.lease_time() from sync.runs join dead on id = run_id), 'a lease lasts no longer than a lease does');

-- Requests that a person made, with the clock ahead.
insert into sync.requests (account_id, module, mode, triggered_by, asked_at, next_at)
values ('main', 'services', 'full', 'Anna', pg_temp.ahead(), pg_temp.ahead());
select is((select count(*) from sync.requests_due() where module = 'services'), 1::bigint, 'a request is repeated, not a month later');
create temp table asked as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('services', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "msi_1"}]', null, false, 1) from asked;
select sync.finish_run(id, lease, p_lanes => '{all}') from asked;
select is((select count(*) from sync.requests where module = 'services'), 0::bigint, 'and one sweep answers it');

-- A hole and a record without an id that were met in the future.
insert into sync.holes (account_id, module, kind, place, lane, run_id, last_seen_at) select 'main', 'lifecycles', 'null', 'all:1', 'sweep all', id, pg_temp.ahead() from asked;
insert into sync.unidentified (account_id, module, raw_data, issue, last_seen_at) values ('main', 'lifecycles', '{"name": "x"}', 'no_id', pg_temp.ahead());
create temp table swept as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('lifecycles', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "lif_1"}]', null, false, 1) from swept;
select sync.finish_run(id, lease, p_lanes => '{all}') from swept;
select is_empty($$select from sync.holes where module = 'lifecycles' and closed_at is null$$, 'a sweep that does not meet a hole closes it');
select is_empty($$select from sync.unidentified where module = 'lifecycles'$$, 'and forgets a record without an id that it does not meet');

-- What watches over it all.
update monitoring.watch set resumed_at = pg_temp.ahead(), evaluated_at = now();
select ok(monitoring.is_grace_over(), 'the grace after a stop is over');
delete from sync.runs;
insert into sync.runs (account_id, module, mode, status, complete, watermark, moved_watermark, started_at, finished_at)
select 'main', m.module, 'full', 'success', true, t.at, true, t.at, t.at
from sync.modules m, unnest(array[now() - interval '300 days', pg_temp.ahead()]) t (at);
insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error)
values ('main', 'users', 'incremental', 'failed', pg_temp.ahead(), pg_temp.ahead(), pg_temp.ahead(), '{"code": "x"}');
update sync.watermarks set watermark = pg_temp.ahead();
select is((select count(*) from monitoring.read_module_runs() where late), (select count(*) from sync.modules), 'each module is late');
select is((select failures_24h from monitoring.read_module_runs() where module = 'users'), 0, 'a failure of the future is none of the last day');
insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error)
values ('main', 'pianos', 'full', 'failed', now() - interval '20 minutes', now() - interval '20 minutes', now() - interval '20 minutes', '{"code": "x"}');
select results_eq($$select module from monitoring.read_failing_runs()$$, $$values ('pianos')$$, 'a sweep that fails today is not hidden by one of the future');
select is((select count(*) from monitoring.silent_accounts(15)), 1::bigint, 'no run has begun lately');
select ok((select count(*) from monitoring.find_sweep_overdue(1)) > 0, 'sweeps are overdue');
update monitoring.alert_rules set enabled = false where rule = 'schedule_silent';
delete from sync.runs where status = 'failed';
select is((select count(*) from monitoring.find_stale(1)), (select count(*) from sync.modules), 'each is stale');

-- Whose credential it is was asked in the future.
insert into sync.callers (account_id, user_id, is_full_admin, asked_at) values ('main', 'usr_1', true, pg_temp.ahead());
delete from sync.runs;
select sync.begin_run('users', 'full');
select ok((select sync.asks_caller(r, 'begun') from sync.runs r), 'whose credential it is, is asked again');

select * from finish();
rollback;
