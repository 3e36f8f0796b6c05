-- A record that only a placeholder stands for is asked for by its id, and filled or marked gone.
begin;
select plan(9);

insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('main', 'tme_1', '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_1"}, "piano": {"id": "ins_1"}}'),
  ('main', 'tme_2', '{"id": "tme_2", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_2"}}'),
  ('main', 'tme_3', '{"id": "tme_3", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_3"}}');
insert into sync.watermarks (account_id, module, watermark) values ('main', 'clients', now());
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients') r;
select is(
  (select array_agg(x order by x) from run, jsonb_array_elements_text(sync.note_missing(id, lease, '{}') -> 'due') x), '{cli_1,cli_2,cli_3}',
  'even an incremental run asks for them'
);
select results_eq($$select distinct reason, status, module from sync.missing$$, $$values ('referenced', 'due', 'clients')$$, 'those of its own module');

select sync.resolve_missing(id, lease, '{cli_1}', '[{"id": "cli_2", "companyName": "Salle B"}]', '{"cli_3": "HTTP 500"}') from run;
select results_eq(
  $$select id, company_name, is_placeholder, deleted_at is not null from gazelle.clients order by id$$,
  $$values ('cli_1', null, true, true), ('cli_2', 'Salle B', false, false), ('cli_3', null, true, false)$$,
  'one is gone, one is filled, one is not known yet'
);
select results_eq(
  $$select external_id, status, attempts, last_error, next_at > now() from sync.missing order by 1$$,
  $$values ('cli_1', 'gone', 0, null, false), ('cli_2', 'found', 0, null, true), ('cli_3', 'due', 1, 'HTTP 500', true)$$,
  'what could not be asked for is asked again later, and what only its id gives is remembered'
);
select is(sync.note_missing(id, lease, '{}'), '{"due": []}', 'not at once') from run;
update sync.missing set next_at = now() - interval '1 second' where status = 'due';
select is(sync.note_missing(id, lease, '{}') -> 'due', '["cli_3"]', 'but when its time has come') from run;
select lives_ok(
  format($$select sync.resolve_missing(%s, %L, '{}', '[]', '{"cli_3": "HTTP 500"}') from generate_series(1, 2000)$$, id, lease),
  'it may fail for years'
)
from run;
select ok(next_at <= now() + interval '1 day', 'and is asked for once a day at least') from sync.missing where external_id = 'cli_3';
select results_eq(
  $$select id, gone, attempts > 0 from monitoring.placeholders where entity = 'clients' order by id$$,
  $$values ('cli_1', true, false), ('cli_3', false, true)$$,
  'whoever watches sees both'
);

select * from finish();
rollback;
