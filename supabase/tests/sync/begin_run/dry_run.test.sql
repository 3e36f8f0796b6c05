begin;
select plan(2);

set local role service_role;

select lives_ok(
  $$ select sync.begin_run('users', 'full') $$,
  'a run begins'
);
update sync.runs set lease = null, lease_until = null;

select is(
  sync.begin_run('users', 'full', p_dry_run => true) ->> 'outcome',
  'busy',
  'a dry run never goes on with a run that writes'
);

select * from finish();
rollback;
