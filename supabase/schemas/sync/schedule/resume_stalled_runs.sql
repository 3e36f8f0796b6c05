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
