-- A run goes on where another left off: its own next slice, or the run that resumes a failed one.

create function sync.take_over(p_run sync.runs)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_pages int;
begin
  select coalesce(sum(l.pages), 0) into v_pages from sync.lanes l where l.run_id = p_run.run_id;
  update sync.runs r
  set lease = gen_random_uuid(),
      lease_until = clock_timestamp() + sync.lease_time(),
      heartbeat_at = clock_timestamp(),
      slices = r.slices + 1,
      stalls = case when v_pages > r.pages then 0 else r.stalls + 1 end,
      pages = v_pages
  where r.run_id = p_run.run_id
  returning * into v_run;

  if v_run.stalls < 5 then
    return sync.describe_run(v_run.run_id, 'resumed');
  end if;
  perform sync.finish_run(
    v_run.run_id, v_run.lease,
    jsonb_build_object(
      'code', 'run_stalled',
      'message', format('Run %s of %s staged no page in five slices.', v_run.run_id, v_run.module),
      'hint', 'See the function''s log for what ended the slices.'
    )
  );
  return null;
end;
$$;

comment on function sync.take_over(sync.runs) is
  'Leases an open run that no worker holds, and answers what the next slice must know of it; null when it staged nothing in five slices and was ended.';

create function sync.resumable_run(p_request sync.run_request)
returns sync.runs
language plpgsql
stable
set search_path = ''
as $$
declare
  v_run sync.runs;
begin
  select * into v_run
  from sync.runs r
  where r.account_id = p_request.account_id and r.module = p_request.module and r.dry_run = p_request.dry_run
    and r.started_at > clock_timestamp() - interval '6 hours'
  order by r.run_id desc
  limit 1;
  if v_run.status = 'failed'
    and v_run.error ->> 'code' not in ('run_stalled', 'gazelle_query_refused')
    -- A resumed run that staged nothing failed in an outage: its cursor is kept until the sweep is too old, then it starts over.
    and (v_run.pages > 0 or (v_run.resumes is not null and v_run.watermark > clock_timestamp() - interval '6 hours'))
    and v_run."window" is not distinct from p_request."window"
    and (v_run.mode = p_request.mode or (p_request.mode = 'incremental' and v_run.mode = 'full'))
    and (p_request.mode <> 'repair' or (v_run.since, v_run.until) is not distinct from (p_request.since, p_request.until))
  then
    return v_run;
  end if;
  return null;
end;
$$;

comment on function sync.resumable_run(sync.run_request) is
  'The failed run whose cursors a request carries on: the last one of its module, if it asked for the same, staged something and is recent.';

create function sync.resume_run(p_failed sync.runs, p_triggered_by text)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run bigint;
begin
  insert into sync.runs (
    account_id, module, mode, "window", since, until, dry_run, resumes, sweep_id, watermark, triggered_by, lease, lease_until
  )
  values (
    p_failed.account_id, p_failed.module, p_failed.mode, p_failed."window", p_failed.since, p_failed.until, p_failed.dry_run,
    p_failed.run_id, p_failed.sweep_id, p_failed.watermark, p_triggered_by, gen_random_uuid(), clock_timestamp() + sync.lease_time()
  )
  returning run_id into v_run;

  insert into sync.lanes (
    run_id, lane, cursor, page, pass, seen, seen_before_pass, total_count, finished_at, agreed, has_met
  )
  select v_run, l.lane, l.cursor, l.page, l.pass, l.seen, l.seen_before_pass, l.total_count, l.finished_at, l.agreed,
    l.has_met
  from sync.lanes l
  where l.run_id = p_failed.run_id;
  return sync.describe_run(v_run, 'resumed');
end;
$$;

comment on function sync.resume_run(sync.runs, text) is 'A new run of the chain of a failed one, with its lanes as they stood.';
