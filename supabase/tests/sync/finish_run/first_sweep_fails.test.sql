-- A poll beside the first sweep says nothing about what lies before: only a sweep that was read to its end does (kind of cases L2, R8).
begin;
select plan(8);

create function pg_temp.poll()
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('timeline', p_overlap => '1 day', p_triggered_by => 'schedule');
begin
  if v_run ->> 'mode' = 'incremental' then
    perform sync.stage_page((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, '[]');
    perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
  end if;
  return v_run;
end;
$$;

create temp table sweep as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('timeline', 'full') r;
select is(pg_temp.poll() ->> 'mode', 'incremental', 'a poll reads beside the first sweep');
select is((select status from sync.runs order by run_id desc limit 1), 'success', 'and succeeds');
select is_empty($$select from sync.watermarks$$, 'but what lies before is not read yet: there is no watermark');

select sync.finish_run(id, lease, '{"code": "gazelle_list_endless", "message": "no end"}') from sweep;
create temp table again as select pg_temp.poll() as r;
select is(r ->> 'mode', 'full', 'after the sweep has failed for good the next call reads everything') from again;

select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all', 1, '[]', p_null_nodes => 1) from again;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, p_lanes => '{all}') from again;
select is_empty($$select from sync.watermarks$$, 'a new hole holds the watermark of a sweep');
select is(pg_temp.poll() ->> 'mode', 'incremental', 'the polls begin where it began');
select isnt((select watermark from sync.watermarks), null, 'and move the watermark from there');

-- What a person reads from some instant on leaves what lies before unread.
delete from sync.runs;
update sync.watermarks set watermark = now() - interval '5 days';
create temp table late as select sync.begin_run('timeline', p_since => now() - interval '1 hour') as r;
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all', 1, '[]') from late;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, p_lanes => '{all}') from late;
select ok((select watermark from sync.watermarks) < now() - interval '4 days', 'a run that begins after the watermark does not move it');

select * from finish();
rollback;
