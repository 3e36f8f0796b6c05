-- A run goes on where another left off: its own next slice, or the run that resumes a failed one.

create function sync.take_over(p_run sync.runs)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
  -- A slice in which a lane stepped back has come on too.
  v_pages constant int := coalesce((select sum(l.pages + l.shifts) from sync.lanes l where l.run_id = p_run.run_id), 0);
begin
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

create function sync.is_resumable(p_run sync.runs)
returns boolean
language sql
stable
set search_path = ''
return p_run.status = 'failed'
  and p_run.started_at > clock_timestamp() - interval '6 hours'
  and not sync.is_recurring_error(p_run.error)
  and case
    -- A poll is resumed once, then begun anew: a lane at fault must not keep the others from what is newest.
    when p_run.mode = 'incremental' then p_run.pages > 0 and p_run.resumes is null
    -- A resumed sweep that staged nothing failed in an outage: its cursor is kept until the sweep is too old, then it starts over.
    else p_run.pages > 0 or (p_run.kind = 'sweep' and p_run.resumes is not null and p_run.watermark > clock_timestamp() - interval '6 hours')
  end
  and not exists (
    select
    from sync.runs n
    where n.account_id = p_run.account_id and n.module = p_run.module and n.kind = p_run.kind and n.dry_run = p_run.dry_run
      and n.run_id > p_run.run_id
  );

comment on function sync.is_resumable(sync.runs) is
  'Whether the cursors of a failed run may be carried on: it is the last of its kind, staged something and is recent, and what ended it may pass. An incremental run is carried on once.';

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
    and r.kind = case p_request.mode when 'full' then 'sweep' else 'poll' end
  order by r.run_id desc
  limit 1;
  if sync.is_resumable(v_run) and sync.asks_the_same(v_run, p_request) then
    return v_run;
  end if;
  return null;
end;
$$;

comment on function sync.resumable_run(sync.run_request) is
  'The failed run whose cursors a request carries on: the last one of its module and kind, if it asked for the same and may be resumed.';

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
    run_id, lane, cursor, tail_id, trail, shifts, idle_pages, page, pass, seen, without_id, least_total, total_count, finished_at, agreed,
    has_met, counts_with, in_doubt
  )
  select v_run, l.lane, l.cursor, l.tail_id, l.trail, l.shifts, l.idle_pages, l.page, l.pass, l.seen, l.without_id, l.least_total,
    l.total_count, l.finished_at, l.agreed, l.has_met, l.counts_with, l.in_doubt
  from sync.lanes l
  where l.run_id = p_failed.run_id;
  return sync.describe_run(v_run, 'resumed');
end;
$$;

comment on function sync.resume_run(sync.runs, text) is 'A new run of the chain of a failed one, with its lanes as they stood.';

create function sync.continue_run(p_run bigint, p_module text, p_triggered_by text default null)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_answer jsonb;
begin
  select * into v_run from sync.runs r where r.run_id = p_run and r.module = p_module for update;
  if not found then
    raise exception 'unknown run % of %', p_run, p_module using errcode = 'GZ405', hint = 'Ask the function of the module that the run is of.';
  end if;
  perform reconcile.refresh(p_module);
  if v_run.status = 'running' then
    if v_run.lease_until > clock_timestamp() then
      return sync.describe_busy(v_run);
    end if;
    v_answer := sync.take_over(v_run);
    if v_answer is not null then
      return v_answer;
    end if;
  elsif sync.is_resumable(v_run) then
    return sync.resume_run(v_run, sync.fit_text(p_triggered_by, 60));
  end if;
  return jsonb_build_object('outcome', 'over', 'runId', p_run);
exception
  when unique_violation then
    return sync.describe_busy((select r from sync.runs r where r.account_id = v_run.account_id and r.module = p_module
      and r.kind = v_run.kind and r.dry_run = v_run.dry_run and r.status = 'running'));
end;
$$;

comment on function sync.continue_run(bigint, text, text) is
  'Goes on with a run: its next slice, or a run that resumes it after a failure. Answers busy while a slice is at it, and over when nothing is left to do.';
