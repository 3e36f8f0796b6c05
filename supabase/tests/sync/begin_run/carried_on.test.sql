-- Page 47 failed: the next run of the same request goes on at page 47, if the failure is recent.
begin;
select plan(19);

create function pg_temp.failed(p_module text, p_mode text, p_error text default 'gazelle_unreachable')
returns bigint
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run(p_module, p_mode);
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, '[{"id": "rec_1"}]', 'cursor 1', true, 2
  );
  perform sync.finish_run(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, jsonb_build_object('code', p_error, 'message', 'it broke')
  );
  return v_run ->> 'runId';
end;
$$;

create function pg_temp.outcome(p_run jsonb)
returns text
language plpgsql
as $$
begin
  perform sync.finish_run((p_run ->> 'runId')::bigint, (p_run ->> 'lease')::uuid, '{"code": "test", "message": "over"}');
  return p_run ->> 'outcome';
end;
$$;

create temp table first as select pg_temp.failed('users', 'full') as id;
create temp table second as select r, (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full', p_triggered_by => 'schedule') r;

select is(r ->> 'outcome', 'resumed', 'a failed run is carried on') from second;
select isnt(s.id, f.id, 'by a run of its own') from first f, second s;
select is(
  r -> 'lanes', '{"all": {"cursor": "cursor 1", "page": 1, "finished": false}}', 'from the cursor of the failed one'
)
from second;
select results_eq(
  $$select r.resumes, r.sweep_id, r.watermark from sync.runs r join second s on s.id = r.run_id$$,
  $$select r.run_id, r.run_id, r.watermark from sync.runs r join first f on f.id = r.run_id$$,
  'it belongs to the sweep of the failed one, and its watermark is the start of that sweep'
);
select sync.stage_page(id, lease, 'all', 2, '[{"id": "rec_2"}]', null, false, 2) from second;
select is(
  sync.finish_run(id, lease, p_lanes => '{all}') - '{asOf,durationMs}'::text[],
  jsonb_build_object(
    'runId', id, 'module', 'users', 'mode', 'full', 'status', 'success', 'complete', true, 'pages', 1, 'apiCalls', 1,
    'fetched', 1, 'changed', 1, 'promoted', 1, 'rejected', 0, 'placeholders', 0, 'deleted', 0, 'heldBack', 0, 'due', 0
  ),
  'its sweep is complete, and its counters are its own pages only'
)
from second;
select is(
  (select w.watermark from sync.watermarks w where w.module = 'users'),
  (select r.watermark from sync.runs r join first f on f.id = r.run_id),
  'the watermark moves to the start of the sweep'
);
select is(sync.begin_run('users', 'full', p_triggered_by => 'schedule') ->> 'outcome', 'begun', 'after a success nothing is carried on');

select pg_temp.failed('clients', 'full');
update sync.runs set started_at = clock_timestamp() - interval '5 hours 59 minutes' where module = 'clients';
select is(pg_temp.outcome(sync.begin_run('clients', 'incremental')), 'resumed', 'an incremental call carries a failed full run on');
select is((select mode from sync.runs where module = 'clients' order by run_id desc limit 1), 'full', 'as a full run');

delete from sync.runs where module = 'clients';
select pg_temp.failed('clients', 'full');
update sync.runs set started_at = clock_timestamp() - interval '6 hours 1 minute' where module = 'clients';
select is(
  pg_temp.outcome(sync.begin_run('clients', 'full', p_triggered_by => 'schedule')), 'begun', 'after six hours a failed run is not carried on'
);

delete from sync.runs where module = 'clients';
select pg_temp.failed('clients', 'full');
select is(
  pg_temp.outcome(sync.begin_run('clients', 'full', p_triggered_by => 'http')), 'begun',
  'a full sweep that a person asks for begins anew: what was edited since the failed one read it must be seen (case R2)'
);

insert into sync.watermarks (account_id, module, watermark) values ('main', 'pianos', now());
select pg_temp.failed('pianos', 'incremental');
select is(pg_temp.outcome(sync.begin_run('pianos', 'full')), 'begun', 'a full run does not carry an incremental one on');

delete from sync.runs where module = 'pianos';
select pg_temp.failed('pianos', 'incremental');
select is(
  pg_temp.outcome(sync.begin_run('pianos', 'incremental', 'exhaustive')), 'begun', 'another window is another request'
);

delete from sync.runs where module = 'pianos';
select pg_temp.failed('pianos', 'incremental');
select is(
  pg_temp.outcome(sync.begin_run('pianos', 'incremental', p_dry_run => true)), 'begun', 'a dry run carries no real run on'
);
select is(
  pg_temp.outcome(sync.begin_run('pianos', 'incremental')), 'resumed', 'and a dry run between two real ones is no hindrance'
);

delete from sync.runs where module = 'pianos';
select pg_temp.failed('pianos', 'incremental', 'run_stalled');
select is(pg_temp.outcome(sync.begin_run('pianos', 'incremental')), 'begun', 'a run that stalled is not carried on');

delete from sync.runs where module = 'pianos';
select pg_temp.failed('pianos', 'incremental', 'gazelle_query_refused');
select is(
  pg_temp.outcome(sync.begin_run('pianos', 'incremental')), 'begun', 'nor one whose query was refused: the cursor may be why'
);

create temp table repair as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease
from sync.begin_run('timeline', 'repair', p_since => '2026-01-01Z', p_until => '2026-02-01Z') r;
select sync.stage_page(id, lease, 'all', 1, '[]', 'cursor 1', true) from repair;
select sync.finish_run(id, lease, '{"code": "test", "message": "over"}') from repair;
select is(
  pg_temp.outcome(sync.begin_run('timeline', 'repair', p_since => '2026-01-01Z', p_until => '2026-03-01Z')), 'begun',
  'a repair of other days is another request'
);
select is(
  (select count(*) from sync.lanes l join sync.runs r using (run_id) where r.module = 'timeline' and r.run_id > repair.id), 0::bigint,
  'and it starts at its own beginning'
)
from repair;

select * from finish();
rollback;
