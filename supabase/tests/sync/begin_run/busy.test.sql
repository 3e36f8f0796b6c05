-- One open poll and one open sweep for a module and account; a second caller of either learns that it is busy (cases C2, L2).
begin;
select plan(15);

create temp table run as select r from sync.begin_run('users', 'full') r;

select is(r ->> 'outcome', 'begun', 'the first call opens a run') from run;

select is(
  sync.begin_run('users', 'full') - '{mode,asOf}'::text[],
  jsonb_build_object('outcome', 'busy', 'runId', r -> 'runId'),
  'a second call is told which run is busy'
)
from run;

select is(sync.begin_run('users', 'full') ->> 'mode', 'full', 'and in which mode it runs');
select is(
  (sync.begin_run('users', 'full') ->> 'asOf')::timestamptz, (select watermark from sync.runs), 'and from which instant it speaks'
);

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

select is(
  sync.begin_run('users', p_triggered_by => 'cli') ->> 'outcome', 'busy', 'on a first load gazelle sync and npm start wait for the whole history'
);
create temp table poll as select r from sync.begin_run('users', p_overlap => '1 day', p_triggered_by => 'schedule') r;
select is(r ->> 'outcome', 'begun', 'a poll of the schedule does not wait for the sweep') from poll;
select is(
  (p.r ->> 'since')::timestamptz, (r.r ->> 'watermark')::timestamptz - interval '1 day', 'on a first load it reads from the sweep''s start on: today''s notes come while the history is read'
)
from poll p, run r;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid) from poll;
select is(
  (select r ->> 'mode' || ', ' || (r ->> 'outcome') from sync.begin_run('users', p_triggered_by => 'dashboard') r), 'incremental, begun',
  'nor does one that a person asks for on the page'
);
select is(
  sync.begin_run('users', 'repair', p_since => '2026-01-01Z') ->> 'outcome', 'busy', 'a repair is not answered with another run''s report: it waits for the poll'
);

select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid) from run;
select is(sync.begin_run('users', 'full') ->> 'outcome', 'begun', 'when the run is over, the next one opens');

select * from finish();
rollback;
