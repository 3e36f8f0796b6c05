-- One open run for a module and account; a second caller learns that it is busy.
begin;
select plan(9);

create temp table run as select r from sync.begin_run('users', 'full') r;

select is(r ->> 'outcome', 'begun', 'the first call opens a run') from run;

select is(
  sync.begin_run('users') - 'mode',
  jsonb_build_object('outcome', 'busy', 'runId', r -> 'runId'),
  'a second call is told which run is busy'
)
from run;

select is(sync.begin_run('users') ->> 'mode', 'full', 'and in which mode it runs');

select results_eq(
  $$select status, slices, stalls from sync.runs$$,
  $$values ('running', 1, 0)$$,
  'the refused calls left no trace'
);

select is((select lease::text from sync.runs), r ->> 'lease', 'the run keeps its lease') from run;

select is(sync.begin_run('clients') ->> 'outcome', 'begun', 'another module is not held up');

insert into sync.accounts (account_id) values ('second');
select is(sync.begin_run('users', p_account => 'second') ->> 'outcome', 'begun', 'another account is not held up');

select throws_ok(
  $$insert into sync.runs (account_id, module, mode, watermark) values ('main', 'users', 'full', now())$$,
  '23505',
  null,
  'whatever a caller does, the index keeps a second open run out'
);

select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid) from run;
select is(sync.begin_run('users') ->> 'outcome', 'begun', 'when the run is over, the next one opens');

select * from finish();
rollback;
