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
