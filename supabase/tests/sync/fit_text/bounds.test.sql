-- What arrives through the Data API is stored as one short line, whoever sends it (cases S2 and S3).
begin;
select plan(19);

create function pg_temp.record(p_delivery bigint, p_acknowledged boolean, p_answer text, p_retry_after_ms int default 0)
returns void
language sql
as $$
  select monitoring.settle_deliveries(jsonb_build_array(
    jsonb_build_object('id', p_delivery, 'acknowledged', p_acknowledged, 'answer', p_answer, 'retryAfterMs', p_retry_after_ms)
  ));
$$;

create temp table huge as select repeat('x', 8000000) as text;
select is(length(sync.fit_text(text)), 300, '8 MB are 300 characters (case S3)') from huge;
select cmp_ok(
  (select extract(epoch from clock_timestamp() - begun) from (select clock_timestamp() as begun) b, lateral (select length(sync.fit_text(text)) from huge offset 0) f), '<', 0.5,
  'in a moment'
);
select is(sync.fit_text(e'\u001b[2Jred\r\n\tline \u202eevil\u2028end\ufeff\u061c\u180e\ufffa\U000e0041'), '[2Jred line evil end', 'without what makes a terminal or a page do something');
select is(sync.fit_text(repeat('🎹', 301)), repeat('🎹', 299) || '…', 'characters are counted, and none is cut in two');
select is(sync.fit_text('apikey: sb_secret_abc-DEF_123, authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.x'), 'apikey: •••, authorization: •••', 'what has a secret''s form is struck out (case S2)');
select is(sync.fit_text('the Bearer of this key'), 'the Bearer of this key', 'words are left alone');
select is(sync.fit_text(null), null, 'nothing is nothing');
select throws_ok($$select sync.fit_error('{"message": "a\u0000b"}')$$, '22P05', null, 'a NUL comes no further than the door: Postgres takes none');

create temp table run as select (s ->> 'runId')::bigint as id, (s ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full', p_triggered_by => repeat('t', 9000)) s;
select cmp_ok(length(triggered_by), '<=', 60, 'who called a run is a word') from sync.runs;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "cli_1"}, {"id": "cli_2"}]', 'c', true, 3, p_tail_id => 'cli_2', p_api_errors => 1, p_holes => jsonb_build_array(jsonb_build_object(
  'kind', 'error', 'id', 'cli_1', 'place', 'cli_1', 'path', 'region', 'message', text))) from run, huge;
select is(length(message), 300, 'a hole keeps the beginning of what Gazelle said (case S3)') from sync.holes where kind = 'error';
select sync.record_caller(id, lease, jsonb_build_object('id', text, 'email', text), true) from run, huge;
select ok((select bool_and(length(user_id) <= 200 and length(email) <= 300) from sync.callers), 'a caller''s name is bounded');
select sync.record_caller(id, lease, null, null, text) from run, huge;
select ok((select bool_and(length(error) <= 300) from sync.callers), 'so is why Gazelle did not say it');
insert into sync.missing (account_id, module, external_id, reason) values ('main', 'clients', 'cli_9', 'unseen');
select sync.resolve_missing(id, lease, '{}', '[]', jsonb_build_object('cli_9', text)) from run, huge;
select ok((select bool_and(length(last_error) <= 300) from sync.missing), 'and why a look-up failed');
select sync.finish_run(id, lease, jsonb_build_object('code', 'gazelle_server_error', 'message', text || e'\n', 'hint', 'Bearer abcdefghijklmnopqrst', 'echo', jsonb_build_array(text))) from run, huge;
select is(length(error ->> 'message'), 1000, 'a run''s error has a thousand characters') from sync.runs;
select is(error - 'message', '{"code": "gazelle_server_error", "hint": "•••"}', 'its code, its hint, and no list of megabytes') from sync.runs;

insert into monitoring.deliveries (channel) values ('slack');
select pg_temp.record(delivery_id, false, text) from monitoring.deliveries, huge;
select ok((select bool_and(length(answer) <= 500 and length(last_error) <= 500) from monitoring.deliveries), 'a channel''s answer has five hundred (case S2)');
select lives_ok($$select monitoring.evaluate_alerts()$$, 'alerts are evaluated');
select is((select max(length(message)) < 5000 and max(length(details::text)) < 5000 from monitoring.alerts), true, 'and none of them is long (case S3)');
select is((select max(length(sync.fit_text(raw_data::text, 200))) from staging.stg_clients), (select max(length(raw_data::text)) from staging.stg_clients), 'records are kept as they came');

select * from finish();
rollback;
