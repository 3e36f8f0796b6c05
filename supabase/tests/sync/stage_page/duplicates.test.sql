-- A row that shifted under the cursor comes twice; both times it is one row.
begin;
select plan(5);

select sync.begin_run('users', 'full');
create function pg_temp.page(p_number int, p_nodes jsonb, p_more boolean default true, p_total int default null)
returns jsonb
language sql
as $$
  select sync.stage_page(r.run_id, r.lease, 'all', p_number, p_nodes, 'cursor', p_more, p_total) from sync.runs r where r.status = 'running';
$$;

select is(
  pg_temp.page(1, '[{"id": "usr_1", "firstName": "Old"}, {"id": "usr_2"}, {"id": "usr_1", "firstName": "New"}]') - 'cursor',
  '{"finished": false, "total": null, "seen": 2, "changed": 2, "promoted": 2, "rejected": 0, "placeholders": 0}',
  'an id that comes twice in a page is one record'
);
select is((select first_name from gazelle.users where id = 'usr_1'), 'New', 'the later one counts');
select is((select fetched from sync.lanes), 3, 'three were fetched');

select is(pg_temp.page(2, '[{"id": "usr_2"}, {"id": "usr_3"}]', false, 3) ->> 'seen', '3', 'an id that comes on two pages is seen once');
select ok((select agreed from sync.lanes), 'so the count agrees with Gazelle''s');

select * from finish();
rollback;
