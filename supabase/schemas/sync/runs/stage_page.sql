-- Everything for one page in one transaction: lease, ids seen, changed rows, promotion, cursor, counters.
-- Long (stage_page): one transaction for a page, step by step; parameters and counters take a line each.

create function sync.note_seen(p_sweep bigint, p_lane text, p_with text[], p_ids text[], p_tail_id text, p_pass int default 1)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[] := p_ids;
  v_new int;
begin
  -- Pages of a lane overlap by this record, which is mostly noted.
  if exists (
    select from sync.seen e where e.sweep_id = p_sweep and e.external_id = p_tail_id and e.lane = p_lane and e.pass = p_pass
  ) then
    v_ids := array_remove(v_ids, p_tail_id);
  end if;
  if p_with is not null then
    select array_agg(i.id) into v_ids
    from unnest(v_ids) i (id)
    where not exists (
      -- A probe for each id: as a join, planned while the table is empty, it read all ids of the sweep for each.
      select from sync.seen e where e.sweep_id = p_sweep and e.external_id = i.id and e.lane = any (p_with) and e.pass = p_pass offset 0
    );
  end if;
  begin
    -- Only another reading of the lane, or rows that shifted, bring another id of it again; the lane is locked. Without looking for a
    -- conflict first, a page costs 4 % less.
    insert into sync.seen (sweep_id, external_id, lane, pass) select p_sweep, i.id, p_lane, p_pass from unnest(v_ids) i (id);
  exception
    when unique_violation then
      insert into sync.seen (sweep_id, external_id, lane, pass)
      select p_sweep, i.id, p_lane, p_pass from unnest(v_ids) i (id)
      on conflict do nothing;
  end;
  get diagnostics v_new = row_count;
  return v_new;
end;
$$;

comment on function sync.note_seen(bigint, text, text[], text[], text, int) is
  'Stores the ids that a sweep has seen in a lane; answers how many of them are new to the lanes that count together. p_tail_id: the last record of the page before.';

create function sync.unidentified_elsewhere(p_lane sync.lanes, p_with text[])
returns int
language sql
stable
set search_path = ''
begin atomic
  -- Lanes may meet the same items, and a lane that stepped back meets some twice: only items that are certainly others count.
  select greatest(0, coalesce(sum(g.without_id), 0) - p_lane.without_id)::int
  from (
    select max(l.without_id) as without_id
    from sync.lanes l
    where l.run_id = p_lane.run_id and l.lane = any (p_with) and l.lane <> p_lane.lane and l.shifts = 0
    group by coalesce(l.counts_with::text, l.lane)
  ) g;
end;

comment on function sync.unidentified_elsewhere(sync.lanes, text[]) is
  'Lower bound of the items without an id, or null, that only other lanes have read.';

create function sync.seen_together(p_run sync.runs, p_lane sync.lanes, p_with text[], p_own int, p_total int, p_is_exact boolean default false)
returns int
language plpgsql
stable
set search_path = ''
as $$
declare
  v_seen int;
  v_elsewhere int;
begin
  if p_with is null then
    return p_own;
  end if;
  v_elsewhere := sync.unidentified_elsewhere(p_lane, p_with);
  select p_own + coalesce(sum(l.seen), 0) into v_seen
  from sync.lanes l
  where l.run_id = p_run.run_id and l.lane = any (p_with) and l.lane <> p_lane.lane;
  -- Two lanes that meet may both count the same record: a sum that looks complete is counted again, and what says how many are missing.
  if p_is_exact or v_seen + v_elsewhere + p_lane.without_id >= p_total then
    select count(distinct e.external_id) into v_seen
    from sync.seen e
    where e.sweep_id = p_run.sweep_id and (e.lane = any (p_with) or e.lane = p_lane.lane);
  end if;
  return v_seen + v_elsewhere;
end;
$$;

comment on function sync.seen_together(sync.runs, sync.lanes, text[], int, int, boolean) is
  'Records that a lane has seen, together with the lanes that count with it, and what these have met that has no id.';

create function sync.is_last_of(p_run bigint, p_lane text, p_with text[])
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  -- Lanes that end at the same time would each find the other at work. No lock on the run's row: a page holds one of it already.
  perform pg_advisory_xact_lock(hashtextextended('sync.lanes', p_run));
  return (
    select count(*) = cardinality(p_with) - 1
    from sync.lanes l
    where l.run_id = p_run and l.lane = any (p_with) and l.lane <> p_lane and l.finished_at is not null
  );
end;
$$;

comment on function sync.is_last_of(bigint, text, text[]) is
  'Whether all other lanes that count together with this one are over: what they have seen together says whether something is missing. Keeps them from ending until the end of the transaction.';

create function sync.unidentified_in(p_nodes jsonb, p_tail_id text)
returns int
language sql
immutable
set search_path = ''
begin atomic
  -- What follows the record with which the next page begins comes again with that page.
  select count(*)::int
  from jsonb_array_elements(p_nodes) with ordinality n (node, place)
  where not sync.has_id(n.node) and n.node <> 'null'
    and (
      p_tail_id is null
      or n.place < (select max(t.place) from jsonb_array_elements(p_nodes) with ordinality t (node, place) where t.node ->> 'id' = p_tail_id)
    );
end;

comment on function sync.unidentified_in(jsonb, text) is
  'Records of a page without a usable id, each in one page only. p_tail_id: the record with which the next page begins.';

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
  p_tail_id text default null,
  p_is_proof boolean default false,
  p_holes jsonb default '[]',
  p_age_ms int default 0,
  p_blank jsonb default '{}',
  p_in_doubt boolean default false
)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_asked_at constant timestamptz := sync.asked_at(p_age_ms);
  v_run sync.runs;
  v_lane sync.lanes;
  v_records record;
  v_kept jsonb;
  v_ids text[];
  v_counts record;
  v_gaps record;
  v_new int;
  v_new_to_pass int;
  v_seen int;
  -- Lanes that read one list from both ends have one count, whichever of them ends last.
  v_count_lane text := p_lane;
  v_is_end boolean := false;
  v_is_last boolean := true;
begin
  insert into sync.lanes (run_id, lane)
  select r.run_id, p_lane from sync.runs r where r.run_id = p_run
  on conflict do nothing;
  -- The lane is locked before the lease is checked: a worker that takes the run over waits here and then reads its new cursor.
  select * into v_lane from sync.lanes l where l.run_id = p_run and l.lane = p_lane for update;
  v_run := sync.leased_run(p_run, p_lease);
  perform reconcile.lock_erasures(v_run.account_id);
  if p_page > v_lane.page + 1 then
    raise exception 'page % of lane % would leave a gap after page %', p_page, p_lane, v_lane.page
      using errcode = 'GZ412', hint = 'Send the pages of a lane in order.';
  end if;
  if p_page <= v_lane.page then
    return jsonb_build_object('repeated', true, 'cursor', v_lane.cursor, 'finished', v_lane.finished_at is not null);
  end if;
  if not sync.joins(v_run.sweep_id, v_lane, p_nodes) then
    return sync.step_back(v_lane, p_api_calls, p_waited_ms);
  end if;

  select * into v_records from sync.records_of(p_nodes);
  v_ids := v_records.ids;
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
    where not exists (select from sync.seen e where e.sweep_id = v_run.sweep_id and e.external_id = n.id offset 0);
  end if;
  if p_in_doubt then
    select k.nodes, k.kept into v_records.nodes, v_kept
    from sync.carried_over_nodes(v_run.module, v_run.account_id, v_records.ids, v_records.nodes, p_blank) k;
  end if;
  -- Only beside an error does a record lack what was asked for.
  if p_in_doubt or p_api_errors > 0 or p_holes <> '[]' then
    v_kept := coalesce(v_kept, '{}');
  end if;
  v_new := sync.note_seen(v_run.sweep_id, p_lane, p_with, v_ids, v_lane.tail_id);
  v_new_to_pass := case
    -- What the lane that proves the sweep has itself seen is noted as a second pass: the first has only what is new to all.
    when p_is_proof or v_lane.pass > 1 then sync.note_seen(v_run.sweep_id, p_lane, null, v_ids, v_lane.tail_id, greatest(v_lane.pass, 2))
    else v_new
  end;
  v_lane.without_id := v_lane.without_id + p_null_nodes
    + case when cardinality(v_records.unidentified) > 0 then sync.unidentified_in(p_nodes, case when p_has_next then p_tail_id end) else 0 end;
  v_lane.idle_pages := sync.idle_pages(v_lane, p_nodes, v_new_to_pass);
  p_has_next := p_has_next and not sync.is_cursor_cycle(v_lane, p_nodes);
  perform sync.refuse_endless(v_lane, p_has_next);
  -- What was erased is seen, so that the list is whole without it, and goes no further.
  select w.ids, w.nodes, w.unidentified into v_records
  from sync.without_erased(v_run.module, v_run.account_id, v_records.ids, v_records.nodes, v_records.unidentified) w;
  select w.holes, w.api_errors into p_holes, p_api_errors from sync.without_erased_holes(v_run.account_id, p_holes, p_api_errors) w;

  -- A dry run takes the same path and is rolled back; only its counts and its cursor remain.
  begin
    select * into v_counts
    from sync.stage_records(
      v_run.module, v_run.account_id, p_run, v_records.ids, v_records.nodes, v_records.unidentified, p_blank, p_has_plain_text, v_asked_at, v_kept
    );
    if v_run.dry_run then
      raise exception using errcode = 'GZDRY';
    end if;
  exception
    when sqlstate 'GZDRY' then
      null;
  end;

  if p_with is not null and not p_is_proof then
    v_count_lane := (select min(w.lane) from unnest(p_with) w (lane));
    v_is_end := not p_has_next or v_lane.has_met;
    v_is_last := not v_is_end or sync.is_last_of(p_run, p_lane, p_with);
    if v_is_end and v_is_last then
      -- Each end may name another total: the smallest counts, as within a lane.
      v_lane.least_total := least(v_lane.least_total, (select min(l.least_total) from sync.lanes l where l.run_id = p_run and l.lane = any (p_with)));
    end if;
  end if;
  v_seen := sync.seen_together(v_run, v_lane, p_with, v_lane.seen + v_new, p_total, v_is_end and v_is_last);
  v_lane := sync.advance_lane(
    v_lane, p_cursor, p_tail_id, p_has_next, p_total, v_new, v_seen, p_with, p_is_proof,
    case when not p_has_next or p_is_proof then sync.known_shortfall(v_run, v_count_lane) end,
    not p_has_next and sync.asks_for_second_reading(v_run, v_lane, p_total), v_is_last
  );
  select * into v_gaps from sync.note_gaps(v_run, v_lane, p_nodes, p_holes, p_null_nodes, p_api_errors, v_seen, p_is_proof, v_count_lane);
  update sync.lanes l
  set (page, seen, without_id, cursor, tail_id, trail, idle_pages, least_total, total_count, agreed, finished_at, pass, has_met) = (
        v_lane.page, v_lane.seen, v_lane.without_id, v_lane.cursor, v_lane.tail_id, v_lane.trail, v_lane.idle_pages, v_lane.least_total,
        v_lane.total_count, v_lane.agreed, v_lane.finished_at, v_lane.pass, v_lane.has_met
      ),
      counts_with = p_with,
      pages = l.pages + 1,
      in_doubt = l.in_doubt + p_in_doubt::int,
      api_calls = l.api_calls + p_api_calls,
      waited_ms = l.waited_ms + p_waited_ms,
      fetched = l.fetched + jsonb_array_length(p_nodes),
      changed = l.changed + v_counts.changed,
      promoted = l.promoted + v_counts.promoted,
      rejected = l.rejected + v_counts.rejected,
      placeholders = l.placeholders + v_counts.placeholders,
      null_nodes = l.null_nodes + p_null_nodes,
      api_errors = l.api_errors + p_api_errors,
      gaps = l.gaps + v_gaps.gaps,
      new_gaps = l.new_gaps + v_gaps.new_gaps
  where l.run_id = p_run and l.lane = p_lane;

  return to_jsonb(v_counts) || jsonb_build_object(
    'cursor', v_lane.cursor, 'finished', v_lane.finished_at is not null, 'total', v_lane.total_count, 'seen', v_seen
  );
end;
$$;

comment on function sync.stage_page(
  bigint, uuid, text, int, jsonb, text, boolean, int, int, int, int, int, text[], boolean, text, boolean, jsonb, int, jsonb, boolean
) is
  'Everything for one page in one transaction: lease, ids seen, changed rows into staging, promotion (by trigger), cursor, counters, holes. p_cursor: where the next page begins; p_tail_id: the record that it must begin with, since pages overlap by one. p_with: lanes whose records count with this one''s; p_is_proof: it reads only until together they have seen totalCount. p_holes: see sync.note_holes. p_age_ms: how long ago the page was asked for. p_has_plain_text: see staging.records. p_blank: fields that are null where a record lacks them. p_in_doubt: an error came that does not say where it belongs; any blank may be its doing, and empties nothing (sync.carried_over_value). Sent twice, a page counts once; a page that does not join is not staged, and the answer''s cursor steps back.';
