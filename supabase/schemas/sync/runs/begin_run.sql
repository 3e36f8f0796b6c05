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

create function sync.reach_of(p_request sync.run_request)
returns sync.run_request
language plpgsql
stable
set search_path = ''
as $$
declare
  v_module sync.modules;
  v_watermark timestamptz;
begin
  if p_request.mode <> 'incremental' then
    return p_request;
  end if;
  select * into v_module from sync.modules m where m.module = p_request.module;
  select w.watermark into v_watermark
  from sync.watermarks w
  where w.account_id = p_request.account_id and w.module = p_request.module;

  if not p_request.dry_run and exists (
    select from sync.queued_sweeps q where q.account_id = p_request.account_id and q.module = p_request.module
  ) then
    p_request.mode := 'full';
    p_request.since := null;
    p_request.until := null;
  elsif v_module.scope_column is not null then
    -- A dated kind sweeps its window whole; before a first success it reads everything.
    if v_watermark is null then
      p_request.mode := 'full';
    else
      select w.since, w.until into p_request.since, p_request.until
      from sync.window_of(p_request.account_id, p_request."window") w;
    end if;
  elsif p_request.since is null then
    p_request.since := v_watermark - p_request.overlap;
    -- No watermark yet: the first run reads everything.
    if p_request.since is null then
      p_request.mode := 'full';
    end if;
  end if;
  return p_request;
end;
$$;

comment on function sync.reach_of(sync.run_request) is
  'What a new run reads: an incremental one from the watermark minus the overlap, or its window of days; everything before a first success, and where a full sweep is queued.';

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
  if p_request.mode = 'full' and not p_request.dry_run then
    delete from sync.queued_sweeps q where q.account_id = p_request.account_id and q.module = p_request.module;
  end if;
  return sync.describe_run(v_run, 'begun');
end;
$$;

comment on function sync.open_run(sync.run_request) is 'A new run, first of its chain. A full sweep takes the queued one off.';

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
  v_request constant sync.run_request :=
    row(p_account, p_module, p_mode, p_window, p_since, p_until, p_overlap, p_dry_run, p_triggered_by);
  v_run sync.runs;
  v_answer jsonb;
begin
  if not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', p_module using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
  if not exists (select from sync.accounts a where a.account_id = p_account) then
    raise exception 'unknown account %', p_account using errcode = 'GZ403', hint = 'See sync.accounts.';
  end if;
  perform reconcile.refresh(p_module);

  select * into v_run
  from sync.runs r
  where r.account_id = p_account and r.module = p_module and r.status = 'running'
  for update;
  if found then
    if p_mode = 'full' and v_run.mode <> 'full' and not p_dry_run then
      insert into sync.queued_sweeps (account_id, module) values (p_account, p_module) on conflict do nothing;
    end if;
    -- A dry run never takes over a real run: it would write.
    if (v_run.lease is not null and v_run.lease_until > clock_timestamp()) or (p_dry_run and not v_run.dry_run) then
      return jsonb_build_object('outcome', 'busy', 'runId', v_run.run_id, 'mode', v_run.mode);
    end if;
    v_answer := sync.take_over(v_run);
    if v_answer is not null then
      return v_answer;
    end if;
  end if;

  v_run := sync.resumable_run(v_request);
  if v_run.run_id is not null then
    return sync.resume_run(v_run, p_triggered_by);
  end if;
  return sync.open_run(sync.reach_of(v_request));
exception
  -- Of two calls in the same instant the unique index admits one.
  when unique_violation then
    return jsonb_build_object(
      'outcome', 'busy',
      'runId', (select r.run_id from sync.runs r where r.account_id = p_account and r.module = p_module and r.status = 'running'),
      'mode', p_mode
    );
end;
$$;

comment on function sync.begin_run(text, text, text, timestamptz, timestamptz, text, interval, boolean, text) is
  'Opens a run, resumes one that waits or whose lease ran out, or answers busy. The answer carries the lease and each lane''s cursor.';
