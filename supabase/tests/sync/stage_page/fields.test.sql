-- A field that is absent from an answer keeps its last known value; a null takes its place.
begin;
select plan(7);

create function pg_temp.page(p_number int, p_nodes jsonb)
returns jsonb
language sql
as $$
  select sync.stage_page(r.run_id, r.lease, 'all', p_number, p_nodes, 'cursor', true) from sync.runs r where r.status = 'running';
$$;
select sync.begin_run('users', 'full');
select pg_temp.page(1, '[{"id": "usr_1", "firstName": "Anna", "email": "a@example.com"}]');

select is(pg_temp.page(2, '[{"id": "usr_1", "firstName": "Berta"}]') ->> 'changed', '1', 'a changed field is a change');
select is(
  (select raw_data from staging.stg_users), '{"id": "usr_1", "firstName": "Berta", "email": "a@example.com"}',
  'what was not answered keeps its value'
);
select results_eq(
  $$select first_name, email from gazelle.users$$, $$values ('Berta', 'a@example.com')$$, 'in production too'
);

select is(pg_temp.page(3, '[{"id": "usr_1", "email": null, "color": "red", "unheardOf": {"a": 1}}]') ->> 'changed', '1', 'null is an answer');
select is(
  (select raw_data from staging.stg_users),
  '{"id": "usr_1", "firstName": "Berta", "email": null, "color": "red", "unheardOf": {"a": 1}}',
  'it takes the place of the value, and fields that nobody knows are kept'
);
select results_eq(
  $$select email, color from gazelle.users$$, $$values (null::text, 'red')$$, 'a mirrored column follows'
);
select is((select processing_attempts from staging.stg_users), 1::smallint, 'new content counts its attempts anew');

select * from finish();
rollback;
