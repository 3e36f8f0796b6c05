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
