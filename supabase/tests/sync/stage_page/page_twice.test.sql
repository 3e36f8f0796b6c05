-- A page whose acknowledgement was lost is sent again, and counts once.
begin;
select plan(4);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}]', 'cursor 1', true, 2) from run;
create temp table before as select l::text as lane from sync.lanes l;

select is(
  sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1", "firstName": "Anna"}]', 'another cursor', true, 2),
  '{"repeated": true, "cursor": "cursor 1", "finished": false}',
  'a page sent twice is recognized, and answered with the stored cursor'
)
from run;
select is((select l::text from sync.lanes l), lane, 'it is not counted twice') from before;
select is((select first_name from gazelle.users), null, 'and not staged twice');

select sync.stage_page(id, lease, 'all', 2, '[{"id": "usr_2"}]', null, false, 2) from run;
select is(
  sync.stage_page(id, lease, 'all', 2, '[{"id": "usr_2"}]', null, false, 2) ->> 'finished', 'true',
  'a last page sent twice still ends its lane'
)
from run;

select * from finish();
rollback;
