-- A run that resumes another is judged with it (case R3).
begin;
select plan(7);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('pianos', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "ins_1"}]', 'c1', true, 2, p_api_errors => 1) from run;
select sync.finish_run(id, lease, '{"code": "gazelle_timeout", "message": "slow", "hint": ""}', '{all}') from run;

create temp table resumed as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease, r ->> 'outcome' as outcome from sync.begin_run('pianos', 'full', p_triggered_by => 'schedule') r;
select is(outcome, 'resumed', 'the failed run is carried on') from resumed;
select sync.stage_page(id, lease, 'all', 2, '[{"id": "ins_2"}]', null, false, 2) from resumed;
select is(
  sync.finish_run(id, lease, p_lanes => '{all}') ->> 'status', 'partial', 'its error is not forgotten: the chain is partial, though the last link is clean'
)
from resumed;
select is((select complete from sync.runs where run_id = (select id from resumed)), false, 'and proves nothing about what is gone');
select is_empty($$select from sync.watermarks where module = 'pianos'$$, 'the watermark does not move past the error');

-- Nor is anything deleted that came as null in an earlier link.
insert into staging.stg_users (account_id, external_id, raw_data)
select 'main', 'usr_' || n, jsonb_build_object('id', 'usr_' || n) from generate_series(1, 4) n;
create temp table holed as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}, {"id": "usr_2"}]', 'c1', true, p_null_nodes => 1) from holed;
select sync.finish_run(id, lease, '{"code": "gazelle_timeout", "message": "slow", "hint": ""}', '{all}') from holed;
create temp table carried_on as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease, r ->> 'outcome' as outcome from sync.begin_run('users', 'full', p_triggered_by => 'schedule') r;
select is(outcome, 'resumed', 'a run with a null among its records is carried on') from carried_on;
select sync.stage_page(id, lease, 'all', 2, '[{"id": "usr_4"}]', null, false) from carried_on;
select sync.note_missing(id, lease, '{all}') from carried_on;
select is_empty($$select id from gazelle.users where deleted_at is not null$$, 'what the null hid is not deleted');
select is_empty($$select external_id from sync.missing$$, 'nor called missing');

select * from finish();
rollback;
