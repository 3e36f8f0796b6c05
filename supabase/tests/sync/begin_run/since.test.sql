-- From where a run reads: the start of the last success, minus the overlap.
begin;
select plan(18);

create temp table first as select r from sync.begin_run('timeline', 'incremental', p_overlap => '1 day') r;
select is(r ->> 'mode', 'full', 'the first run reads everything, whatever was asked') from first;
select is(r -> 'since', 'null', 'from the beginning') from first;

delete from sync.runs;
insert into sync.watermarks (account_id, module, watermark) values ('main', 'timeline', '2026-02-03T20:00:00Z');
create temp table second as select r from sync.begin_run('timeline', 'incremental', p_overlap => '1 day') r;
select is(r ->> 'mode', 'incremental', 'the next one is incremental') from second;
select is((r ->> 'since')::timestamptz, '2026-02-02T20:00:00Z', 'and reads from the watermark minus the overlap') from second;
select ok((r ->> 'watermark')::timestamptz between clock_timestamp() - interval '1 minute' and clock_timestamp(),
  'its own watermark is its start') from second;

delete from sync.runs;
select is(
  (sync.begin_run('timeline', p_since => '2020-01-01Z', p_overlap => '1 day') ->> 'since')::timestamptz, '2020-01-01Z',
  'a start given by hand wins, without an overlap'
);

delete from sync.runs;
select is(sync.begin_run('timeline', 'full', p_overlap => '1 day') -> 'since', 'null', 'a full run has no start');

select is(sync.begin_run('clients') ->> 'mode', 'full', 'the watermark of another module does not count');

insert into sync.accounts (account_id) values ('second');
select is(sync.begin_run('timeline', p_account => 'second') ->> 'mode', 'full', 'nor that of another account');

-- The first sweep meets a list without end: it has read what it could.
create temp table endless as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('pianos', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "ins_1"}]', 'cursor', true, 9) from endless;
select sync.finish_run(id, lease, '{"code": "gazelle_list_endless", "message": "lane all has no end"}', '{all}') from endless;
create temp table poll as select r from sync.begin_run('pianos', p_overlap => '1 day', p_triggered_by => 'schedule') r;
select is(
  (r ->> 'since')::timestamptz, (select watermark - interval '1 day' from sync.runs join endless on run_id = id),
  'after a first sweep of a list without end the schedule polls from its start: it is not read whole each time (cases R5, L1)'
)
from poll;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, p_lanes => '{all}') from poll;
select is((select count(*) from sync.watermarks where module = 'pianos'), 0::bigint, 'such a poll moves no watermark: what lies before it is not read');
update sync.runs set finished_at = finished_at - interval '7 hours' where run_id = (select id from endless);
select is(sync.begin_run('pianos', p_triggered_by => 'schedule') ->> 'mode', 'full', 'six hours later it is tried again');

-- One that was refused, or whose slices died, may be well in a minute; what it costs to try is what it has read.
create function pg_temp.begins_after(p_code text, p_pages int, p_rest interval)
returns text
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('clients', 'full');
  v_mode text;
begin
  update sync.runs set status = 'failed', lease = null, lease_until = null, pages = p_pages, error = jsonb_build_object('code', p_code),
    finished_at = clock_timestamp() - p_rest
  where run_id = (v_run ->> 'runId')::bigint;
  v_mode := sync.begin_run('clients', p_triggered_by => 'schedule') ->> 'mode';
  delete from sync.runs where module = 'clients';
  return v_mode;
end;
$$;
delete from sync.runs where module = 'clients';
select is(
  pg_temp.begins_after(e.code, 1, '2 minutes'), 'full', format('after a first sweep that ended as %s at its second page the next poll tries again (case L1)', e.code)
)
from unnest(array['run_stalled', 'gazelle_query_refused']) e (code);
select is(
  pg_temp.begins_after(e.code, 90, '60 minutes') || ', ' || pg_temp.begins_after(e.code, 90, '91 minutes'), 'incremental, full',
  format('one that read 90 pages before it ended as %s rests for 90 minutes', e.code)
)
from unnest(array['run_stalled', 'gazelle_query_refused']) e (code);
select is(
  pg_temp.begins_after('gazelle_query_refused', 5000, '5 hours') || ', ' || pg_temp.begins_after('gazelle_query_refused', 5000, '7 hours'),
  'incremental, full', 'six hours at most'
);
select is(pg_temp.begins_after('run_stalled', 0, '1 second'), 'full', 'one that read nothing does not rest');

select * from finish();
rollback;
