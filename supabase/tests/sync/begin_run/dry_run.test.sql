-- Dry runs and real runs do not stand in each other's way.
begin;
select plan(4);

set local role service_role;

select lives_ok(
  $$ select sync.begin_run('users', 'full') $$,
  'a run begins'
);
update sync.runs set lease = null, lease_until = null;

create temp table dry as select r from sync.begin_run('users', 'full', p_dry_run => true) r;
select is(r ->> 'outcome', 'begun', 'a dry run never goes on with a run that writes: it has a run of its own') from dry;
select is(
  sync.begin_run('users', 'full', p_dry_run => true) ->> 'outcome', 'busy', 'one at a time'
);
select is(
  sync.begin_run('users', 'full', p_triggered_by => 'schedule') ->> 'outcome', 'resumed', 'a real call is not lost while a dry run is open (case C4)'
);

select * from finish();
rollback;
