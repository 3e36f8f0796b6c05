-- Which staged records a sweep did not see. It may have holes where Gazelle can be asked for each of them by its id; where it cannot, a
-- list of several pages is read twice.

create function sync.covers_what_it_reads(p_run sync.runs, p_module sync.modules)
returns boolean
language sql
immutable
set search_path = ''
return case
  when p_run.mode = 'full' then p_run.since is null and p_run.until is null
  when p_module.scope_column is not null and p_run.since is not null and p_run.until is not null then true
  else p_module.since_column is not null and p_run.since is not null
end;

comment on function sync.covers_what_it_reads(sync.runs, sync.modules) is
  'Whether a run''s list has everything, everything of a window or everything since an instant: then what it lacks may be missing.';

create function sync.proves_absence(p_run bigint, p_lanes text[])
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select
    -- A look-up decides about each candidate, so a list with known holes may propose; without one, only a list with all its records may.
    case when m.by_id then sync.is_read_to_end(p_run, p_lanes) else sync.misses_no_record(p_run, p_lanes) end
    and sync.covers_what_it_reads(r, m)
    -- The clock was set back since it began: what came meanwhile cannot be told from what was there.
    and r.watermark <= clock_timestamp()
  from sync.runs r
  join sync.modules m using (module)
  where r.run_id = p_run;
end;

comment on function sync.proves_absence(bigint, text[]) is
  'Whether what a sweep did not see may be missing: it was read to its end (where Gazelle has no query by id: with all its records), and covers everything, its window or all since an instant.';

create function sync.named_ids(p_run bigint)
returns text[]
language sql
stable
set search_path = ''
begin atomic
  -- Also what a poll met meanwhile, or came since: in either case the list names it.
  select coalesce(array_agg(h.external_id), '{}')
  from sync.runs r
  join sync.runs b on b.run_id = r.sweep_id
  join sync.holes h on h.account_id = r.account_id and h.module = r.module
  where r.run_id = p_run and h.kind = 'record' and h.external_id is not null and h.last_seen_at >= b.started_at;
end;

comment on function sync.named_ids(bigint) is
  'Records that their list has named since a sweep began, though no page with them can be read: they are there, whatever they hold now.';

create function sync.find_unseen(p_run bigint, out ids text[], out found_ids text[], out known bigint)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_module sync.modules;
  v_covered text := '';
  v_named constant text[] := sync.named_ids(p_run);
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select * into v_module from sync.modules m where m.module = v_run.module;
  if v_run.mode <> 'full' then
    v_covered := format(
      ' join gazelle.%I t on t.id = s.external_id and t.%I >= $3%s',
      sync.root_entity(v_run.module), coalesce(v_module.since_column, v_module.scope_column),
      case when v_module.since_column is null then format(' and t.%I < $4', v_module.scope_column) else '' end
    );
  end if;
  -- What came while the sweep was read may stand on a page that it had passed.
  -- A record that a person has decided about needs no second decision, and does not count towards max_delete_share.
  execute format(
    'select
       array_agg(c.external_id) filter (where c.is_unseen and not c.is_found),
       array_agg(c.external_id) filter (where c.is_unseen and c.is_found),
       count(*) filter (where not c.is_found)
     from (
       select s.external_id, coalesce(m.status <> ''gone'' and m.found_at is not null and $7, false) as is_found,
         not exists (select from sync.seen n where n.sweep_id = $2 and n.external_id = s.external_id)
           and s.external_id <> all ($8)
           and (
             m.status in (''due'', ''dismissed'') and m.decided_by is not null
             or m.status = ''held'' and m.held_because = ''error''
             or m.status = ''found'' and m.next_at > now()
           ) is not true as is_unseen
       from staging.%I s%s
       left join sync.missing m on m.module = $5 and m.account_id = $1 and m.external_id = s.external_id
       where s.account_id = $1 and s.gone_at is null and (s.fetched_at < $6 or s.fetched_at > clock_timestamp())
     ) c', 'stg_' || v_run.module, v_covered
  ) into ids, found_ids, known
  using v_run.account_id, v_run.sweep_id, v_run.since, v_run.until, v_run.module, v_run.watermark, v_module.by_id, v_named;
end;
$$;

comment on function sync.find_unseen(bigint) is
  'Records that a run should have seen. ids: staged, in its range and not seen, but for those that its list names (sync.named_ids), that a person has decided about or must, or that a look-up by id found within a day. found_ids: unseen records that an earlier look-up by id found, where there is one. known: records in its range but for found_ids, ids among them: the denominator of max_delete_share.';

create function sync.asks_for_second_reading(p_run sync.runs, p_lane sync.lanes, p_total int)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_module sync.modules;
  v_counts_none constant boolean := coalesce(p_total = 0, false) and p_run.mode = 'full' and p_lane.without_id = 0;
begin
  -- One page shows its list at one instant; a list that shifted proves nothing, however often it is read.
  if (p_lane.page = 0 and not v_counts_none) or p_lane.pass > 1 or p_lane.shifts > 0 or p_run.dry_run then
    return false;
  end if;
  select * into v_module from sync.modules m where m.module = p_run.module;
  -- Nor does one that may be empty and counts none: one such answer may be a fault.
  if not (v_counts_none and v_module.may_be_empty) and (p_lane.page = 0 or v_module.by_id) or not sync.covers_what_it_reads(p_run, v_module) then
    return false;
  end if;
  return (select coalesce(u.ids, u.found_ids) is not null from sync.find_unseen(p_run.run_id) u);
end;
$$;

comment on function sync.asks_for_second_reading(sync.runs, sync.lanes, int) is
  'Whether a lane at its end is read once more before anything is deleted: where Gazelle has no query by id, a record may have moved to a page that was read before it, and another left that page, so that neither a page nor totalCount shows it; and a list that may be empty and counts none (p_total).';

create function sync.is_drained(p_run bigint)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select coalesce(
    (
      select bool_and(l.pass = 2 and l.least_total = 0 and l.total_count = 0 and l.seen = 0 and l.without_id = 0)
        and sync.is_complete(p_run, array_agg(l.lane))
      from sync.lanes l
      where l.run_id = p_run and l.lane <> 'missing'
    ),
    false
  )
    and exists (
      select
      from sync.runs r
      join sync.modules m using (module)
      join sync.callers c using (account_id)
      where r.run_id = p_run and r.mode = 'full' and m.may_be_empty and sync.covers_what_it_reads(r, m) and c.is_full_admin and c.unanswered_since is null
    )
    -- A hole that a person has acknowledged may hide records too.
    and not exists (
      select
      from sync.runs r
      join sync.runs o on o.sweep_id = r.sweep_id
      join sync.lanes l on l.run_id = o.run_id
      where r.run_id = p_run and l.null_nodes + l.api_errors > 0
    );
end;

comment on function sync.is_drained(bigint) is
  'Whether a full sweep has shown that a list that may be empty is: a full administrator read it twice to its end, without a hole, and Gazelle counted none. For any other module, or with less, an answer without records proves nothing.';

create function sync.root_entity(p_module text)
returns text
language sql
stable
set search_path = ''
begin atomic
  select e.entity from reconcile.entities e where e.module = p_module and e.owner_column is null order by e.position limit 1;
end;

comment on function sync.root_entity(text) is 'The production table of a module''s records themselves; null where only children are promoted.';
