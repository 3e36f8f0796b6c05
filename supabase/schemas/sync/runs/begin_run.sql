-- Opening a run: a new one, one that waits for its next slice, or one whose lease ran out.

create function sync.window_of(p_account text, p_window text, out since timestamptz, out until timestamptz)
language sql
stable
set search_path = ''
begin atomic
  select
    (d.today - case p_window when 'fast' then 7 when 'exhaustive' then 60 else 30 end)::timestamp at time zone d.time_zone,
    (d.today + 1 + case p_window when 'fast' then 30 when 'exhaustive' then 365 else 90 end)::timestamp at time zone d.time_zone
  from (
    select a.time_zone, (clock_timestamp() at time zone a.time_zone)::date as today
    from sync.accounts a
    where a.account_id = p_account
  ) d;
end;

comment on function sync.window_of(text, text) is 'The instants between which a window of days around today lies, in the account''s zone.';

create function sync.is_recurring_error(p_error jsonb)
returns boolean
language sql
immutable
set search_path = ''
return coalesce(p_error ->> 'code' in ('run_stalled', 'gazelle_query_refused', 'gazelle_list_endless'), false);

comment on function sync.is_recurring_error(jsonb) is 'Whether a run that resumes from the same cursors would meet the error that ended this one.';

create function sync.retry_delay_after(p_run sync.runs)
returns interval
language sql
stable
set search_path = ''
begin atomic
  select case p_run.error ->> 'code'
    -- It is endless at the next try too, and has read what it could.
    when 'gazelle_list_endless' then interval '6 hours'
    -- A slice that dies or a query that is refused may pass. A short sweep is cheap to repeat at the next poll; a long one waits longer.
    else least(
      interval '6 hours',
      (select sum(o.pages) from sync.runs o where o.sweep_id = p_run.sweep_id and o.run_id between p_run.sweep_id and p_run.run_id) * interval '1 minute'
    )
  end;
end;

comment on function sync.retry_delay_after(sync.runs) is
  'How long the schedule waits before it begins a module''s first sweep anew after an error that its cursors would meet again: a minute for each page that it read, six hours at most.';

create function sync.watermark_of(p_account text, p_module text)
returns timestamptz
language sql
stable
set search_path = ''
begin atomic
  select case
    when w.watermark <= clock_timestamp() then w.watermark
    -- The clock was ahead. Polls after the first asked Gazelle for what changes in the future: only what came before is read.
    else (
      select max(r.watermark)
      from sync.runs r
      where r.account_id = p_account and r.module = p_module and r.moved_watermark and not r.dry_run and r.watermark <= clock_timestamp()
    )
  end
  from sync.watermarks w
  where w.account_id = p_account and w.module = p_module;
end;

comment on function sync.watermark_of(text, text) is
  'The watermark of a module; where it is in the future, since the clock was set back, the last one that is not. Null when there is none.';

create function sync.read_before(p_account text, p_module text, p_triggered_by text)
returns timestamptz
language sql
stable
set search_path = ''
begin atomic
  select coalesce(
    sync.watermark_of(p_account, p_module),
    -- Before the first watermark: a sweep that is under way, or has ended with holes, read everything from its start back.
    (
      select r.watermark
      from sync.runs r
      where r.account_id = p_account and r.module = p_module and r.kind = 'sweep' and not r.dry_run
        and r.watermark <= clock_timestamp()
        and (
          r.read_to_end
          -- It is at work, or its next slice is about to begin; one whose slice died is carried on first. gazelle sync and npm start wait for
          -- the whole history, since their answer is that a module is read.
          or (p_triggered_by is distinct from 'cli' and r.status = 'running' and (r.lease_until > clock_timestamp() or (r.lease is null and r.heartbeat_at > clock_timestamp() - interval '30 seconds')))
          -- It read what it could, and is not read again from its beginning at each poll.
          or (p_triggered_by = 'schedule' and r.pages > 0 and sync.is_recurring_error(r.error) and r.finished_at > clock_timestamp() - sync.retry_delay_after(r))
        )
      order by r.run_id desc
      limit 1
    )
  );
end;

comment on function sync.read_before(text, text, text) is
  'The instant before which a module''s records are read, or are being read by its open sweep: its polls begin there, minus their overlap. Null before the first sweep.';

create function sync.resolve_range(p_request sync.run_request)
returns sync.run_request
language plpgsql
stable
set search_path = ''
as $$
declare
  v_read_before constant timestamptz := sync.read_before(p_request.account_id, p_request.module, p_request.triggered_by);
begin
  if p_request.mode <> 'incremental' then
    return p_request;
  end if;
  if exists (select from sync.modules m where m.module = p_request.module and m.scope_column is not null) then
    -- A dated kind sweeps its window whole; before the first sweep it reads everything.
    if v_read_before is null then
      p_request.mode := 'full';
    else
      select w.since, w.until into p_request.since, p_request.until
      from sync.window_of(p_request.account_id, p_request."window") w;
    end if;
  elsif p_request.since is null then
    p_request.since := v_read_before - p_request.overlap;
    if p_request.since is null then
      p_request.mode := 'full';
    end if;
  end if;
  return p_request;
end;
$$;

comment on function sync.resolve_range(sync.run_request) is
  'What a new run reads: an incremental one from the watermark minus the overlap, or its window of days; everything before the first sweep.';

create function sync.open_run_of(p_request sync.run_request)
returns sync.runs
language sql
set search_path = ''
as $$
  select r
  from sync.runs r
  where r.account_id = p_request.account_id and r.module = p_request.module and r.status = 'running'
    and r.kind = case p_request.mode when 'full' then 'sweep' else 'poll' end and r.dry_run = p_request.dry_run
  for update;
$$;

comment on function sync.open_run_of(sync.run_request) is 'The open run of the kind that a request asks for, locked.';

create function sync.asks_the_same(p_run sync.runs, p_request sync.run_request)
returns boolean
language sql
immutable
set search_path = ''
return p_run.mode = p_request.mode
  and p_run."window" is not distinct from p_request."window"
  and (p_request.mode <> 'repair' or (p_run.since, p_run.until) is not distinct from (p_request.since, p_request.until))
  -- A full sweep that a person asks for must see everything as it was when it was asked for: it begins anew.
  and (p_request.asked_mode <> 'full' or coalesce(p_request.triggered_by, '') = 'schedule');

comment on function sync.asks_the_same(sync.runs, sync.run_request) is
  'Whether a run that began earlier answers a request: an incremental one may have begun at an earlier watermark, a full sweep by the schedule at an earlier time.';

create function sync.open_run(p_request sync.run_request)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run bigint;
begin
  insert into sync.runs (
    account_id, module, mode, "window", since, until, dry_run, watermark, triggered_by, lease, lease_until
  )
  values (
    p_request.account_id, p_request.module, p_request.mode, p_request."window", p_request.since, p_request.until, p_request.dry_run,
    clock_timestamp(), p_request.triggered_by, gen_random_uuid(), clock_timestamp() + sync.lease_time()
  )
  returning run_id into v_run;
  update sync.runs set sweep_id = run_id where run_id = v_run;
  return sync.describe_run(v_run, 'begun');
end;
$$;

comment on function sync.open_run(sync.run_request) is 'A new run, first of its chain.';

create function sync.answer_of(p_request sync.run_request)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs := sync.open_run_of(p_request);
  v_answer jsonb;
begin
  if v_run.run_id is not null then
    -- The answer is of what was asked for, or busy: an open run of another request goes on by its own id.
    if v_run.lease_until > clock_timestamp() or not sync.asks_the_same(v_run, p_request) then
      return sync.describe_busy(v_run);
    end if;
    v_answer := sync.take_over(v_run);
    if v_answer is not null then
      return v_answer;
    end if;
  end if;

  v_run := sync.resumable_run(p_request);
  if v_run.run_id is not null then
    return sync.resume_run(v_run, p_request.triggered_by);
  end if;
  return sync.open_run(p_request);
exception
  -- Of two calls in the same instant the unique index admits one.
  when unique_violation then
    return sync.describe_busy(sync.open_run_of(p_request));
end;
$$;

comment on function sync.answer_of(sync.run_request) is 'The run that a request opens, resumes or finds busy.';

create function sync.begin_run(
  p_module text,
  p_mode text default 'incremental',
  p_window text default null,
  p_since timestamptz default null,
  p_until timestamptz default null,
  p_account text default 'main',
  p_overlap interval default '0',
  p_dry_run boolean default false,
  p_triggered_by text default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_request constant sync.run_request := sync.resolve_range(
    row(p_account, p_module, p_mode, p_mode, p_window, p_since, p_until, p_overlap, p_dry_run, sync.fit_text(p_triggered_by, 60))
  );
  v_answer jsonb;
begin
  if not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', p_module using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
  perform sync.check_account(p_account, p_triggered_by);
  perform reconcile.refresh(p_module);

  v_answer := sync.answer_of(v_request);
  perform sync.note_answer(v_request, v_answer);
  return v_answer;
end;
$$;

comment on function sync.begin_run(text, text, text, timestamptz, timestamptz, text, interval, boolean, text) is
  'Opens a run, resumes one of the same request that waits or whose lease ran out, or answers busy. Polls and sweeps do not wait for each other, nor does either for a dry run. The answer carries the lease and each lane''s cursor.';
