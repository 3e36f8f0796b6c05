-- Opening a run: a new one, one that waits for its next slice, or one whose slice died.

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
  v_run sync.runs;
  v_resumed sync.runs;
  v_mode text := p_mode;
  v_module sync.modules;
  v_since timestamptz := p_since;
  v_until timestamptz := p_until;
  v_pages int;
begin
  select * into v_module from sync.modules m where m.module = p_module;
  if not found then
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
      insert into sync.wanted (account_id, module) values (p_account, p_module) on conflict do nothing;
    end if;
    -- A dry run that went on with a real one would write.
    if (v_run.lease is not null and v_run.lease_until > clock_timestamp()) or (p_dry_run and not v_run.dry_run) then
      return jsonb_build_object('outcome', 'busy', 'runId', v_run.run_id, 'mode', v_run.mode);
    end if;

    select coalesce(sum(l.pages), 0) into v_pages from sync.lanes l where l.run_id = v_run.run_id;
    update sync.runs r
    set lease = gen_random_uuid(),
        lease_until = clock_timestamp() + sync.lease_time(),
        heartbeat_at = clock_timestamp(),
        slices = r.slices + 1,
        stalls = case when v_pages > r.pages then 0 else r.stalls + 1 end,
        pages = v_pages
    where r.run_id = v_run.run_id
    returning * into v_run;

    if v_run.stalls < 5 then
      return sync.describe_run(v_run.run_id, 'resumed');
    end if;
    perform sync.finish_run(
      v_run.run_id, v_run.lease,
      jsonb_build_object(
        'code', 'run_stalled',
        'message', format('Run %s of %s staged no page in five slices.', v_run.run_id, p_module),
        'hint', 'See the function''s log for what ended the slices.'
      )
    );
  end if;

  -- A failed run of the same request is carried on from its cursors, if it moved at all and is recent.
  select * into v_resumed
  from sync.runs r
  where r.account_id = p_account and r.module = p_module and r.dry_run = p_dry_run
    and r.started_at > clock_timestamp() - interval '6 hours'
  order by r.run_id desc
  limit 1;

  -- One that resumed and staged nothing keeps the cursor through an outage, until the sweep is too old: then it is at fault.
  if v_resumed.status = 'failed' and v_resumed.error ->> 'code' not in ('run_stalled', 'gazelle_query_refused')
    and (v_resumed.pages > 0 or (v_resumed.resumes is not null and v_resumed.watermark > clock_timestamp() - interval '6 hours'))
    and v_resumed."window" is not distinct from p_window
    and (v_resumed.mode = p_mode or (p_mode = 'incremental' and v_resumed.mode = 'full'))
    and (p_mode <> 'repair' or (v_resumed.since, v_resumed.until) is not distinct from (p_since, p_until))
  then
    insert into sync.runs (
      account_id, module, mode, "window", since, until, dry_run, resumes, sweep_id, watermark, triggered_by, lease, lease_until
    )
    values (
      p_account, p_module, v_resumed.mode, p_window, v_resumed.since, v_resumed.until, p_dry_run, v_resumed.run_id,
      v_resumed.sweep_id, v_resumed.watermark, p_triggered_by, gen_random_uuid(), clock_timestamp() + sync.lease_time()
    )
    returning * into v_run;

    insert into sync.lanes (run_id, lane, cursor, page, pass, seen, seen_before_pass, total_count, finished_at, agreed, has_met)
    select v_run.run_id, l.lane, l.cursor, l.page, l.pass, l.seen, l.seen_before_pass, l.total_count, l.finished_at, l.agreed, l.has_met
    from sync.lanes l
    where l.run_id = v_resumed.run_id;

    return sync.describe_run(v_run.run_id, 'resumed');
  end if;

  if p_mode = 'incremental' and not p_dry_run and exists (
    select from sync.wanted w where w.account_id = p_account and w.module = p_module
  ) then
    v_mode := 'full';
    v_since := null;
    v_until := null;
  elsif p_mode = 'incremental' and v_module.scope_column is not null then
    -- A dated kind sweeps its window whole; before a first success it reads everything.
    if exists (select from sync.watermarks w where w.account_id = p_account and w.module = p_module) then
      select
        (d.today - case p_window when 'fast' then 7 when 'exhaustive' then 60 else 30 end)::timestamp at time zone d.time_zone,
        (d.today + 1 + case p_window when 'fast' then 30 when 'exhaustive' then 365 else 90 end)::timestamp at time zone d.time_zone
      into v_since, v_until
      from (
        select a.time_zone, (clock_timestamp() at time zone a.time_zone)::date as today
        from sync.accounts a
        where a.account_id = p_account
      ) d;
    else
      v_mode := 'full';
    end if;
  elsif p_mode = 'incremental' and v_since is null then
    select w.watermark - p_overlap into v_since
    from sync.watermarks w
    where w.account_id = p_account and w.module = p_module;
    -- Nothing to add to yet: the first run reads everything.
    if v_since is null then
      v_mode := 'full';
    end if;
  end if;

  insert into sync.runs (
    account_id, module, mode, "window", since, until, dry_run, watermark, triggered_by, lease, lease_until
  )
  values (
    p_account, p_module, v_mode, p_window, v_since, v_until, p_dry_run, clock_timestamp(), p_triggered_by,
    gen_random_uuid(), clock_timestamp() + sync.lease_time()
  )
  returning * into v_run;
  update sync.runs set sweep_id = run_id where run_id = v_run.run_id;
  if v_mode = 'full' and not p_dry_run then
    delete from sync.wanted w where w.account_id = p_account and w.module = p_module;
  end if;

  return sync.describe_run(v_run.run_id, 'begun');
exception
  -- Two calls in the same instant: the index lets one in.
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
