-- A slice that waits for Gazelle keeps its run.
begin;
select plan(7);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
update sync.runs set lease_until = clock_timestamp() - interval '1 minute', heartbeat_at = clock_timestamp() - interval '3 minutes';

select lives_ok(format('select sync.hold_lease(%s, %L)', id, lease), 'a lease that ran out is still ours while nobody has taken it') from run;
select ok(
  lease_until > clock_timestamp() + sync.lease_time() - interval '1 minute' and heartbeat_at > clock_timestamp() - interval '1 minute',
  'a heartbeat renews it'
)
from sync.runs;
select throws_ok(format('select sync.hold_lease(%s, gen_random_uuid())', id), 'GZ409', format('the lease of run %s is lost', id), 'another lease is refused') from run;
select throws_ok(format('select sync.hold_lease(%s, null)', id), 'GZ409', null, 'so is none') from run;
select throws_ok($$select sync.hold_lease(0, gen_random_uuid())$$, 'GZ409', null, 'so is a run that is not there');
select sync.finish_run(id, lease) from run;
select throws_ok(format('select sync.hold_lease(%s, %L)', id, lease), 'GZ409', null, 'a run that is over has no lease') from run;
select ok(sync.lease_time() between interval '1 minute' and interval '5 minutes', 'a slice that died is replaced within minutes');

select * from finish();
rollback;
