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
