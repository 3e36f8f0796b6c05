-- The end of a run: its outcome, and whether its lanes are complete.
--
--   lanes                                       status    complete   watermark
--   one failed                                  failed    no         stays
--   not all at their end                        partial   no         stays
--   a record refused                            partial   (1)        stays for two runs, then moves: the next poll reads there again
--   a hole that fewer than three runs have met  partial   no         stays for two runs, then moves
--   a hole that three runs have met             partial   no         moves: it may stay for ever
--   the list shifted, or a page in doubt        partial   no         moves
--   acknowledged holes only, or nothing         success   yes        moves
--
--   (1) as without it. The watermark never moves for a repair, a dry run, a poll that begins after it (sync.follows_on), or a run that
--   began in the future, before the clock was set back; and one that is in the future is replaced.

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
    where r.run_id = p_run and l.gaps > 0
  );
end;

comment on function sync.has_gaps(bigint) is 'Whether a run, or one that it resumes, met a hole that was not acknowledged.';

create function sync.is_read_to_end(p_run bigint, p_lanes text[])
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select coalesce(
      bool_and(l.finished_at is not null) filter (where l.lane = any (p_lanes))
        and array_agg(l.lane) @> p_lanes
        -- A crash empties sync.seen (unlogged) while the lanes keep their counts: then the sweep proves nothing. A lane that is no longer
        -- read (an enum lost its value) has its ids there too.
        and sum(l.seen) = (
          select count(*) from sync.seen s join sync.runs r on r.sweep_id = s.sweep_id where r.run_id = p_run and s.pass = 1
        ),
      false
    )
  from sync.lanes l
  where l.run_id = p_run;
end;

comment on function sync.is_read_to_end(bigint, text[]) is
  'Whether every lane of a run came to the end of its list, and the ids that it saw are still known.';

create function sync.is_complete(p_run bigint, p_lanes text[])
returns boolean
language sql
stable
set search_path = ''
begin atomic
  -- A count that does not agree is a hole.
  select coalesce(bool_and(l.shifts = 0 and l.in_doubt = 0), false)
    and sync.is_read_to_end(p_run, p_lanes)
    and not sync.has_gaps(p_run)
  from sync.lanes l
  where l.run_id = p_run and l.lane = any (p_lanes);
end;

comment on function sync.is_complete(bigint, text[]) is
  'Whether a run proves what is there: every lane read to its end without a shift or a page in doubt, and no hole that is not acknowledged met by it or by a run that it resumes. A totalCount that is not reached is a hole.';

create function sync.misses_no_record(p_run bigint, p_lanes text[])
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select sync.is_complete(p_run, p_lanes) or coalesce(
    (
      -- A sweep writes down each hole that it meets; a poll does not.
      select r.kind = 'sweep' and sync.is_read_to_end(p_run, p_lanes)
        and (select bool_and(l.shifts = 0 and l.in_doubt = 0) from sync.lanes l where l.run_id = p_run and l.lane = any (p_lanes))
        and not exists (
          select
          from sync.holes h
          where h.account_id = r.account_id and h.module = r.module and h.closed_at is null and h.acknowledged_at is null
            and h.last_seen_at >= (select min(c.started_at) from sync.runs c where c.sweep_id = r.sweep_id)
            and h.kind <> 'apart' and (h.external_id is null or h.kind not in ('error', 'nested'))
        )
      from sync.runs r
      where r.run_id = p_run
    ),
    false
  );
end;

comment on function sync.misses_no_record(bigint, text[]) is
  'Whether a run met every record of its lists: it is complete, or all that it lacks beside what is acknowledged is in records that came.';

create function sync.has_waited(p_run sync.runs)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  -- Faults that differ from run to run would hold the watermark for ever: two runs are the limit.
  select count(*) >= 2
  from (
    select r.moved_watermark
    from sync.runs r
    where r.account_id = p_run.account_id and r.module = p_run.module and r.kind = p_run.kind and r.read_to_end and r.mode <> 'repair'
      and not r.dry_run and r.run_id < p_run.run_id
    order by r.run_id desc
    limit 2
  ) last
  where not last.moved_watermark;
end;

comment on function sync.has_waited(sync.runs) is 'Whether the last two runs of this kind read everything and did not move the watermark, since something may have passed.';

create function sync.follows_on(p_run sync.runs)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select p_run.kind = 'sweep' or exists (
    select
    from (
      select sync.watermark_of(p_run.account_id, p_run.module) as watermark
      union all
      select r.watermark
      from sync.runs r
      where r.account_id = p_run.account_id and r.module = p_run.module and r.kind = 'sweep' and r.read_to_end and not r.dry_run
        and r.watermark <= clock_timestamp()
    ) b
    -- A dated kind reads a window of days, which has nothing to do with when it was read last.
    where p_run.since is null or p_run.since <= b.watermark
      or exists (select from sync.modules m where m.module = p_run.module and m.scope_column is not null)
  );
end;

comment on function sync.follows_on(sync.runs) is
  'Whether nothing lies unread before a run: a sweep reads everything; a poll begins where a sweep that was read to its end, or a poll after it, began.';

create function sync.finish_run(
  p_run bigint, p_lease uuid, p_error jsonb default null, p_lanes text[] default '{}', p_slice jsonb default null
)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_chain record;
  v_is_read constant boolean := p_error is null and sync.is_read_to_end(p_run, p_lanes);
  v_is_complete constant boolean := p_error is null and sync.is_complete(p_run, p_lanes);
  v_moves boolean;
begin
  perform changes.hold_loaded(p_run);
  perform from sync.runs r where r.run_id = p_run for update;
  v_run := sync.leased_run(p_run, p_lease);
  perform sync.note_slice(p_run, p_slice);
  -- What an earlier link could not read, this one has not read either.
  select coalesce(sum(t.rejected + t.gaps), 0) > 0 as has_trouble, coalesce(sum(t.rejected + t.new_gaps), 0) > 0 as has_new_trouble
  into v_chain
  from sync.runs r
  join sync.run_totals t using (run_id)
  where r.run_id between v_run.sweep_id and p_run and r.sweep_id = v_run.sweep_id;

  -- A run that began in the future, by a clock that was set back since, does not say what it has read.
  v_moves := v_is_read and v_run.mode <> 'repair' and not v_run.dry_run and v_run.watermark <= clock_timestamp()
    and (not v_chain.has_new_trouble or sync.has_waited(v_run))
    and sync.follows_on(v_run);

  update sync.runs r
  set status = case
        when p_error is not null then 'failed'
        when v_chain.has_trouble or not v_is_complete then 'partial'
        else 'success'
      end,
      read_to_end = v_is_read,
      complete = v_is_complete,
      moved_watermark = v_moves,
      (pages, api_calls, waited_ms, fetched, changed, promoted, rejected, placeholders, null_nodes, api_errors, gaps, new_gaps) = (
        select coalesce(max(t.pages), 0), coalesce(max(t.api_calls), 0), coalesce(max(t.waited_ms), 0), coalesce(max(t.fetched), 0),
          coalesce(max(t.changed), 0), coalesce(max(t.promoted), 0), coalesce(max(t.rejected), 0), coalesce(max(t.placeholders), 0),
          coalesce(max(t.null_nodes), 0), coalesce(max(t.api_errors), 0), coalesce(max(t.gaps), 0), coalesce(max(t.new_gaps), 0)
        from sync.run_totals t
        where t.run_id = p_run
      ),
      lease = null,
      lease_until = null,
      error = sync.fit_error(p_error),
      heartbeat_at = clock_timestamp(),
      finished_at = clock_timestamp()
  where r.run_id = p_run
  returning * into v_run;

  if v_run.status <> 'failed' then
    delete from sync.seen s where s.sweep_id = v_run.sweep_id;
  end if;
  perform sync.answer_requests(v_run);
  if v_is_read and not v_run.dry_run then
    if v_run.kind = 'sweep' then
      perform sync.close_unmet_holes(v_run);
      perform sync.forget_unmet_unidentified(v_run);
      perform sync.end_unlisted_placeholders(v_run);
      perform changes.begin(v_run.account_id, v_run.module);
    end if;
    if v_moves then
      insert into sync.watermarks as w (account_id, module, watermark, run_id)
      values (v_run.account_id, v_run.module, v_run.watermark, p_run)
      on conflict (account_id, module) do update
      set watermark = case when w.watermark > clock_timestamp() then excluded.watermark else greatest(w.watermark, excluded.watermark) end,
          run_id = excluded.run_id;
    end if;
  end if;
  return sync.report_run(p_run);
end;
$$;

comment on function sync.finish_run(bigint, uuid, jsonb, text[], jsonb) is
  'Judges a run with the runs it resumes, and moves the watermark to their start when everything was read, but for holes that stay. p_slice: what its last slice has used, see sync.note_slice.';
