-- A run that gave its lease back is continued by its id, and answers nobody else's request (cases C1, C2).
begin;
select plan(11);

insert into sync.watermarks (account_id, module, watermark) values ('main', 'timeline', now());

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease
from sync.begin_run('timeline', 'repair', 'fast', '2026-01-01Z', '2026-02-01Z', p_triggered_by => 'a person') r;
select sync.stage_page(id, lease, 'notes', 1, '[]', 'cursor 1', true) from run;
select sync.stage_page(id, lease, 'rest', 1, '[]', null, false, 0) from run;
select sync.yield_run(id, lease) from run;

select is(sync.begin_run('timeline', 'incremental') ->> 'outcome', 'busy', 'a poll of another reach does not get its answer');
create temp table next as select r from sync.continue_run((select id from run), 'timeline') r;

select is(r ->> 'outcome', 'resumed', 'the waiting run is resumed') from next;
select is((r ->> 'runId')::bigint, id, 'it is the same run') from next, run;
select is(
  array[r ->> 'mode', r ->> 'window'], array['repair', 'fast'], 'it keeps its mode and its window'
)
from next;
select is(
  array[(r ->> 'since')::timestamptz, (r ->> 'until')::timestamptz],
  array['2026-01-01Z'::timestamptz, '2026-02-01Z'],
  'it keeps its start and its end'
)
from next;
select is(
  r -> 'lanes',
  '{"notes": {"cursor": "cursor 1", "page": 1, "finished": false}, "rest": {"cursor": null, "page": 1, "finished": true}}',
  'each lane goes on where it stopped'
)
from next;
select is(r ->> 'timeZone', 'America/Montreal', 'the answer names the zone of the company') from next;
select is((select triggered_by from sync.runs), 'a person', 'who asked first is remembered');

select is(sync.continue_run(id, 'timeline') ->> 'outcome', 'busy', 'while a slice is at it, another is not let in') from run;
select throws_ok(
  format('select sync.continue_run(%s, %L)', id, 'users'), 'GZ405', null, 'the function of another module does not continue it'
)
from run;
select sync.finish_run(id, (r ->> 'lease')::uuid) from run, next;
select is(sync.continue_run(id, 'timeline') ->> 'outcome', 'over', 'a run that is over has nothing left to continue') from run;

select * from finish();
rollback;
