-- A function that a migration forgot to close is closed by the seal.
begin;
select plan(4);

create function sync.left_open() returns int language sql as 'select 1';
grant execute on function sync.left_open() to authenticated;
select ok(has_function_privilege('anon', 'sync.left_open()', 'execute'), 'Postgres opens a new function to everybody');
select sync.seal_functions();
select ok(not has_function_privilege('anon', 'sync.left_open()', 'execute'), 'the seal closes it');
select ok(has_function_privilege('service_role', 'sync.left_open()', 'execute'), 'and opens it to the service');
select ok(has_function_privilege('authenticated', 'sync.left_open()', 'execute'), 'a grant that was given by name stays');

select * from finish();
rollback;
