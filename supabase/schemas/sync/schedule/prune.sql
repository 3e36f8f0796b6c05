-- Retention: 90 days of runs, links, holes that closed and records without an id that come no more; a day of seen ids and states; a week of pg_cron's log.

create function sync.prune_table(p_table text, p_keep interval)
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
      where r.finished_at < now() - p_keep
        and not (
          r.mode = 'full' and coalesce(r.complete, false) and not r.dry_run
          and not exists (
            select from sync.runs n
            where n.module = r.module and n.account_id = r.account_id and n.mode = 'full' and n.complete and not n.dry_run
              and n.started_at > r.started_at
          )
        );
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
      delete from sync.holes h where h.closed_at < now() - p_keep;
    when 'sync.unidentified' then
      delete from sync.unidentified u where u.last_seen_at < now() - p_keep;
    when 'sync.connect_links' then
      delete from sync.connect_links l where l.expires_at < now() - p_keep;
    when 'sync.connect_states' then
      delete from sync.connect_states s where s.expires_at < now() - interval '1 day';
    when 'cron.job_run_details' then
      -- A job that a crash ended has no end.
      delete from cron.job_run_details d where coalesce(d.end_time, d.start_time) < now() - interval '7 days';
  end case;
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

comment on function sync.prune_table(text, interval) is 'Deletes what one table keeps no longer; answers how many rows.';

create function sync.prune(p_keep interval default '90 days')
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_table text;
  v_counts jsonb := '{}'::jsonb;
  v_failed text;
begin
  perform reconcile.forget_job_errors('prune');
  foreach v_table in array
    array[
      'sync.runs', 'sync.seen', 'sync.requests', 'sync.holes', 'sync.unidentified', 'sync.connect_links', 'sync.connect_states',
      'cron.job_run_details'
    ]
  loop
    -- One table at fault must not keep the others growing.
    begin
      v_counts := v_counts || jsonb_build_object(v_table, sync.prune_table(v_table, p_keep));
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

comment on function sync.prune(interval) is 'Nightly: old runs and links, closed holes, records without an id that come no more, leftovers of abandoned sweeps, and pg_cron''s own log. A table that fails undoes nothing of the others: see reconcile.job_errors.';
select cron.schedule('gazelle-prune', '40 7 * * *', 'select sync.prune()');
