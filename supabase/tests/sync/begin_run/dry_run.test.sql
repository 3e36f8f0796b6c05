-- Dry runs and real runs do not stand in each other's way.
begin;
select plan(9);

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

-- The other way round: only a dry sweep is open, and a person asks for a real one (case C4).
create temp table open_dry as select r from sync.begin_run('clients', 'full', p_dry_run => true) r;
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all', 1, '[{"id": "cli_1"}]', 'after cli_1', true, 2) from open_dry;
create temp table by_hand as select r from sync.begin_run('clients', 'full', p_triggered_by => 'anna') r;
select is(r ->> 'outcome', 'begun', 'a full call by hand begins at once while only a dry full is open (case C4)') from by_hand;
select is(r -> 'lanes', '{}', 'and takes over nothing of what the dry one has read') from by_hand;
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all', 1, '[{"id": "cli_1"}, {"id": "cli_2"}]', null, false, 2) from by_hand;
select results_eq(
  $$select a ->> 'status', a ->> 'complete', a ->> 'fetched' from by_hand, sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, p_lanes => '{all}') a$$,
  $$values ('success', 'true', '2')$$, 'it reads everything'
);
select is((select count(*) from gazelle.clients), 2::bigint, 'nothing of it is lost');
select lives_ok(
  $$select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all', 2, '[{"id": "cli_1"}, {"id": "cli_2"}]', null, false, 2),
      sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, p_lanes => '{all}') from open_dry$$,
  'and the dry one goes on'
);

select * from finish();
rollback;
