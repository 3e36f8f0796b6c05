-- A failed run says why, keeps what it saw for whoever carries it on, and moves no watermark.
begin;
select plan(8);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}]', null, false, 1) from run;

select throws_ok(format('select sync.finish_run(%s, null)', id), 'GZ409', null, 'no lease ends no run') from run;
select throws_ok(format('select sync.finish_run(%s, gen_random_uuid())', id), 'GZ409', null, 'another lease neither') from run;
select is(
  sync.finish_run(id, lease, '{"code": "gazelle_unreachable", "message": "it is away", "hint": "wait"}', '{all}')
    - '{runId,asOf,durationMs}'::text[],
  '{"module": "users", "mode": "full", "status": "failed", "complete": false, "pages": 1, "apiCalls": 1, "fetched": 1, "changed": 1,
    "promoted": 1, "rejected": 0, "placeholders": 0, "deleted": 0, "heldBack": 0, "due": 0}',
  'a run with an error has failed, whatever it staged'
)
from run;
select is((select error ->> 'code' from sync.runs), 'gazelle_unreachable', 'its error is kept');
select is_empty($$select from sync.watermarks$$, 'the watermark stays');
select results_eq($$select external_id from sync.seen$$, $$values ('usr_1')$$, 'what was seen is kept');
select throws_ok(format('select sync.finish_run(%s, %L)', id, lease), 'GZ409', null, 'a run ends once') from run;
select throws_ok(
  $$update sync.runs set error = null$$, '23514', null, 'no failed run is without its reason'
);

select * from finish();
rollback;
