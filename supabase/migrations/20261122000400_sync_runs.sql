-- Written by `npm run generate:migrations` from supabase/: schemas/sync/runs/runs.sql, schemas/sync/runs/lanes.sql, schemas/sync/runs/seen.sql, schemas/sync/runs/run_totals.sql, schemas/sync/runs/run_request.sql, schemas/sync/runs/begin_run.sql, schemas/sync/runs/describe_run.sql, schemas/sync/runs/finish_run.sql, schemas/sync/runs/hold_lease.sql, schemas/sync/runs/queued_sweeps.sql, schemas/sync/runs/resume_run.sql, schemas/sync/runs/stage_nodes.sql, schemas/sync/runs/stage_page.sql, schemas/sync/runs/unidentified.sql, schemas/sync/runs/watermarks.sql, schemas/sync/runs/yield_run.sql. Do not edit.

-- A run outlives its function calls: lease, counters and outcome are kept here. One open run a module and account.

create table sync.runs (
  run_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  mode text not null constraint mode_is_known check (mode in ('incremental', 'full', 'repair')),
  "window" text constraint window_is_known check ("window" in ('fast', 'balanced', 'exhaustive')),
  since timestamptz,
  until timestamptz,
  dry_run boolean not null default false,
  status text not null default 'running'
    constraint status_is_known check (status in ('running', 'success', 'partial', 'failed')),
  lease uuid,
  lease_until timestamptz,
  slices int not null default 1,
  stalls int not null default 0,
  resumes bigint references sync.runs on delete set null,
  sweep_id bigint,
  watermark timestamptz not null,
  complete boolean,
  pages int not null default 0,
  api_calls int not null default 0,
  waited_ms bigint not null default 0,
  fetched int not null default 0,
  changed int not null default 0,
  promoted int not null default 0,
  rejected int not null default 0,
  placeholders int not null default 0,
  deleted int not null default 0,
  held_back int not null default 0,
  null_nodes int not null default 0,
  api_errors int not null default 0,
  triggered_by text,
  error jsonb,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint finished_when_over check ((finished_at is null) = (status = 'running')),
  constraint lease_only_while_running check (lease is null or status = 'running'),
  constraint failed_says_why check ((status = 'failed') <= (error is not null))
);

create unique index one_open_run on sync.runs (account_id, module) where status = 'running';
create index runs_by_module on sync.runs (module, account_id, started_at desc);
create index runs_resumes on sync.runs (resumes) where resumes is not null;

-- Partial indexes for the views of monitoring, which must stay fast over 100,000 runs and 300,000 records.
create index runs_successes on sync.runs (module, account_id, mode, finished_at desc) where status = 'success' and not dry_run;
create index runs_full on sync.runs (module, account_id, started_at desc) where mode = 'full';
create index runs_failures on sync.runs (started_at) where status = 'failed';
create index runs_started on sync.runs (started_at);

comment on table sync.runs is 'One row a run. A run lives through several slices (function calls) and keeps its cursors.';
comment on column sync.runs."window" is 'Days around today for the dated kinds: fast 7/30, balanced 30/90, exhaustive 60/365.';
comment on column sync.runs.since is 'What the run asks Gazelle for: from this instant on; null asks for everything.';
comment on column sync.runs.dry_run is 'Everything is computed, counted and rolled back.';
comment on column sync.runs.lease is 'Held by the slice that works. Null while the run waits for its next slice.';
comment on column sync.runs.stalls is 'Slices in a row that staged no page; five of them end the run.';
comment on column sync.runs.resumes is 'The failed run whose cursors this one took over.';
comment on column sync.runs.sweep_id is 'First run of the chain: what was seen is kept under it.';
comment on column sync.runs.watermark is 'Start of the sweep; the next incremental run reads from here, minus the overlap.';
comment on column sync.runs.complete is 'The last page was reached and what was seen agrees with totalCount.';
comment on column sync.runs.changed is 'Staging rows inserted or updated.';
comment on column sync.runs.promoted is 'Changed records that reached production.';
comment on column sync.runs.rejected is 'Changed records of which something was refused; they stay in staging.';
comment on column sync.runs.null_nodes is 'Items that Gazelle answered as null.';
comment on column sync.runs.error is 'Why the run failed: {code, message, hint}.';

alter table sync.runs enable row level security;

-- A run reads several lanes in parallel; each has its own cursor, written in the transaction of its page.

create table sync.lanes (
  run_id bigint not null references sync.runs on delete cascade,
  lane text not null,
  cursor text,
  page int not null default 0,
  pass smallint not null default 1,
  seen int not null default 0,
  seen_before_pass int not null default 0,
  total_count int,
  finished_at timestamptz,
  agreed boolean,
  has_met boolean not null default false,
  pages int not null default 0,
  api_calls int not null default 0,
  waited_ms bigint not null default 0,
  fetched int not null default 0,
  changed int not null default 0,
  promoted int not null default 0,
  rejected int not null default 0,
  placeholders int not null default 0,
  null_nodes int not null default 0,
  api_errors int not null default 0,
  primary key (run_id, lane)
) with (fillfactor = 50);

comment on table sync.lanes is 'A stream of pages of a run, with its own cursor. Written with its page, in one transaction.';
comment on column sync.lanes.cursor is 'Where the next page starts; null is the beginning.';
comment on column sync.lanes.page is 'Number of the last staged page, over all passes and resumed runs; a page sent twice counts once.';
comment on column sync.lanes.pass is 'A lane whose count disagrees with totalCount at its end is read a second time.';
comment on column sync.lanes.seen is 'Distinct ids met in this lane.';
comment on column sync.lanes.agreed is 'At its end, what was seen agreed with totalCount.';
comment on column sync.lanes.has_met is 'It came to a record that a lane that counts with it had read.';
comment on column sync.lanes.pages is 'Pages staged by this run; page also counts those of the runs it resumes.';

alter table sync.lanes enable row level security;

-- Ids that an open sweep has seen. What is staged and not among them at its end is missing.

create unlogged table sync.seen (
  sweep_id bigint not null,
  external_id text not null,
  lane text not null,
  primary key (sweep_id, external_id, lane)
);

comment on table sync.seen is
  'Ids met by open sweeps. Unlogged: an unchanged sweep leaves no WAL; emptied by a crash, the sweep is incomplete and deletes nothing.';

alter table sync.seen enable row level security;

-- The counters of a run are the sums of its lanes' counters; written once, read by reports and by monitoring.

create view sync.run_totals with (security_invoker = on) as
select
  l.run_id,
  sum(l.pages)::int as pages,
  sum(l.api_calls)::int as api_calls,
  sum(l.waited_ms)::bigint as waited_ms,
  sum(l.fetched)::int as fetched,
  sum(l.changed)::int as changed,
  sum(l.promoted)::int as promoted,
  sum(l.rejected)::int as rejected,
  sum(l.placeholders)::int as placeholders,
  sum(l.null_nodes)::int as null_nodes,
  sum(l.api_errors)::int as api_errors
from sync.lanes l
group by l.run_id;

comment on view sync.run_totals is 'The counters of each run, summed over its lanes; no row for a run without lanes.';

-- What a caller asks for, in one value, so that the functions that answer it have one parameter.

create type sync.run_request as (
  account_id text,
  module text,
  mode text,
  "window" text,
  since timestamptz,
  until timestamptz,
  overlap interval,
  dry_run boolean,
  triggered_by text
);

comment on type sync.run_request is 'What a caller of sync.begin_run asks for.';

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

-- A run as JSON: for the worker of a slice, and as the function's answer at the end.

create function sync.describe_run(p_run bigint, p_outcome text)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  select jsonb_build_object(
    'outcome', p_outcome,
    'runId', r.run_id,
    'lease', r.lease,
    'module', r.module,
    'account', r.account_id,
    'mode', r.mode,
    'window', r."window",
    'since', r.since,
    'until', r.until,
    'watermark', r.watermark,
    'dryRun', r.dry_run,
    'timeZone', a.time_zone,
    'pageSize', a.page_size,
    'lanes', coalesce(
      (
        select jsonb_object_agg(
          l.lane, jsonb_build_object('cursor', l.cursor, 'page', l.page, 'finished', l.finished_at is not null)
        )
        from sync.lanes l
        where l.run_id = r.run_id
      ),
      '{}'
    )
  )
  from sync.runs r
  join sync.accounts a using (account_id)
  where r.run_id = p_run;
end;

comment on function sync.describe_run(bigint, text) is 'What a slice must know of its run, as JSON.';

create function sync.report_run(p_run bigint)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  select jsonb_build_object(
    'runId', r.run_id,
    'module', r.module,
    'mode', r.mode,
    'status', r.status,
    'complete', r.complete,
    'pages', coalesce(s.pages, 0),
    'apiCalls', coalesce(s.api_calls, 0),
    'fetched', coalesce(s.fetched, 0),
    'changed', coalesce(s.changed, 0),
    'promoted', coalesce(s.promoted, 0),
    'rejected', coalesce(s.rejected, 0),
    'placeholders', coalesce(s.placeholders, 0),
    'deleted', r.deleted,
    'heldBack', r.held_back,
    'durationMs', round(extract(epoch from coalesce(r.finished_at, clock_timestamp()) - r.started_at) * 1000)
  )
  from sync.runs r
  left join sync.run_totals s using (run_id)
  where r.run_id = p_run;
end;

comment on function sync.report_run(bigint) is 'A run''s counters as the functions answer them.';

-- The end of a run: its outcome, and whether its lanes are complete. Only success moves the watermark.

create function sync.has_gaps(p_run bigint)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  -- A chain of runs is judged as a whole: what an earlier link could not read, this one has not read either.
  select exists (
    select
    from sync.runs r
    join sync.runs o on o.run_id between r.sweep_id and r.run_id and o.sweep_id = r.sweep_id
    join sync.lanes l on l.run_id = o.run_id
    where r.run_id = p_run and (l.null_nodes > 0 or l.api_errors > 0)
  );
end;

comment on function sync.has_gaps(bigint) is 'Whether something that a run, or one that it resumes, asked for came as null or with errors.';

create function sync.is_complete(p_run bigint, p_lanes text[])
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select coalesce(
      bool_and(l.finished_at is not null and l.agreed)
        and not sync.has_gaps(p_run)
        and array_agg(l.lane) @> p_lanes
        -- A crash empties sync.seen (unlogged) while the lanes keep their counts: then the sweep proves nothing.
        and sum(l.seen) = (
          select count(*) from sync.seen s join sync.runs r on r.sweep_id = s.sweep_id where r.run_id = p_run
        ),
      false
    )
  from sync.lanes l
  where l.run_id = p_run and l.lane = any (p_lanes);
end;

comment on function sync.is_complete(bigint, text[]) is
  'Whether a sweep proves what is there: every lane read to its end, nothing null, no errors in it or in a run it resumes, and as many ids seen as Gazelle counts.';

create function sync.finish_run(p_run bigint, p_lease uuid, p_error jsonb default null, p_lanes text[] default '{}')
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_sum sync.run_totals;
  v_has_errors boolean;
  v_complete boolean := p_error is null and sync.is_complete(p_run, p_lanes);
begin
  perform from sync.runs r where r.run_id = p_run for update;
  v_run := sync.leased_run(p_run, p_lease);
  select * into v_sum from sync.run_totals t where t.run_id = p_run;
  -- What an earlier link could not read, this one has not read either.
  select coalesce(sum(t.rejected + t.api_errors), 0) > 0 into v_has_errors
  from sync.runs r
  join sync.run_totals t using (run_id)
  where r.run_id between v_run.sweep_id and p_run and r.sweep_id = v_run.sweep_id;

  update sync.runs r
  set status = case
        when p_error is not null then 'failed'
        when v_has_errors or not v_complete then 'partial'
        else 'success'
      end,
      complete = v_complete,
      pages = coalesce(v_sum.pages, 0),
      api_calls = coalesce(v_sum.api_calls, 0),
      waited_ms = coalesce(v_sum.waited_ms, 0),
      fetched = coalesce(v_sum.fetched, 0),
      changed = coalesce(v_sum.changed, 0),
      promoted = coalesce(v_sum.promoted, 0),
      rejected = coalesce(v_sum.rejected, 0),
      placeholders = coalesce(v_sum.placeholders, 0),
      null_nodes = coalesce(v_sum.null_nodes, 0),
      api_errors = coalesce(v_sum.api_errors, 0),
      lease = null,
      lease_until = null,
      error = p_error,
      heartbeat_at = clock_timestamp(),
      finished_at = clock_timestamp()
  where r.run_id = p_run
  returning * into v_run;

  if v_run.status <> 'failed' then
    delete from sync.seen s where s.sweep_id = v_run.sweep_id;
  end if;
  -- Neither a run with errors nor a repair of one period moves the watermark.
  if v_run.status = 'success' and v_run.mode <> 'repair' and not v_run.dry_run then
    insert into sync.watermarks as w (account_id, module, watermark, run_id)
    values (v_run.account_id, v_run.module, v_run.watermark, p_run)
    on conflict (account_id, module) do update
    set watermark = greatest(w.watermark, excluded.watermark), run_id = excluded.run_id;
  end if;

  return sync.report_run(p_run);
end;
$$;

comment on function sync.finish_run(bigint, uuid, jsonb, text[]) is
  'Judges a run with the runs it resumes: failed with an error, partial when something was refused or the sweep is not complete, else success; only success moves the watermark.';

-- The lease keeps two slices from working on one run.

create function sync.lease_time()
returns interval
language sql
immutable
set search_path = ''
return interval '2 minutes';

comment on function sync.lease_time() is 'How long a slice may be silent before another takes its run over. Longer than any wait between two heartbeats.';

create function sync.hold_lease(p_run bigint, p_lease uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update sync.runs r
  set lease_until = clock_timestamp() + sync.lease_time(), heartbeat_at = clock_timestamp()
  where r.run_id = p_run and r.lease = p_lease and r.status = 'running';
  if not found then
    raise exception 'run % is no longer ours', p_run
      using errcode = 'GZ409', hint = 'Its lease ran out and another slice took it over, or it has ended.';
  end if;
end;
$$;

comment on function sync.hold_lease(bigint, uuid) is 'Heartbeat: keeps the lease of a slice that works or waits. Raises GZ409 when another worker has the lease.';

create function sync.leased_run(p_run bigint, p_lease uuid)
returns sync.runs
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  if not coalesce(v_run.lease = p_lease and v_run.status = 'running', false) then
    raise exception 'run % is no longer ours', p_run
      using errcode = 'GZ409', hint = 'Its lease ran out and another slice took it over, or it has ended.';
  end if;
  if v_run.lease_until < clock_timestamp() + sync.lease_time() / 2 then
    perform sync.hold_lease(p_run, p_lease);
  end if;
  return v_run;
end;
$$;

comment on function sync.leased_run(bigint, uuid) is 'The run that a lease is for; a lease that is half over is renewed. Raises GZ409 when another worker has the run, or it has ended.';

-- Queue of full sweeps that found their module busy.

create table sync.queued_sweeps (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  queued_at timestamptz not null default now(),
  primary key (account_id, module)
);

comment on table sync.queued_sweeps is 'Full sweeps that found their module busy: the next incremental run of the module becomes one.';

alter table sync.queued_sweeps enable row level security;

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

-- A list of raw records goes into staging: once an id, and only where its content changed.

create function sync.has_id(p_node jsonb)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return reconcile.to_id(p_node) is not null;
end;
$$;

comment on function sync.has_id(jsonb) is
  'A record can be kept under its id: text of 1 to 200 characters (Gazelle''s have about 24) that are not all blank.';

create function sync.records_of(p_nodes jsonb, out ids text[], out nodes jsonb[], out unidentified jsonb[])
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  with page as (
    select
      n.node,
      n.place,
      -- The rule of reconcile.to_id, written out: one function call a record would cost more than the rest of this statement.
      case
        when jsonb_typeof(n.node -> 'id') = 'string' and n.node ->> 'id' ~ '[^\s\u00a0]' and length(n.node ->> 'id') <= 200
          then n.node ->> 'id'
      end as id
    from jsonb_array_elements(p_nodes) with ordinality n (node, place)
  ),
  last as (
    select distinct on (p.id) p.id, p.node from page p where p.id is not null order by p.id, p.place desc
  )
  select
    (select coalesce(array_agg(l.id order by l.id), '{}') from last l),
    (select coalesce(array_agg(l.node order by l.id), '{}') from last l),
    (select coalesce(array_agg(p.node), '{}') from page p where p.id is null and p.node <> 'null')
  into ids, nodes, unidentified;
end;
$$;

comment on function sync.records_of(jsonb) is
  'The records of a list by their ids, the last of several with one id, in the order of ids; and those without a usable id.';

create function sync.stage_records(
  p_module text,
  p_account text,
  p_run bigint,
  p_ids text[],
  p_nodes jsonb[],
  p_unidentified jsonb[],
  p_blank jsonb,
  p_has_plain_text boolean,
  out changed int,
  out promoted int,
  out rejected int,
  out placeholders int
)
language plpgsql
set search_path = ''
as $$
declare
  v_unidentified int := 0;
begin
  perform set_config('reconcile.placeholders', '0', true);
  if cardinality(p_unidentified) > 0 then
    insert into sync.unidentified (account_id, module, raw_data, issue, run_id)
    select p_account, p_module, case when p_blank = '{}' then n.node else p_blank || n.node end, 'no_id', p_run
    from unnest(p_unidentified) n (node)
    on conflict do nothing;
    get diagnostics v_unidentified = row_count;
  end if;
  -- The statement triggers have promoted the set by now; a record that they refused has the status rejected.
  execute format('select * from staging.%I($1, $2, $3, $4, $5, $6)', 'stage_' || p_module)
  into changed, promoted
  using p_account, p_run, p_ids, p_nodes, p_blank, p_has_plain_text;
  rejected := v_unidentified + changed - promoted;
  changed := changed + v_unidentified;
  placeholders := current_setting('reconcile.placeholders')::int;
end;
$$;

comment on function sync.stage_records(text, text, bigint, text[], jsonb[], jsonb[], jsonb, boolean) is
  'Stages those of some records whose content changed (see sync.records_of) and counts what came of it. p_blank: see sync.stage_page; p_has_plain_text: see staging.records.';

create function sync.stage_nodes(
  p_module text,
  p_account text,
  p_run bigint,
  p_nodes jsonb,
  out changed int,
  out promoted int,
  out rejected int,
  out placeholders int
)
language sql
set search_path = ''
begin atomic
  select s.changed, s.promoted, s.rejected, s.placeholders
  from sync.records_of(p_nodes) r
  cross join lateral sync.stage_records(p_module, p_account, p_run, r.ids, r.nodes, r.unidentified, '{}', false) s;
end;

comment on function sync.stage_nodes(text, text, bigint, jsonb) is 'Stages those of a list of raw records whose content changed.';

-- Everything for one page in one transaction: lease, ids seen, changed rows, promotion, cursor, counters.
-- Long: the parameters and the counters of stage_page take a line each.

create function sync.note_seen(p_sweep bigint, p_lane text, p_with text[], p_ids text[])
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[] := p_ids;
  v_new int;
begin
  if p_with is not null then
    select array_agg(i.id) into v_ids
    from unnest(p_ids) i (id)
    where not exists (
      select from sync.seen e where e.sweep_id = p_sweep and e.external_id = i.id and e.lane = any (p_with)
    );
  end if;
  begin
    -- Only another pass, or rows that shifted, bring an id of this lane again; the lane is locked. Without looking for a conflict
    -- first, a page costs 4 % less.
    insert into sync.seen (sweep_id, external_id, lane) select p_sweep, i.id, p_lane from unnest(v_ids) i (id);
  exception
    when unique_violation then
      insert into sync.seen (sweep_id, external_id, lane) select p_sweep, i.id, p_lane from unnest(v_ids) i (id) on conflict do nothing;
  end;
  get diagnostics v_new = row_count;
  return v_new;
end;
$$;

comment on function sync.note_seen(bigint, text, text[], text[]) is
  'Stores the ids that a sweep has seen in a lane; answers how many of them are new to the lanes that count together.';

create function sync.seen_together(p_run sync.runs, p_lane text, p_with text[], p_own int, p_total int)
returns int
language plpgsql
stable
set search_path = ''
as $$
declare
  v_seen int;
begin
  if p_with is null then
    return p_own;
  end if;
  select p_own + coalesce(sum(l.seen), 0) into v_seen
  from sync.lanes l
  where l.run_id = p_run.run_id and l.lane = any (p_with) and l.lane <> p_lane;
  -- Two lanes that meet may both count the same record: a sum that looks complete is counted again, exactly.
  if v_seen >= p_total then
    select count(distinct e.external_id) into v_seen
    from sync.seen e
    where e.sweep_id = p_run.sweep_id and (e.lane = any (p_with) or e.lane = p_lane);
  end if;
  return v_seen;
end;
$$;

comment on function sync.seen_together(sync.runs, text, text[], int, int) is
  'Records that a lane has seen, together with the lanes that count with it.';

-- Where a lane stands after a page:
--
--   next page   seen ≥ totalCount   pass                        the lane
--   yes         yes, met another    any                         is over: the lanes that count together have seen all
--   yes         otherwise           any                         goes on from the cursor
--   no          yes, or no total    any                         is over
--   no          no                  1, or 2 with new ids        is read once more from its start, as the next pass
--   no          no                  3, or 2 without new ids     is over, agreed = false: the sweep is not complete
--
-- A lane comes out short when rows shifted under the cursor during the pass.
create function sync.advance_lane(
  p_lane sync.lanes, p_cursor text, p_has_next boolean, p_total int, p_new int, p_seen int
)
returns sync.lanes
language plpgsql
stable
set search_path = ''
as $$
declare
  v_has_all constant boolean := p_seen >= coalesce(p_total, 0);
  v_is_new_in_pass constant boolean := p_lane.seen + p_new > p_lane.seen_before_pass;
  -- Short at its end: another pass finds the rows that shifted; one that finds nothing new ends the lane.
  v_reads_again constant boolean :=
    not p_has_next and not v_has_all and p_lane.pass < 3 and (p_lane.pass = 1 or v_is_new_in_pass);
  v_is_over constant boolean := case
    -- The count alone would be right by chance: a record that is deleted meanwhile makes up for one that nobody has read.
    when p_has_next then p_lane.has_met and p_total is not null and v_has_all
    else not v_reads_again
  end;
begin
  p_lane.page := p_lane.page + 1;
  p_lane.seen := p_lane.seen + p_new;
  p_lane.cursor := case when p_has_next then p_cursor end;
  p_lane.total_count := coalesce(p_total, p_lane.total_count);
  p_lane.agreed := case when v_is_over or not p_has_next then v_has_all end;
  p_lane.finished_at := case when v_is_over then clock_timestamp() end;
  if not p_has_next then
    p_lane.seen_before_pass := p_lane.seen;
    p_lane.pass := p_lane.pass + v_reads_again::int;
  end if;
  return p_lane;
end;
$$;

comment on function sync.advance_lane(sync.lanes, text, boolean, int, int, int) is
  'Where a lane stands after a page. It is over when Gazelle has no next page and what was seen agrees with totalCount, when another pass finds nothing new, or, for lanes that count together, when they have seen totalCount and it has met what another of them read.';

create function sync.stage_page(
  p_run bigint,
  p_lease uuid,
  p_lane text,
  p_page int,
  p_nodes jsonb,
  p_cursor text default null,
  p_has_next boolean default false,
  p_total int default null,
  p_null_nodes int default 0,
  p_api_errors int default 0,
  p_api_calls int default 1,
  p_waited_ms int default 0,
  p_with text[] default null,
  p_has_plain_text boolean default false,
  p_blank jsonb default '{}'
)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_lane sync.lanes;
  v_records record;
  v_counts record;
  v_new int;
  v_seen int;
begin
  insert into sync.lanes (run_id, lane)
  select r.run_id, p_lane from sync.runs r where r.run_id = p_run
  on conflict do nothing;
  -- The lane is locked before the lease is checked: a worker that takes the run over waits here and then reads its new cursor.
  select * into v_lane from sync.lanes l where l.run_id = p_run and l.lane = p_lane for update;
  v_run := sync.leased_run(p_run, p_lease);
  if p_page > v_lane.page + 1 then
    raise exception 'page % of lane % would leave a gap after page %', p_page, p_lane, v_lane.page
      using errcode = 'GZ412', hint = 'Send the pages of a lane in order.';
  end if;
  if p_page <= v_lane.page then
    return jsonb_build_object('repeated', true, 'cursor', v_lane.cursor, 'finished', v_lane.finished_at is not null);
  end if;

  select * into v_records from sync.records_of(p_nodes);
  v_lane.has_met := v_lane.has_met or p_with is not null and exists (
    select
    from sync.seen e
    where e.sweep_id = v_run.sweep_id and e.external_id = any (v_records.ids) and e.lane = any (p_with) and e.lane <> p_lane
  );
  -- A dry run stages nothing, so a record of an earlier lane or pass would look changed again: only unseen records are counted.
  if v_run.dry_run then
    -- Lanes of a dry run wait for each other here, as those of a real run do at the staged rows.
    perform from sync.runs r where r.run_id = p_run for update;
    select coalesce(array_agg(n.id), '{}'), coalesce(array_agg(n.node), '{}') into v_records.ids, v_records.nodes
    from unnest(v_records.ids, v_records.nodes) n (id, node)
    where not exists (select from sync.seen e where e.sweep_id = v_run.sweep_id and e.external_id = n.id);
  end if;
  v_new := sync.note_seen(v_run.sweep_id, p_lane, p_with, v_records.ids);

  -- A dry run takes the same path and is rolled back; only its counts and its cursor remain.
  begin
    select * into v_counts
    from sync.stage_records(v_run.module, v_run.account_id, p_run, v_records.ids, v_records.nodes, v_records.unidentified, p_blank, p_has_plain_text);
    if v_run.dry_run then
      raise exception using errcode = 'GZDRY';
    end if;
  exception
    when sqlstate 'GZDRY' then
      null;
  end;

  v_seen := sync.seen_together(v_run, p_lane, p_with, v_lane.seen + v_new, p_total);
  v_lane := sync.advance_lane(v_lane, p_cursor, p_has_next, p_total, v_new, v_seen);
  update sync.lanes l
  set (page, seen, cursor, total_count, agreed, finished_at, seen_before_pass, pass, has_met) = (
        v_lane.page, v_lane.seen, v_lane.cursor, v_lane.total_count, v_lane.agreed, v_lane.finished_at, v_lane.seen_before_pass,
        v_lane.pass, v_lane.has_met
      ),
      pages = l.pages + 1,
      api_calls = l.api_calls + p_api_calls,
      waited_ms = l.waited_ms + p_waited_ms,
      fetched = l.fetched + jsonb_array_length(p_nodes),
      changed = l.changed + v_counts.changed,
      promoted = l.promoted + v_counts.promoted,
      rejected = l.rejected + v_counts.rejected,
      placeholders = l.placeholders + v_counts.placeholders,
      null_nodes = l.null_nodes + p_null_nodes,
      api_errors = l.api_errors + p_api_errors
  where l.run_id = p_run and l.lane = p_lane;

  return to_jsonb(v_counts) || jsonb_build_object(
    'cursor', v_lane.cursor, 'finished', v_lane.finished_at is not null, 'total', v_lane.total_count, 'seen', v_seen
  );
end;
$$;

comment on function sync.stage_page(bigint, uuid, text, int, jsonb, text, boolean, int, int, int, int, int, text[], boolean, jsonb) is
  'Everything for one page in one transaction: lease, ids seen, changed rows into staging, promotion (by trigger), cursor, counters. p_with: lanes whose records count with this one''s. p_has_plain_text: see staging.records. p_blank: fields that are null where a record lacks them. Sent twice, a page counts once.';

-- Records that no staging table can hold, since they have no key.

create table sync.unidentified (
  unidentified_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  raw_data jsonb not null,
  content_hash uuid not null generated always as (md5(raw_data::text)::uuid) stored,
  issue text not null,
  run_id bigint,
  fetched_at timestamptz not null default now(),
  unique (account_id, module, content_hash)
);

comment on table sync.unidentified is 'Records without a usable id: kept as they came, once each.';
comment on column sync.unidentified.content_hash is 'md5 of raw_data, as a uuid: 16 bytes and readable.';

alter table sync.unidentified enable row level security;

-- Where the next incremental run begins to read.

create table sync.watermarks (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  watermark timestamptz not null,
  run_id bigint,
  primary key (account_id, module)
);

comment on table sync.watermarks is 'Start of the last successful sweep of a module: the next incremental run reads from here, minus the overlap.';

alter table sync.watermarks enable row level security;

-- A slice that used up its budget gives the run back and asks for the next slice.

create function sync.yield_run(p_run bigint, p_lease uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
begin
  update sync.runs r
  set lease = null, lease_until = null, heartbeat_at = clock_timestamp()
  where r.run_id = p_run and r.lease = p_lease
  returning * into v_run;
  if not found then
    raise exception 'run % is no longer ours', p_run using errcode = 'GZ409', hint = 'Another slice took it over.';
  end if;
  perform sync.invoke(v_run.module, v_run.mode, v_run."window", v_run.account_id);
exception
  -- Vault lacks the functions' URL (no sync.connect_functions yet): the caller gets "yielded" and calls again.
  when sqlstate 'GZ424' then
    raise warning '%', sqlerrm;
    update sync.runs r
    set lease = null, lease_until = null, heartbeat_at = clock_timestamp()
    where r.run_id = p_run and r.lease = p_lease;
end;
$$;

comment on function sync.yield_run(bigint, uuid) is 'Ends a slice: gives the lease back, cursors stored, and asks for the next slice.';

select sync.seal_functions();
