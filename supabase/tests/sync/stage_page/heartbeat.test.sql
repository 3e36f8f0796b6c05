-- Pages keep the lease, but not each of them writes it.
begin;
select plan(3);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
create temp table opened as select ctid as place, lease_until from sync.runs;

select sync.stage_page(id, lease, 'all', 1, '[]', 'cursor 1', true) from run;
select is((select ctid from sync.runs), place, 'a page soon after the last heartbeat does not write the run') from opened;

update sync.runs set lease_until = clock_timestamp() + interval '59 seconds';
select sync.stage_page(id, lease, 'all', 2, '[]', 'cursor 2', true) from run;
select ok(
  (select lease_until from sync.runs) > clock_timestamp() + interval '110 seconds', 'a page in the second half of the lease renews it'
);

update sync.runs set lease_until = clock_timestamp() - interval '1 hour';
select lives_ok(
  format('select sync.stage_page(%s, %L, ''all'', 3, ''[]'', ''cursor 3'', true)', id, lease),
  'a late slice goes on while nobody has taken its run'
)
from run;

select * from finish();
rollback;
