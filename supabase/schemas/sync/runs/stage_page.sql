-- A page is one call and one transaction: content, ids seen, cursor and counters agree after any crash.

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
  p_whole_sweep boolean default false
)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_lane sync.lanes;
  v_counts record;
  v_new int;
  v_seen int;
  v_nodes jsonb;
  v_known int := jsonb_array_length(p_nodes);
begin
  insert into sync.lanes (run_id, lane)
  select r.run_id, p_lane from sync.runs r where r.run_id = p_run
  on conflict do nothing;
  -- The lane first, then the lease: whoever takes the run over reads the lane after we are done with it.
  select * into v_lane from sync.lanes l where l.run_id = p_run and l.lane = p_lane for update;
  select * into v_run from sync.runs r where r.run_id = p_run;

  if not coalesce(v_run.lease = p_lease and v_run.status = 'running', false) then
    raise exception 'run % is no longer ours', p_run
      using errcode = 'GZ409', hint = 'Its lease ran out and another slice took it over, or it has ended.';
  end if;
  if p_page > v_lane.page + 1 then
    raise exception 'page % of lane % would leave a gap after page %', p_page, p_lane, v_lane.page
      using errcode = 'GZ412', hint = 'Send the pages of a lane in order.';
  end if;
  if p_page <= v_lane.page then
    return jsonb_build_object('repeated', true, 'cursor', v_lane.cursor, 'finished', v_lane.finished_at is not null);
  end if;

  if v_run.lease_until < clock_timestamp() + sync.lease_time() / 2 then
    perform sync.hold_lease(p_run, p_lease);
  end if;

  -- Nothing of a dry run stays, so what another lane or pass has counted would be counted again.
  v_nodes := case
    when v_run.dry_run then (
      select coalesce(jsonb_agg(n.node), '[]')
      from jsonb_array_elements(p_nodes) n (node)
      where not exists (
        select from sync.seen e where e.sweep_id = v_run.sweep_id and e.external_id = n.node ->> 'id'
      )
    )
    else p_nodes
  end;

  with fresh as (
    insert into sync.seen (sweep_id, external_id, lane)
    select distinct v_run.sweep_id, n.node ->> 'id', p_lane
    from jsonb_array_elements(p_nodes) n (node)
    where sync.has_id(n.node)
      and not (p_whole_sweep and exists (
        select from sync.seen e where e.sweep_id = v_run.sweep_id and e.external_id = n.node ->> 'id'
      ))
    on conflict do nothing
    returning 1
  )
  select count(*) into v_new from fresh;

  -- A dry run takes the same way and is rolled back; only its counts and its cursor remain.
  begin
    select * into v_counts from sync.stage_nodes(v_run.module, v_run.account_id, p_run, v_nodes);
    if v_run.dry_run then
      raise exception using errcode = 'GZDRY';
    end if;
  exception
    when sqlstate 'GZDRY' then
      null;
  end;

  v_seen := v_lane.seen + v_new;
  if p_whole_sweep then
    select v_seen + coalesce(sum(l.seen), 0) into v_seen
    from sync.lanes l
    where l.run_id = p_run and l.lane <> p_lane;
  end if;

  update sync.lanes l
  set page = p_page,
      seen = l.seen + v_new,
      total_count = coalesce(p_total, l.total_count),
      pages = l.pages + 1,
      api_calls = l.api_calls + p_api_calls,
      waited_ms = l.waited_ms + p_waited_ms,
      fetched = l.fetched + v_known,
      changed = l.changed + v_counts.changed,
      promoted = l.promoted + v_counts.promoted,
      rejected = l.rejected + v_counts.rejected,
      placeholders = l.placeholders + v_counts.placeholders,
      null_nodes = l.null_nodes + p_null_nodes,
      api_errors = l.api_errors + p_api_errors,
      cursor = case when p_has_next then p_cursor end,
      -- Short at its end: rows shifted under the cursor. A second pass finds them; a pass that finds nothing ends it.
      pass = case when not p_has_next and v_seen < p_total and l.pass < 3 then l.pass + 1 else l.pass end,
      seen_before_pass = case when p_has_next then l.seen_before_pass else l.seen + v_new end,
      agreed = case when p_has_next and not (p_whole_sweep and v_seen >= p_total) then null else v_seen >= coalesce(p_total, 0) end,
      finished_at = case
        when p_whole_sweep and v_seen >= p_total then clock_timestamp()
        when p_has_next then null
        when v_seen >= coalesce(p_total, 0) then clock_timestamp()
        when l.pass >= 3 or (l.pass > 1 and l.seen + v_new = l.seen_before_pass) then clock_timestamp()
      end
  where l.run_id = p_run and l.lane = p_lane
  returning * into v_lane;

  return jsonb_build_object(
    'cursor', v_lane.cursor,
    'finished', v_lane.finished_at is not null,
    'total', v_lane.total_count,
    'seen', v_seen,
    'changed', v_counts.changed,
    'promoted', v_counts.promoted,
    'rejected', v_counts.rejected,
    'placeholders', v_counts.placeholders
  );
end;
$$;

comment on function sync.stage_page(bigint, uuid, text, int, jsonb, text, boolean, int, int, int, int, int, boolean) is
  'Everything for one page in one transaction: lease, ids seen, changed rows into staging, promotion (by trigger), cursor, counters. p_whole_sweep: the lane reads until the sweep has seen totalCount.';
