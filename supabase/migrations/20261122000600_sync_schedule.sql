-- Written by `npm run generate:migrations` from supabase/: schemas/sync/schedule/call_function.sql, schemas/sync/schedule/invoke.sql, schemas/sync/schedule/prune.sql, schemas/sync/schedule/requests.sql, schemas/sync/schedule/resume_stalled_runs.sql. Do not edit.

-- How SQL reaches an edge function: pg_net posts, Vault keeps the URL and the key.

create function sync.call_function(p_name text, p_body jsonb, p_trigger text)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_url text;
  v_key text;
begin
  select s.decrypted_secret into v_url from vault.decrypted_secrets s where s.name = 'gazelle_functions_url';
  select s.decrypted_secret into v_key from vault.decrypted_secrets s where s.name = 'gazelle_secret_key';
  if v_url is null or v_key is null then
    raise exception 'Vault lacks %', case when v_url is null then 'gazelle_functions_url' else 'gazelle_secret_key' end
      using errcode = 'GZ424', hint = 'select sync.connect_functions(url, secret key);';
  end if;
  -- pg_net sends the next calls when the slowest of these was answered: the function answers at once and goes on. A time-out of this
  -- request does not end a run; until then a function may start and wait for its turn at the database.
  return net.http_post(
    url := v_url || '/' || p_name,
    body := p_body,
    headers := jsonb_build_object(
      'Content-Type', 'application/json', 'apikey', v_key, 'x-triggered-by', p_trigger, 'Prefer', 'respond-async'
    ),
    timeout_milliseconds := 20000
  );
end;
$$;

comment on function sync.call_function(text, jsonb, text) is
  'Posts to an edge function after this transaction commits, with URL and key from Vault; answers pg_net''s request id. Runs as its owner: service_role reaches neither pg_net nor Vault.';

create function sync.call_if_connected(p_name text, p_trigger text)
returns text
language plpgsql
set search_path = ''
as $$
begin
  perform sync.call_function(p_name, '{}', p_trigger);
  return null;
exception
  when sqlstate 'GZ424' then
    return sqlerrm;
end;
$$;

comment on function sync.call_if_connected(text, text) is 'Posts to an edge function where Vault has its address; null then, else what is missing.';

create function sync.connect_functions(p_url text, p_secret_key text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_secret record;
  v_id uuid;
begin
  for v_secret in
    select *
    from (values
      ('gazelle_functions_url', rtrim(p_url, '/'), 'Where pg_cron finds the edge functions'),
      ('gazelle_secret_key', p_secret_key, 'Secret key that opens the edge functions')
    ) s (name, secret, description)
  loop
    select s.id into v_id from vault.decrypted_secrets s where s.name = v_secret.name;
    if v_id is null then
      perform vault.create_secret(v_secret.secret, v_secret.name, v_secret.description);
    else
      perform vault.update_secret(v_id, v_secret.secret);
    end if;
  end loop;
  return format('The schedule calls %s.', rtrim(p_url, '/'));
end;
$$;

comment on function sync.connect_functions(text, text) is 'Stores the functions'' URL and secret key in Vault, for the schedule. Safe to repeat.';

-- A cron job only calls the function of its module; the outcome is in sync.runs.

create function sync.call_sync(p_module text, p_mode text, p_window text, p_account text, p_trigger text)
returns bigint
language sql
set search_path = ''
return sync.call_function(
  'sync-' || p_module, jsonb_strip_nulls(jsonb_build_object('mode', p_mode, 'window', p_window, 'account', p_account)), p_trigger
);

comment on function sync.call_sync(text, text, text, text, text) is 'Calls the function of a module for one account.';

create function sync.job_of(p_module text, p_mode text, p_window text default null, p_account text default null)
returns text
language sql
immutable
set search_path = ''
return concat_ws('-', 'gazelle-sync', p_module, p_mode, p_window) || coalesce('@' || p_account, '');

comment on function sync.job_of(text, text, text, text) is
  'The name of a cron job: of a module, mode and window for all accounts, or for one account alone.';

create function sync.schedule_of(p_module text, p_mode text, p_window text, p_account text)
returns text
language sql
stable
set search_path = ''
begin atomic
  select j.schedule
  from cron.job j
  where j.active and j.jobname in (sync.job_of(p_module, p_mode, p_window), sync.job_of(p_module, p_mode, p_window, p_account))
  order by j.jobname = sync.job_of(p_module, p_mode, p_window) limit 1;
end;

comment on function sync.schedule_of(text, text, text, text) is
  'When an account''s module is called in a mode and window: at the times of its own job, or of the one for all accounts. Null where there is none.';

create function sync.has_own_job(p_module text, p_mode text, p_window text, p_account text)
returns boolean
language sql
stable
security definer
set search_path = ''
begin atomic
  select exists (select from cron.job j where j.jobname = sync.job_of(p_module, p_mode, p_window, p_account));
end;

comment on function sync.has_own_job(text, text, text, text) is 'Whether an account has a job of its own, active or not: the one for all accounts then leaves it out.';

create function sync.invoke(
  p_module text,
  p_mode text default 'incremental',
  p_window text default null,
  p_account text default null,
  p_trigger text default 'schedule'
)
returns setof bigint
language plpgsql
set search_path = ''
as $$
declare
  v_account text;
begin
  if p_account is not null then
    perform sync.check_account(p_account);
  end if;
  for v_account in
    select a.account_id
    from sync.accounts a
    where case
      when p_account is not null then a.account_id = p_account and (a.paused_at is null or p_trigger <> 'schedule')
      else a.paused_at is null and not (p_trigger = 'schedule' and sync.has_own_job(p_module, p_mode, p_window, a.account_id))
    end
    order by a.account_id
  loop
    perform sync.keep_request(p_module, p_mode, p_window, v_account, p_trigger);
    return next sync.call_sync(p_module, p_mode, p_window, v_account, p_trigger);
  end loop;
end;
$$;

comment on function sync.invoke(text, text, text, text, text) is
  'Starts a sync by calling its edge function: of one account, or of every account that is not paused and has no job of its own. This is all that a cron job does. A request that nothing else repeats soon is kept until a run has answered it, see sync.requests.';

create function sync.invoke_run(p_run bigint)
returns bigint
language sql
set search_path = ''
begin atomic
  select sync.call_function('sync-' || r.module, jsonb_build_object('run', r.run_id), 'schedule')
  from sync.runs r
  where r.run_id = p_run;
end;

comment on function sync.invoke_run(bigint) is 'Goes on with a run by calling its edge function: its next slice, or a run that resumes it.';

create function sync.schedule(p_module text, p_mode text, p_times text, p_window text default null, p_account text default null)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_name constant text := sync.job_of(p_module, p_mode, p_window, p_account);
begin
  if p_account is not null then
    perform sync.check_account(p_account);
  end if;
  perform cron.schedule(
    v_name, p_times,
    case
      when p_account is not null then format('select sync.invoke(%L, %L, %L, %L)', p_module, p_mode, p_window, p_account)
      when p_window is null then format('select sync.invoke(%L, %L)', p_module, p_mode)
      else format('select sync.invoke(%L, %L, %L)', p_module, p_mode, p_window)
    end
  );
  return format('%s runs at %s (UTC).', v_name, p_times);
end;
$$;

comment on function sync.schedule(text, text, text, text, text) is
  'Makes or changes the cron job of a module, mode and window, for all accounts, or for one alone, which the job for all then leaves out; cron.unschedule of its job takes the account back. Times are cron''s five fields, in UTC. Safe to repeat.';

-- What is over goes when sync.retention says; ids seen by runs that are not resumed any more go after a day.

create function sync.prune_table(p_table text, p_before timestamptz)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_count int;
begin
  case p_table
    when 'sync.runs' then
      -- How old the last whole sweep is must stay known.
      delete from sync.runs r
      where r.run_id = any (array(
        select r.run_id
        from sync.runs r
        where r.finished_at < p_before
          and not (
            r.mode = 'full' and coalesce(r.complete, false) and not r.dry_run
            and not exists (
              select from sync.runs n
              where n.module = r.module and n.account_id = r.account_id and n.mode = 'full' and n.complete and not n.dry_run
                and n.started_at > r.started_at
            )
          )
        order by r.run_id
        limit sync.prune_limit()
      ));
    when 'sync.seen' then
      -- The seen ids of a failed run serve the run that resumes it, which starts within six hours or not at all.
      delete from sync.seen s
      where not exists (
        select from sync.runs r
        where r.sweep_id = s.sweep_id and (r.status = 'running' or r.started_at > now() - interval '1 day')
      );
    when 'sync.requests' then
      delete from sync.requests q where not sync.is_kept(q);
    when 'sync.holes' then
      delete from sync.holes h
      where h.hole_id = any (array(select o.hole_id from sync.holes o where o.closed_at < p_before order by o.hole_id limit sync.prune_limit()));
    when 'sync.unidentified' then
      delete from sync.unidentified u
      where u.unidentified_id = any (array(
        select o.unidentified_id from sync.unidentified o where o.last_seen_at < p_before order by o.unidentified_id limit sync.prune_limit()
      ));
    when 'sync.connect_links' then
      delete from sync.connect_links l where l.expires_at < p_before;
    when 'sync.links' then
      delete from sync.links l where l.revoked_at < p_before;
    when 'sync.connect_states' then
      delete from sync.connect_states s where s.expires_at < p_before;
    when 'cron.job_run_details' then
      -- A job that a crash ended has no end.
      delete from cron.job_run_details d where coalesce(d.end_time, d.start_time) < p_before;
    when 'changes' then
      return changes.prune(p_before, sync.prune_limit());
    when 'gazelle' then
      if p_before is null then
        return 0;
      end if;
      v_count := reconcile.prune_deleted(p_before, sync.prune_limit());
      -- Of what stays, being referred to, it must stay known what it was merged into.
      delete from sync.missing m
      where m.status = 'gone' and m.resolved_at < p_before
        and not exists (select from reconcile.mirror t where t.account_id = m.account_id and t.id = m.external_id)
        and not exists (select from staging.records s where s.account_id = m.account_id and s.external_id = m.external_id)
        and not exists (select from sync.missing p where p.account_id = m.account_id and p.module = m.module and p.successor_id = m.external_id);
      return v_count;
  end case;
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

comment on function sync.prune_table(text, timestamptz) is
  'Deletes what one table keeps no longer, sync.prune_limit rows of it at most; answers how many. gazelle: what is gone from Gazelle, in production and staging. p_before: of sync.retention; null keeps everything.';

create function sync.prune(p_keep interval default null)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_table text;
  v_what text;
  v_counts jsonb := '{}'::jsonb;
  v_failed text;
begin
  perform reconcile.forget_job_errors('prune');
  for v_table, v_what in
    values ('sync.runs', 'runs'), ('sync.seen', null), ('sync.requests', null), ('sync.holes', 'holes'), ('sync.unidentified', 'unidentified'),
      ('sync.connect_links', 'connect_links'), ('sync.connect_states', 'connect_states'), ('sync.links', 'links'), ('cron.job_run_details', 'cron_log'), ('gazelle', 'deleted_records'),
      ('changes', 'changes')
  loop
    -- One table at fault must not keep the others growing.
    begin
      v_counts := v_counts || jsonb_build_object(
        v_table, sync.prune_table(v_table, case when v_what in ('runs', 'holes', 'unidentified') then coalesce(now() - p_keep, sync.kept_since(v_what)) else sync.kept_since(v_what) end)
      );
    exception
      when others or query_canceled then
        perform reconcile.note_job_error('prune', v_table, null, sqlerrm);
        v_failed := concat_ws(', ', v_failed, v_table);
        -- The time is over for those that follow too.
        exit when sqlstate = '57014';
    end;
  end loop;
  return format('%s runs and %s seen ids pruned.', coalesce(v_counts ->> 'sync.runs', '0'), coalesce(v_counts ->> 'sync.seen', '0'))
    || case when v_failed is null then '' else format(' Failed: %s; see reconcile.job_errors.', v_failed) end;
end;
$$;

comment on function sync.prune(interval) is 'Nightly, by sync.retention: old runs, links and closed holes, records without an id that come no more, leftovers of abandoned sweeps, pg_cron''s own log, and what has been gone from Gazelle for long enough. p_keep: in place of the setting, for runs, holes and records without an id. A table that fails undoes nothing of the others: see reconcile.job_errors.';
select cron.schedule('gazelle-prune', '40 7 * * *', 'select sync.prune()');

-- Requests through pg_net, which discards the answers: each request is repeated until a run has completed it.

create table sync.requests (
  request_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts on delete cascade,
  module text not null references sync.modules,
  mode text not null,
  "window" text,
  triggered_by text not null,
  asked_at timestamptz not null default clock_timestamp(),
  tries int not null default 1,
  next_at timestamptz not null,
  waits_for bigint,
  unique nulls not distinct (account_id, module, mode, "window")
);

comment on table sync.requests is 'Requests that no run has answered yet: sweeps, windows of days, and what a person asks for. The keeper repeats them for a day, or a week: see sync.is_kept.';
comment on column sync.requests.next_at is 'When it is asked again; the delay doubles from five minutes to four hours.';
comment on column sync.requests.waits_for is 'The run that answers it, or that it found at work: it is not asked again before that one is over.';

alter table sync.requests enable row level security;

create function sync.is_kept(p_request sync.requests)
returns boolean
language sql
stable
set search_path = ''
return p_request.asked_at > clock_timestamp() - case
  -- A module that need not be swept each week has its next sweep no sooner than that.
  when p_request.mode = 'full' and exists (select from sync.modules m where m.module = p_request.module and m.swept_within > interval '7 days')
    then interval '7 days'
  else interval '1 day'
end;

comment on function sync.is_kept(sync.requests) is
  'Whether a request is still repeated: a day long, or a week where its sweep comes once a week, since by then the schedule has asked for it again. An older one stands in nobody''s way.';

create function sync.time_of_next_try(p_tries int)
returns timestamptz
language sql
volatile
set search_path = ''
return clock_timestamp() + least(interval '5 minutes' * power(2, least(p_tries - 1, 6)), interval '4 hours');

comment on function sync.time_of_next_try(int) is 'When a request is repeated that was sent so many times.';

create function sync.keep_request(p_module text, p_mode text, p_window text, p_account text, p_trigger text)
returns void
language sql
set search_path = ''
begin atomic
  insert into sync.requests as q (account_id, module, mode, "window", triggered_by, next_at)
  select p_account, p_module, p_mode, p_window, p_trigger, sync.time_of_next_try(1)
  -- A plain poll of the schedule comes again by itself.
  where p_window is not null or p_mode = 'full' or p_trigger <> 'schedule'
  on conflict (account_id, module, mode, "window") do update
  set asked_at = excluded.asked_at, tries = 1, next_at = excluded.next_at, waits_for = null, triggered_by = excluded.triggered_by
  -- A person's request outranks one of the schedule, which must not put it off.
  where excluded.triggered_by <> 'schedule' or q.triggered_by = 'schedule' or not sync.is_kept(q);
end;

comment on function sync.keep_request(text, text, text, text, text) is 'Remembers a request until it is answered, but for plain polls of the schedule, which come again by themselves.';

create function sync.note_answer(p_request sync.run_request, p_answer jsonb)
returns void
language sql
set search_path = ''
begin atomic
  update sync.requests q
  set waits_for = (p_answer ->> 'runId')::bigint,
      next_at = case p_answer ->> 'outcome' when 'busy' then clock_timestamp() else q.next_at end
  where q.account_id = p_request.account_id and q.module = p_request.module and q.mode = p_request.asked_mode
    and q."window" is not distinct from p_request."window" and not p_request.dry_run;
end;

comment on function sync.note_answer(sync.run_request, jsonb) is 'Notes which run a kept request waits for: its own, or the one that was busy.';

create function sync.answer_requests(p_run sync.runs)
returns void
language sql
set search_path = ''
begin atomic
  delete from sync.requests q
  where q.account_id = p_run.account_id and q.module = p_run.module and not p_run.dry_run
    and (
      (p_run.read_to_end and p_run.mode = 'full' and (p_run.watermark >= q.asked_at or q.asked_at > clock_timestamp()))
      -- Where a person asks for everything, only what began later answers (see sync.asks_the_same). What ended a run of the schedule and
      -- would end the next one too waits for its next time.
      or (
        (
          p_run.read_to_end
          -- Slices that died may not die again, and a window is short.
          or q.triggered_by = 'schedule' and sync.is_recurring_error(p_run.error)
            and not (q."window" is not null and p_run.error ->> 'code' = 'run_stalled')
        )
        and q.mode = p_run.mode and q."window" is not distinct from p_run."window" and (q.mode <> 'full' or q.triggered_by = 'schedule')
      )
    );
end;

comment on function sync.answer_requests(sync.runs) is 'Forgets the requests that a run has answered; a sweep that was read to its end answers those of polls too.';

create function sync.requests_due()
returns setof sync.requests
language sql
stable
set search_path = ''
begin atomic
  select q.*
  from sync.requests q
  join sync.accounts a using (account_id)
  -- No request waits for longer than four hours: the clock was ahead.
  where (q.next_at <= clock_timestamp() or q.next_at > clock_timestamp() + interval '5 hours') and sync.is_kept(q)
    and (a.paused_at is null or q.triggered_by <> 'schedule')
    and not exists (
      select
      from sync.runs w
      join sync.runs r on r.sweep_id = w.sweep_id and r.run_id >= w.run_id
      -- A failed sweep is carried on, see sync.runs_to_resume.
      where w.run_id = q.waits_for and (r.status = 'running' or (r.kind = 'sweep' and sync.is_resumable(r)))
    );
end;

comment on function sync.requests_due() is 'Kept requests that are to be sent again now: the run that they wait for is over, and did not answer them.';

create function sync.repeat_requests()
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_request sync.requests;
  v_count int := 0;
begin
  for v_request in select * from sync.requests_due() loop
    update sync.requests q
    set tries = q.tries + 1, next_at = sync.time_of_next_try(q.tries + 1)
    where q.request_id = v_request.request_id;
    perform sync.call_sync(v_request.module, v_request.mode, v_request."window", v_request.account_id, v_request.triggered_by);
    v_count := v_count + 1;
  end loop;
  return v_count;
end;
$$;

comment on function sync.repeat_requests() is 'Sends the requests that are due again; answers how many.';

-- A run whose slice died is continued within a minute, and a failed sweep is tried again.

create function sync.runs_to_resume()
returns setof bigint
language sql
stable
set search_path = ''
begin atomic
  select r.run_id
  from sync.runs r
  where r.status = 'running'
    and ((r.lease is null and r.heartbeat_at < clock_timestamp() - interval '30 seconds') or r.lease_until < clock_timestamp())
  union all
  -- Nothing but the next day's schedule would come back to a sweep; each try doubles the delay, from a minute to half an hour.
  select r.run_id
  from sync.runs r
  where r.status = 'failed' and r.kind = 'sweep' and not r.dry_run
    and r.started_at > clock_timestamp() - interval '6 hours'
    -- What a paused account has begun is ended, and nothing is begun, but for a person who waits for it.
    and (
      not exists (select from sync.accounts a where a.account_id = r.account_id and a.paused_at is not null)
      or exists (
        select
        from sync.requests q
        join sync.runs w on w.run_id = q.waits_for
        where w.sweep_id = r.sweep_id and q.triggered_by <> 'schedule' and sync.is_kept(q)
      )
    )
    and r.finished_at < clock_timestamp() - least(
      interval '1 minute' * power(2, least((select count(*) from sync.runs c where c.sweep_id = r.sweep_id) - 1, 5)), interval '30 minutes'
    )
    and sync.is_resumable(r);
end;

comment on function sync.runs_to_resume() is
  'Open runs that no slice works on, and failed sweeps whose next try is due.';

create function sync.sweeps_to_repeat()
returns table (module text, account_id text)
language sql
stable
set search_path = ''
begin atomic
  select r.module, r.account_id
  from sync.runs r
  where r.kind = 'sweep' and r.status = 'partial' and r.read_to_end and not r.dry_run
    and r.finished_at between clock_timestamp() - interval '6 hours' and clock_timestamp() - interval '1 hour'
    -- What an earlier link could not read, the last one has not read either.
    and exists (select from sync.runs o where o.sweep_id = r.sweep_id and o.run_id between r.sweep_id and r.run_id and o.new_gaps > 0)
    and not exists (select from sync.accounts a where a.account_id = r.account_id and a.paused_at is not null)
    and (
      select count(*)
      from sync.runs c
      where c.account_id = r.account_id and c.module = r.module and c.kind = 'sweep' and c.read_to_end and not c.dry_run
        and c.finished_at > clock_timestamp() - interval '6 hours'
    ) < 3
    and not exists (
      select
      from sync.runs n
      where n.account_id = r.account_id and n.module = r.module and n.kind = 'sweep' and not n.dry_run and n.run_id > r.run_id
    )
    -- Asked for once, it is asked for again as any request.
    and not exists (select from sync.requests q where q.account_id = r.account_id and q.module = r.module and q.mode = 'full' and sync.is_kept(q));
end;

comment on function sync.sweeps_to_repeat() is
  'Modules whose last sweep, or an earlier link of its chain, met holes that may pass: an hour later it is repeated, twice at most.';

create function sync.end_future_leases()
returns void
language sql
set search_path = ''
begin atomic
  update sync.runs r
  set lease_until = least(r.lease_until, clock_timestamp() + sync.lease_time()), heartbeat_at = least(r.heartbeat_at, clock_timestamp())
  where r.status = 'running' and greatest(r.lease_until, r.heartbeat_at) > clock_timestamp() + sync.lease_time();
end;

comment on function sync.end_future_leases() is
  'A lease of a clock that was ahead and was set back lasts no longer than any other: what its slice was doing would stand still until that day.';

create function sync.resume_stalled_runs()
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_run bigint;
  v_count int := 0;
begin
  perform sync.end_future_leases();
  for v_run in select * from sync.runs_to_resume() loop
    perform sync.invoke_run(v_run);
    v_count := v_count + 1;
  end loop;
  perform sync.invoke(s.module, 'full', null, s.account_id) from sync.sweeps_to_repeat() s;
  perform sync.repeat_requests();
  return format('%s runs resumed.', v_count);
end;
$$;

comment on function sync.resume_stalled_runs() is
  'Each minute: continues runs that wait for their next slice or whose slice died, tries failed sweeps again, repeats those with new holes, and the requests that no run has answered.';

select cron.schedule('gazelle-keeper', '* * * * *', 'select sync.resume_stalled_runs()');
