-- The end of a run: its outcome, and whether it proves what is there. Only success moves the watermark.

create function sync.is_complete(p_run bigint, p_lanes text[])
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select coalesce(
      bool_and(l.finished_at is not null and l.agreed and l.null_nodes = 0 and l.api_errors = 0)
        and array_agg(l.lane) @> p_lanes
        -- A crash empties sync.seen while the lanes remember: then nothing is proved.
        and sum(l.seen) = (
          select count(*) from sync.seen s join sync.runs r on r.sweep_id = s.sweep_id where r.run_id = p_run
        ),
      false
    )
  from sync.lanes l
  where l.run_id = p_run and l.lane = any (p_lanes);
end;

comment on function sync.is_complete(bigint, text[]) is
  'Whether a sweep proves what is there: every lane read to its end, nothing null, no errors, and as many ids seen as Gazelle counts.';

create function sync.finish_run(p_run bigint, p_lease uuid, p_error jsonb default null, p_lanes text[] default '{}')
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_sum record;
  v_complete boolean := p_error is null and sync.is_complete(p_run, p_lanes);
begin
  select * into v_run from sync.runs r where r.run_id = p_run for update;
  if not coalesce(v_run.lease = p_lease and v_run.status = 'running', false) then
    raise exception 'run % is no longer ours', p_run
      using errcode = 'GZ409', hint = 'Its lease ran out and another slice took it over, or it has ended.';
  end if;

  select
    coalesce(sum(l.pages), 0) as pages,
    coalesce(sum(l.api_calls), 0) as api_calls,
    coalesce(sum(l.waited_ms), 0) as waited_ms,
    coalesce(sum(l.fetched), 0) as fetched,
    coalesce(sum(l.changed), 0) as changed,
    coalesce(sum(l.promoted), 0) as promoted,
    coalesce(sum(l.rejected), 0) as rejected,
    coalesce(sum(l.placeholders), 0) as placeholders,
    coalesce(sum(l.null_nodes), 0) as null_nodes,
    coalesce(sum(l.api_errors), 0) as api_errors
  into v_sum
  from sync.lanes l
  where l.run_id = p_run;

  update sync.runs r
  set status = case
        when p_error is not null then 'failed'
        when v_sum.rejected > 0 or v_sum.api_errors > 0 or not v_complete then 'partial'
        else 'success'
      end,
      complete = v_complete,
      pages = v_sum.pages,
      api_calls = v_sum.api_calls,
      waited_ms = v_sum.waited_ms,
      fetched = v_sum.fetched,
      changed = v_sum.changed,
      promoted = v_sum.promoted,
      rejected = v_sum.rejected,
      placeholders = v_sum.placeholders,
      null_nodes = v_sum.null_nodes,
      api_errors = v_sum.api_errors,
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
  -- A run with errors does not move the watermark, nor does one that read only a part by hand.
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
  'Judges a run: failed with an error, partial when something was refused or the sweep is not complete, else success; only success moves the watermark.';
