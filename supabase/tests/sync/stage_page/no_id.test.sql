-- A record that cannot be kept under an id is kept beside, once.
begin;
select plan(6);

create function pg_temp.page(p_number int, p_nodes jsonb)
returns jsonb
language sql
as $$
  select sync.stage_page(r.run_id, r.lease, 'all', p_number, p_nodes, 'cursor', true) from sync.runs r where r.status = 'running';
$$;
select sync.begin_run('users', 'full');
create temp table page as
select jsonb_build_array(
  '{"id": "usr_1"}'::jsonb, '{"firstName": "none"}'::jsonb, '{"id": null}'::jsonb, '{"id": ""}'::jsonb, '{"id": 7}'::jsonb, '{"id": {"a": 1}}'::jsonb,
  '[]'::jsonb, '"text"'::jsonb, '3'::jsonb, jsonb_build_object('id', repeat('x', 201)), '{"firstName": "none"}'::jsonb
) as nodes;

select is(
  pg_temp.page(1, nodes) - 'cursor',
  '{"finished": false, "total": null, "seen": 1, "changed": 10, "promoted": 1, "rejected": 9, "placeholders": 0}',
  'the record with an id is promoted, the others are counted as refused'
)
from page;
select is((select count(*) from sync.unidentified), 9::bigint, 'each different one is kept');
select results_eq(
  $$select distinct account_id, module, issue, run_id from sync.unidentified$$,
  $$select 'main', 'users', 'no_id', run_id from sync.runs$$,
  'with where it came from'
);
select is(pg_temp.page(2, nodes) ->> 'rejected', '0', 'the second time they are nothing new') from page;
select is((select count(*) from sync.unidentified), 9::bigint, 'and are kept once');
select is(
  pg_temp.page(3, jsonb_build_array(jsonb_build_object('id', repeat('x', 200)))) ->> 'promoted', '1', 'an id of 200 characters is an id'
);

select * from finish();
rollback;
