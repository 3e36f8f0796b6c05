-- Who is referred to and not there, by whom, how often.
begin;
select plan(3);

insert into staging.stg_timeline (account_id, external_id, raw_data)
select 'main', 'tme_' || n, jsonb_build_object('id', 'tme_' || n, 'occurredAt', '2026-02-03T20:56:01Z', 'client', '{"id": "cli_1"}'::jsonb)
from generate_series(1, 3) n;
insert into staging.stg_pianos (account_id, external_id, raw_data) values ('main', 'ins_1', '{"id": "ins_1", "client": {"id": "cli_1"}}');
select results_eq(
  $$select entity, account_id, id, gone, attempts, last_error from monitoring.placeholders$$,
  $$values ('clients', 'main', 'cli_1', false, 0, null::text)$$,
  'one row a placeholder'
);
select is(
  referred_to_by, '{"gazelle.timeline_entries.client_id": 3, "gazelle.pianos.client_id": 1}', 'with the tables and columns that refer to it'
)
from monitoring.placeholders;
insert into staging.stg_clients (account_id, external_id, raw_data) values ('main', 'cli_1', '{"id": "cli_1"}');
select is_empty($$select from monitoring.placeholders$$, 'when it is filled, it is no longer shown');

select * from finish();
rollback;
