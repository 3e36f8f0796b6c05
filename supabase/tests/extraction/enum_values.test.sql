-- Values of enums (case R10): what Gazelle tells, what its records show, what a query was refused for.
begin;
select plan(18);

create function pg_temp.read(p_declared text[] default '{INVOICE,ESTIMATE}')
returns jsonb
language sql
as $$
  select sync.read_enum_values('main', 'timeline', jsonb_build_object('Kind', jsonb_build_object('field', 'type', 'values', to_jsonb(p_declared))));
$$;
create function pg_temp.store(p_told jsonb)
returns jsonb
language sql
as $$
  select sync.store_enum_values('main', 'timeline', '{"Kind": {"field": "type", "values": ["INVOICE", "ESTIMATE"]}}', p_told);
$$;
create function pg_temp.problems()
returns setof text
language sql
as $$ select format('%s %s %s', rule, severity, subject) from monitoring.find_problems() order by 1; $$;
create function pg_temp.a_day_passes()
returns void
language sql
as $$ update sync.enum_values set checked_at = checked_at - interval '25 hours', changed_at = changed_at - interval '25 hours'; $$;

select is(pg_temp.read(), '{"due": true, "values": {"Kind": ["ESTIMATE", "INVOICE"]}}', 'before Gazelle was asked, the values that the module declares are known');
select is(pg_temp.store('{"Kind": ["INVOICE", "FAX"]}'), '{"Kind": ["FAX", "INVOICE"]}', 'what Gazelle tells counts: a new value is sent, a lost one is not');
select is(pg_temp.read(), '{"due": false, "values": {"Kind": ["FAX", "INVOICE"]}}', 'it is remembered, and not asked for again');
select results_eq(
  $$select pg_temp.problems()$$, $$values ('new_value warning timeline.FAX'), ('value_gone warning timeline.ESTIMATE')$$, 'each of both is a problem that names it'
);
select results_eq(
  $$select message from monitoring.find_problems() where rule = 'new_value'$$,
  $$values ('timeline: Gazelle has the value FAX of Kind, which the module does not name. Its records are fetched all the same.')$$,
  'with module, value and enum'
);
select monitoring.evaluate_alerts(), monitoring.evaluate_alerts();
select is((select count(*) from monitoring.notices), 2::bigint, 'notified once');
select pg_temp.a_day_passes();
select is(pg_temp.read() -> 'due', 'true', 'the next day it is asked for again');
select is(pg_temp.store('{"Kind": ["INVOICE", "ESTIMATE"]}'), '{"Kind": ["ESTIMATE", "INVOICE"]}', 'a value that is back is sent again');
select is_empty($$select pg_temp.problems()$$, 'and its problem is over');

select sync.drop_enum_values('main', 'timeline', '{INVOICE}');
select is(pg_temp.read() -> 'values', '{"Kind": ["ESTIMATE"]}', 'a value that a query was refused for is left out');
select results_eq($$select pg_temp.problems()$$, $$values ('value_gone warning timeline.INVOICE')$$, 'and is a problem');
insert into staging.stg_timeline (account_id, external_id, raw_data) values
  ('main', 'tme_1', '{"id": "tme_1", "type": "FAX", "occurredAt": "2026-01-01T00:00:00Z"}'),
  ('main', 'tme_2', '{"id": "tme_2", "type": "INVOICE", "occurredAt": "2026-01-01T00:00:00Z"}'),
  ('main', 'tme_3', '{"id": "tme_3", "type": "odd ''text", "occurredAt": "2026-01-01T00:00:00Z"}'),
  ('main', 'tme_4', '{"id": "tme_4", "occurredAt": "2026-01-01T00:00:00Z"}');
select is(pg_temp.store('{}'), '{"Kind": ["ESTIMATE", "FAX"]}', 'without introspection records show values; a refused one stays out, and what is no value is none');
select pg_temp.a_day_passes() from generate_series(1, 7);
select is(pg_temp.read() -> 'values', '{"Kind": ["ESTIMATE", "FAX", "INVOICE"]}', 'after a week a refused one is tried again');

select is(pg_temp.read('{INVOICE,ESTIMATE,FAX}') -> 'values' -> 'Kind' ? 'FAX', true, 'a value that the module names from now on stays');
select is_empty($$select p from pg_temp.problems() p where p like 'new_value%'$$, 'and is new no more');
select is(pg_temp.read('{ESTIMATE}') -> 'values', '{"Kind": ["ESTIMATE", "FAX"]}', 'one that it no longer names and Gazelle lost is forgotten');
select is_empty($$select p from pg_temp.problems() p where p like 'value_gone%'$$, 'and so is its problem');
select throws_ok(
  $$set local role authenticated; select * from sync.enum_values$$, '42501', null, 'only service_role reaches them'
);

select * from finish();
rollback;
