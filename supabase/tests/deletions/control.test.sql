-- The record that stands for the believability of look-ups must not itself be one that Gazelle cannot answer for (kind of part L).
begin;
select plan(5);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('timeline', 'full') r;
select sync.stage_page(
  id, lease, 'all', 1,
  (select jsonb_agg(jsonb_build_object('id', 'tle_' || n, 'occurredAt', format('2026-02-%sT10:00:00Z', lpad(n::text, 2, '0')), 'type', 'USER_COMMENT'))
   from generate_series(1, 9) n),
  null, false,
  p_holes => '[{"kind": "error", "id": "tle_9", "place": "tle_9", "path": "comment", "message": "internal"}]'
) from run;
select isnt(sync.living_record(id), 'tle_9', 'the latest has a hole: its look-up would fail each time') from run;
select isnt(sync.living_record(id), null, 'another stands for it') from run;
delete from sync.seen;
update sync.holes set external_id = 'tle_8';
update staging.stg_timeline set gone_at = now() where external_id = 'tle_9';
select isnt(sync.living_record(id), 'tle_8', 'so it is where nothing was seen') from run;

-- A poll has seen nothing, so what stands for its look-ups may itself be gone; a sweep has seen who is there, and waits for no delay.
insert into sync.missing (account_id, module, external_id, reason, status, run_id, attempts, last_error, next_at)
select 'main', 'timeline', v.id, 'referenced', 'due', run.id, 9, v.error, now() + interval '8 hours'
from run, (values ('tle_70', 'control_missing: Gazelle does not give tle_4 either'), ('tle_71', 'gazelle_timeout: slow')) v (id, error);
select results_eq(
  $$select jsonb_array_elements_text(sync.note_missing(id, lease, '{all}') -> 'due') from run$$, $$values ('tle_70')$$,
  'a full sweep asks again at once where the answer for another record was not believed'
);
select results_eq(
  $$select external_id from sync.missing where next_at > now()$$, $$values ('tle_71')$$, 'and not where Gazelle did not answer'
);

select * from finish();
rollback;
