-- A run that resumes another is judged with it (case R3).
begin;
select plan(4);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('pianos', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "ins_1"}]', 'c1', true, 2, p_api_errors => 1) from run;
select sync.finish_run(id, lease, '{"code": "gazelle_timeout", "message": "slow", "hint": ""}', '{all}') from run;

create temp table resumed as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease, r ->> 'outcome' as outcome from sync.begin_run('pianos', 'full') r;
select is(outcome, 'resumed', 'the failed run is carried on') from resumed;
select sync.stage_page(id, lease, 'all', 2, '[{"id": "ins_2"}]', null, false, 2) from resumed;
select is(
  sync.finish_run(id, lease, p_lanes => '{all}') ->> 'status', 'partial', 'its error is not forgotten: the chain is partial, though the last link is clean'
)
from resumed;
select is((select complete from sync.runs where run_id = (select id from resumed)), false, 'and proves nothing about what is gone');
select is_empty($$select from sync.watermarks where module = 'pianos'$$, 'the watermark does not move past the error');

select * from finish();
rollback;
