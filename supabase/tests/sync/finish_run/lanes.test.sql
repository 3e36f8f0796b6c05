-- A sweep is complete only when each lane that it should have was read to its end.
begin;
select plan(7);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('timeline', 'full') r;
select sync.stage_page(id, lease, 'notes', 1, '[]', null, false, 0) from run;
select ok(sync.is_complete(id, '{notes}'), 'one lane of one') from run;
select ok(not sync.is_complete(id, '{notes,rest}'), 'a lane that never started is missing') from run;
select ok(not sync.is_complete(id, '{}'), 'no lanes prove nothing') from run;
select sync.stage_page(id, lease, 'rest', 1, '[{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z"}]', 'cursor', true, 2) from run;
select ok(not sync.is_complete(id, '{notes,rest}'), 'a lane that is not at its end is missing') from run;
select sync.stage_page(id, lease, 'rest', 2, '[{"id": "tme_2", "occurredAt": "2026-02-03T20:56:01Z"}]', null, false, 2) from run;
select ok(sync.is_complete(id, '{notes,rest}'), 'two lanes of two') from run;
delete from sync.seen where external_id = 'tme_1';
select ok(not sync.is_complete(id, '{notes,rest}'), 'after a crash that emptied what was seen, nothing is proved') from run;
select is(sync.finish_run(id, lease, p_lanes => '{notes,rest}') ->> 'status', 'partial', 'and the run is partial') from run;

select * from finish();
rollback;
