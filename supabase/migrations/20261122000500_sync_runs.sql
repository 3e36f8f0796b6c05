-- Written by `npm run generate:migrations` from supabase/: schemas/sync/runs/runs.sql, schemas/sync/runs/lanes.sql, schemas/sync/runs/seen.sql, schemas/sync/runs/watermarks.sql, schemas/sync/runs/holes.sql, schemas/sync/runs/run_totals.sql, schemas/sync/runs/run_request.sql, schemas/sync/runs/erased.sql, schemas/sync/runs/acknowledge_hole.sql, schemas/sync/runs/advance_lane.sql, schemas/sync/runs/asks_caller.sql, schemas/sync/runs/begin_run.sql, schemas/sync/runs/describe_run.sql, schemas/sync/runs/erased_mentions.sql, schemas/sync/runs/finish_run.sql, schemas/sync/runs/has_id.sql, schemas/sync/runs/hold_lease.sql, schemas/sync/runs/hole_counts.sql, schemas/sync/runs/in_doubt.sql, schemas/sync/runs/join_pages.sql, schemas/sync/runs/move_holes.sql, schemas/sync/runs/note_gaps.sql, schemas/sync/runs/note_slice.sql, schemas/sync/runs/resume_run.sql, schemas/sync/runs/stage_nodes.sql, schemas/sync/runs/stage_page.sql, schemas/sync/runs/unidentified.sql, schemas/sync/runs/yield_run.sql. Do not edit.

-- A run outlives its function calls: lease, counters and outcome are kept here. A module and account has at most one open poll and one
-- open sweep.

create table sync.runs (
  run_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  mode text not null constraint mode_is_known check (mode in ('incremental', 'full', 'repair')),
  "window" text constraint window_is_known check ("window" in ('fast', 'balanced', 'exhaustive')),
  since timestamptz,
  until timestamptz,
  kind text not null generated always as (case mode when 'full' then 'sweep' else 'poll' end) stored,
  dry_run boolean not null default false,
  status text not null default 'running'
    constraint status_is_known check (status in ('running', 'success', 'partial', 'failed')),
  lease uuid,
  lease_until timestamptz,
  slices int not null default 1,
  stalls int not null default 0,
  resumes bigint references sync.runs on delete set null,
  sweep_id bigint,
  watermark timestamptz not null,
  read_to_end boolean,
  complete boolean,
  moved_watermark boolean not null default false,
  pages int not null default 0,
  api_calls int not null default 0,
  waited_ms bigint not null default 0,
  fetched int not null default 0,
  changed int not null default 0,
  promoted int not null default 0,
  rejected int not null default 0,
  placeholders int not null default 0,
  deleted int not null default 0,
  held_back int not null default 0,
  null_nodes int not null default 0,
  api_errors int not null default 0,
  gaps int not null default 0,
  new_gaps int not null default 0,
  cpu_ms int,
  slice_cpu_ms int,
  slice_ms int,
  peak_memory_bytes bigint,
  bytes bigint not null default 0,
  triggered_by text,
  error jsonb,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint finished_when_over check ((finished_at is null) = (status = 'running')),
  constraint lease_only_while_running check (lease is null or status = 'running'),
  constraint failed_says_why check ((status = 'failed') <= (error is not null))
);

create unique index one_open_run on sync.runs (account_id, module, kind, dry_run) where status = 'running';
create index runs_by_module on sync.runs (module, account_id, started_at desc);
create index runs_resumes on sync.runs (resumes) where resumes is not null;

-- Partial indexes for the views of monitoring, which must stay fast over 100,000 runs and 300,000 records.
create index runs_successes on sync.runs (module, account_id, mode, finished_at desc) where (status = 'success' or moved_watermark) and not dry_run;
create index runs_polls on sync.runs (module, account_id, coalesce("window", ''), started_at desc) where mode <> 'full';
create index runs_full on sync.runs (module, account_id, started_at desc) where mode = 'full';
create index runs_failures on sync.runs (started_at) where status = 'failed';
create index runs_started on sync.runs (started_at);
create index runs_chain on sync.runs (sweep_id);

comment on table sync.runs is 'One row a run. A run lives through several slices (function calls) and keeps its cursors.';
comment on column sync.runs.kind is
  'poll: what is recent or may have changed (incremental, repair); sweep: everything (full). The one never waits for the other.';
comment on column sync.runs."window" is 'Days around today for the dated kinds: fast 7/30, balanced 30/90, exhaustive 60/365.';
comment on column sync.runs.since is 'What the run asks Gazelle for: from this instant on; null asks for everything.';
comment on column sync.runs.dry_run is 'Everything is computed, counted and rolled back.';
comment on column sync.runs.lease is 'Held by the slice that works. Null while the run waits for its next slice.';
comment on column sync.runs.stalls is 'Slices in a row that staged no page; five of them end the run.';
comment on column sync.runs.resumes is 'The failed run whose cursors this one took over.';
comment on column sync.runs.sweep_id is 'First run of the chain of runs that resume one another, a poll''s too: sync.seen is kept under it.';
comment on column sync.runs.watermark is
  'Start of the run, or of the first one of its chain. When it has moved the watermark, the next incremental run reads from here, minus the overlap.';
comment on column sync.runs.read_to_end is 'Every lane came to the end of its list.';
comment on column sync.runs.complete is 'The sweep is whole: read to its end, page joined to page, nothing missing that a person has not acknowledged.';
comment on column sync.runs.moved_watermark is 'From its start on everything is read: freshness counts from there.';
comment on column sync.runs.changed is 'Staging rows inserted or updated.';
comment on column sync.runs.promoted is 'Changed records that reached production.';
comment on column sync.runs.rejected is 'Changed records that did not reach production: refused or waiting in staging, or without an id that can be used.';
comment on column sync.runs.gaps is 'Holes met that were not acknowledged, see sync.holes.';
comment on column sync.runs.new_gaps is 'Of these, holes that fewer than three runs had met.';
comment on column sync.runs.null_nodes is 'Items that Gazelle answered as null.';
comment on column sync.runs.cpu_ms is
  'CPU of its slices'' workers, together, with what other calls of the same worker used meanwhile. Null where the runtime does not tell, as Deno 2.1.4. A slice that was killed noted nothing.';
comment on column sync.runs.slice_cpu_ms is 'Of the slice that used most CPU.';
comment on column sync.runs.slice_ms is 'Of its longest slice, by the clock.';
comment on column sync.runs.peak_memory_bytes is 'Most memory of a worker after a page: V8''s heap, and what hangs on it outside. Null where the runtime does not tell.';
comment on column sync.runs.bytes is 'Of Gazelle''s answers, unpacked.';
comment on column sync.runs.error is 'Why the run failed: {code, message, hint}.';

alter table sync.runs enable row level security;

-- A run reads several lanes in parallel; each has its own cursor, written in the transaction of its page.

create table sync.lanes (
  run_id bigint not null references sync.runs on delete cascade,
  lane text not null,
  cursor text,
  tail_id text,
  trail text[] not null default '{}',
  shifts int not null default 0,
  idle_pages int not null default 0,
  in_doubt int not null default 0,
  page int not null default 0,
  pass smallint not null default 1,
  seen int not null default 0,
  without_id int not null default 0,
  least_total int,
  total_count int,
  finished_at timestamptz,
  agreed boolean,
  has_met boolean not null default false,
  counts_with text[],
  pages int not null default 0,
  api_calls int not null default 0,
  waited_ms bigint not null default 0,
  fetched int not null default 0,
  changed int not null default 0,
  promoted int not null default 0,
  rejected int not null default 0,
  placeholders int not null default 0,
  null_nodes int not null default 0,
  api_errors int not null default 0,
  gaps int not null default 0,
  new_gaps int not null default 0,
  primary key (run_id, lane)
) with (fillfactor = 50);

comment on table sync.lanes is 'A stream of pages of a run, with its own cursor. Written with its page, in one transaction.';
comment on column sync.lanes.cursor is 'Where the next page starts; null is the beginning.';
comment on column sync.lanes.tail_id is
  'The last record that was read. The cursor stands before it: the next page must begin with it, or with one seen earlier, else the list has shifted. Null where nothing is expected.';
comment on column sync.lanes.trail is 'Cursors of earlier pages, the newest first, at most four: where the lane steps back to when the list has shifted.';
comment on column sync.lanes.in_doubt is 'Pages with an error that names no path: their nulls and empty lists overwrite nothing, and the run is not complete even where the hole is acknowledged.';
comment on column sync.lanes.shifts is 'How often the next page did not join what was read before.';
comment on column sync.lanes.idle_pages is 'Pages in a row without a record that is new to this pass: ten of them end the run, since the list has no end; two end a lane that reads its list from the other end.';
comment on column sync.lanes.page is 'Number of the last page, over all passes and resumed runs, pages that did not join with them; a page sent twice counts once.';
comment on column sync.lanes.pass is '1, or 2 while the lane is read a second time: fewer records came than totalCount says and the difference is no known hole, or records without a query by id would be deleted.';
comment on column sync.lanes.seen is 'Distinct ids met in this lane.';
comment on column sync.lanes.without_id is 'Items that totalCount counts and that have no usable id, or are null.';
comment on column sync.lanes.least_total is 'The smallest totalCount that a page named: records that came later are not missing.';
comment on column sync.lanes.agreed is 'At its end no record was missing by totalCount.';
comment on column sync.lanes.has_met is 'It came to a record that a lane that counts with it had read.';
comment on column sync.lanes.counts_with is 'The lanes whose records count with this one''s, itself among them.';
comment on column sync.lanes.pages is 'Pages staged by this run; page also counts those of the runs it resumes.';
comment on column sync.lanes.gaps is 'Holes met that were not acknowledged, see sync.holes.';
comment on column sync.lanes.new_gaps is 'Of these, holes that fewer than three runs have met: they hold the watermark, so that the next poll reads there again.';

alter table sync.lanes enable row level security;

-- Ids read so far by runs that are not over, polls among them. What is staged and not among a sweep's at its end is missing.

create unlogged table sync.seen (
  sweep_id bigint not null,
  external_id text not null,
  lane text not null,
  pass smallint not null default 1,
  primary key (sweep_id, external_id, lane, pass)
);

comment on table sync.seen is
  'Ids read so far by the chains of runs that are not over (sync.runs.sweep_id). Unlogged: an unchanged sweep leaves no WAL; emptied by a crash, the sweep is incomplete and deletes nothing.';

alter table sync.seen enable row level security;

-- Where the next incremental run begins to read.

create table sync.watermarks (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  watermark timestamptz not null,
  run_id bigint,
  primary key (account_id, module)
);

comment on table sync.watermarks is
  'Where the next incremental run of a module reads from, minus the overlap: the start of the last poll or sweep that read everything but holes that stay.';

alter table sync.watermarks enable row level security;

-- What Gazelle could not give is remembered until it comes: everything else goes on.

create table sync.holes (
  hole_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  kind text not null
    constraint kind_is_known check (kind in ('null', 'error', 'no_id', 'record', 'nested', 'list', 'count', 'apart')),
  place text not null,
  path text not null default '',
  field text not null generated always as (regexp_replace(path, '\.\d+(?=\.|$)', '.#', 'g')) stored,
  external_id text,
  message text not null default '' check (length(message) <= 300),
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  missing int,
  times int not null default 1,
  run_id bigint,
  lane text,
  lanes jsonb not null default '{}',
  moved_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  acknowledged_missing int,
  closed_at timestamptz,
  unique (account_id, module, kind, place, path),
  constraint acknowledged_by_a_person check ((acknowledged_at is null) = (acknowledged_by is null))
);

create index holes_open on sync.holes (account_id, module, kind, field) where closed_at is null;
create index holes_of_record on sync.holes (external_id) where closed_at is null;
create index holes_without_id on sync.holes (account_id, module) where external_id is null;

comment on table sync.holes is
  'Holes: a record, a field or a place in a list that Gazelle could not give. One row each, however often it is met; closed by itself when what was missing comes.';
comment on column sync.holes.kind is
  'null: an item of a list came as null; error: a field came with an error; no_id: a record has no usable id; record: no page with the record can be read; nested: a list inside a record has no end; list: a whole list did not come; count: a list read to its end is shorter than its totalCount, or longer, which lacks nothing; apart: only its own query brings the record, so nothing is missing.';
comment on column sync.holes.place is 'The record''s id; without one, where it is in its list: after which record, or in which lane.';
comment on column sync.holes.lane is 'The list that met it last, see sync.list_of.';
comment on column sync.holes.lanes is
  'Without an id, the lists that have it at this place, for in another one others stand around it: the epoch at which the list met it last, or, below zero, the run that read past its place.';
comment on column sync.holes.moved_at is
  'When it took a new place in its list, as another record came or went beside it. A list that meets it there for the first time may have met another.';
comment on column sync.holes.path is 'The GraphQL path inside the record; empty for the record itself.';
comment on column sync.holes.field is 'The path without positions in lists, which are #: the same in every record.';
comment on column sync.holes.message is 'Gazelle''s message, cut to 300 characters, without secrets.';
comment on column sync.holes.missing is 'count: by how much it fell short; below zero, by how much more came.';
comment on column sync.holes.times is 'Runs that met it. Below three it holds the watermark; from three on it only keeps sweeps from being complete, and rises by one for each sweep and at most once a day for polls (kind record: for each).';
comment on column sync.holes.last_seen_at is 'When it was met; from the third run on written once a day, and once by each sweep; of a record that its list names, by each run.';
comment on column sync.holes.acknowledged_at is 'A person knows of it: no alert, and a list with only such holes counts as whole.';
comment on column sync.holes.acknowledged_missing is
  'count: by how much it fell short when a person acknowledged it. With more, the acknowledgement is over: the others are not known.';
comment on column sync.holes.closed_at is 'What was missing came, or a sweep no longer met the hole.';

alter table sync.holes enable row level security;

create function sync.last_sweep_began(p_account text, p_module text)
returns timestamptz
language sql
stable
set search_path = ''
begin atomic
  select min(c.started_at)
  from sync.runs c
  where c.sweep_id = (
    select r.sweep_id
    from sync.runs r
    where r.module = p_module and r.account_id = p_account and r.mode = 'full' and not r.dry_run
    order by r.started_at desc, r.run_id desc
    limit 1
  );
end;

comment on function sync.last_sweep_began(text, text) is 'When the last sweep of a module began, with the runs that it carries on.';

create function sync.hole_fields(p_account text, p_module text)
returns table (kind text, field text, is_widespread boolean)
language sql
stable
set search_path = ''
begin atomic
  -- From one field to the next by the index: a field may err in every record.
  with recursive fields as (
    (
      select h.kind, h.field
      from sync.holes h
      where h.account_id = p_account and h.module = p_module and h.closed_at is null
      order by h.kind, h.field
      limit 1
    )
    union all
    select n.kind, n.field
    from fields f
    cross join lateral (
      select h.kind, h.field
      from sync.holes h
      where h.account_id = p_account and h.module = p_module and h.closed_at is null and (h.kind, h.field) > (f.kind, f.field)
      order by h.kind, h.field
      limit 1
    ) n
  )
  select f.kind, f.field, c.holes > 50
  from fields f
  cross join lateral (
    select count(*) as holes
    from (
      select
      from sync.holes h
      where h.account_id = p_account and h.module = p_module and h.closed_at is null and h.kind = f.kind and h.field = f.field
      limit 51
    ) h
  ) c;
end;

comment on function sync.hole_fields(text, text) is
  'The kinds and fields of a module''s open holes; widespread: more than fifty records lack the field, so that it is known of all of them.';

create function sync.list_of(p_run sync.runs, p_lane text)
returns text
language sql
immutable
set search_path = ''
return concat_ws(' ', p_run.kind, p_run."window", p_lane);

comment on function sync.list_of(sync.runs, text) is
  'The list that a lane of a run reads, by its name: a poll reads another one than a sweep, and in each window another.';

create function sync.is_of_list(p_run sync.runs, p_lane text, p_hole sync.holes)
returns boolean
language sql
stable
set search_path = ''
return coalesce(
  (p_hole.lanes ->> sync.list_of(p_run, p_lane))::numeric
    > case when p_run.kind = 'poll' then extract(epoch from now() - interval '2 days') else 0 end,
  false
);

comment on function sync.is_of_list(sync.runs, text, sync.holes) is
  'Whether a hole without an id is one of the list that a lane reads. What a poll reads is another range each day: it is, while polls meet it, which write so once a day.';

create function sync.is_known_hole(p_hole sync.holes, p_met sync.holes)
returns boolean
language sql
immutable
set search_path = ''
return p_hole.closed_at is null and case
  when p_hole.acknowledged_at is null then true
  when p_met.missing > p_hole.acknowledged_missing then false
  else p_hole.moved_at is null or coalesce((p_hole.lanes ->> p_met.lane)::numeric > 0, false)
end;

comment on function sync.is_known_hole(sync.holes, sync.holes) is
  'Whether a hole that is met again is the one that is remembered. What was closed is a new one, of which nobody knows yet; so is what a count lacks beyond what was acknowledged, and what a list meets where another list''s hole has moved.';

create function sync.note_holes(p_run sync.runs, p_lane text, p_holes jsonb, out gaps int, out new_gaps int)
language sql
set search_path = ''
begin atomic
  with met as (
    select distinct on (n.kind, n.place, n.path) n.*
    from (
      select h.kind, h.id, left(h.place, 500) as place, left(coalesce(h.path, ''), 500) as path, sync.fit_text(coalesce(h.message, '')) as message,
        h.missing
      from jsonb_to_recordset(p_holes) h (kind text, id text, place text, path text, message text, missing int)
    ) n
    order by n.kind, n.place, n.path
  ), looked as materialized (
    select m.*, k.acknowledged_at, k.times, k.is_counted
    from met m
    -- What stays is met by every poll: to write it each time would rewrite hundreds of rows a page.
    left join lateral (
      select h.acknowledged_at, h.times, m.id is null and h.run_id = p_run.run_id as is_counted
      from (
        select *
        from sync.holes u
        where u.account_id = p_run.account_id and u.module = p_run.module and u.kind = m.kind and u.place = m.place and u.path = m.path
        offset 0
      ) h
      where h.closed_at is null and h.kind <> 'count' and h.external_id is not distinct from m.id
        -- A record that its list names is there since then (sync.named_ids): each poll writes when.
        and (h.run_id = p_run.run_id or (h.times >= 3 and p_run.kind = 'poll' and not (h.kind = 'record' and h.external_id is not null)))
        and (h.external_id is not null or (h.lanes ->> sync.list_of(p_run, p_lane))::numeric > extract(epoch from now() - interval '1 day'))
        -- A sweep closes what was not met since it began, and a poll may be the one that meets it.
        and h.last_seen_at >= greatest(now() - interval '1 day', (select sync.last_sweep_began(p_run.account_id, p_run.module)))
    ) k on true
  ), noted as (
    insert into sync.holes as h (account_id, module, kind, place, path, external_id, message, missing, run_id, lane, lanes)
    select p_run.account_id, p_run.module, l.kind, l.place, l.path, l.id, l.message, l.missing, p_run.run_id, sync.list_of(p_run, p_lane),
      case when l.id is null then jsonb_build_object(sync.list_of(p_run, p_lane), extract(epoch from now())::bigint) else '{}' end
    from looked l
    where l.times is null
    on conflict (account_id, module, kind, place, path) do update
    set last_seen_at = now(), message = excluded.message, missing = excluded.missing, external_id = excluded.external_id, run_id = excluded.run_id,
        lane = excluded.lane,
        lanes = case when h.closed_at is null then h.lanes else '{}' end || excluded.lanes,
        moved_at = case when sync.is_known_hole(h, excluded) then h.moved_at end,
        times = case when sync.is_known_hole(h, excluded) then h.times + (h.run_id is distinct from excluded.run_id)::int else 1 end,
        first_seen_at = case when h.closed_at is not null then now() else h.first_seen_at end,
        acknowledged_at = case when sync.is_known_hole(h, excluded) then h.acknowledged_at end,
        acknowledged_by = case when sync.is_known_hole(h, excluded) then h.acknowledged_by end,
        closed_at = null
    returning h.kind, h.acknowledged_at, h.times
  )
  select count(*) filter (where n.acknowledged_at is null)::int, count(*) filter (where n.acknowledged_at is null and n.times < 3)::int
  from (select d.kind, d.acknowledged_at, d.times from noted d union all select l.kind, l.acknowledged_at, l.times from looked l where l.times is not null and l.is_counted is not true) n
  where n.kind <> 'apart';
end;

comment on function sync.note_holes(sync.runs, text, jsonb) is
  'Stores the holes that a page of a lane has: [{kind, id, place, path, message}]. Answers how many are not acknowledged, and how many of these fewer than three runs have met; a record apart is no gap.';

create function sync.close_holes(p_run sync.runs, p_lane sync.lanes, p_ids text[], p_holes jsonb)
returns void
language sql
set search_path = ''
begin atomic
  with met as materialized (
    select m.kind, left(m.place, 500) as place, left(coalesce(m.path, ''), 500) as path
    from jsonb_to_recordset(p_holes) m (kind text, place text, path text)
  ), here as (
    -- The record came, or, in the same list, what follows the record before the place came.
    select h.hole_id, h.kind, h.place, h.path
    from unnest(p_ids) i (id)
    -- By the id alone: Postgres, which may not have analysed the table yet, must not take all holes of the module for each record.
    cross join lateral (select * from sync.holes o where o.external_id = i.id and o.closed_at is null offset 0) h
    where h.account_id = p_run.account_id and h.module = p_run.module
    union
    select h.hole_id, h.kind, h.place, h.path
    from sync.holes h
    where h.account_id = p_run.account_id and h.module = p_run.module and h.external_id is null and h.closed_at is null
      and h.kind in ('null', 'no_id', 'record') and sync.is_of_list(p_run, p_lane.lane, h)
      and (
        substring(h.place from '^after (\S+)') = any (p_ids[: cardinality(p_ids) - 1])
        or (p_lane.page = 1 and h.place ~ '^first( |$)' and cardinality(p_ids) > 0)
      )
  )
  update sync.holes h
  set closed_at = now(),
      lanes = case when h.external_id is null then h.lanes || jsonb_build_object(sync.list_of(p_run, p_lane.lane), -p_run.run_id) else '{}' end
  from here e
  where h.hole_id = e.hole_id and h.closed_at is null
    and (e.kind, e.place, e.path) not in (select m.kind, m.place, m.path from met m);
end;

comment on function sync.close_holes(sync.runs, sync.lanes, text[], jsonb) is
  'Closes the holes of records that came whole. p_ids: the records of a page of a lane, in the order of the list; p_holes: what the page still lacks.';

create function sync.close_unmet_holes(p_run sync.runs)
returns void
language sql
set search_path = ''
begin atomic
  update sync.holes h
  set closed_at = now()
  from (select min(r.started_at) as begun_at from sync.runs r where r.sweep_id = p_run.sweep_id) b
  where h.account_id = p_run.account_id and h.module = p_run.module and h.closed_at is null
    -- A poll may have met it since: then it is still there.
    and (h.last_seen_at < b.begun_at or h.last_seen_at > clock_timestamp())
    -- What a poll's list counts, only a poll of that list can tell; one that nobody reads any more counts nothing.
    and not (h.kind = 'count' and h.lane like 'poll %' and h.last_seen_at > now() - interval '8 days')
    -- What a poll met without an id, the sweep may have met between other records.
    and (
      h.kind not in ('null', 'no_id', 'record') or h.external_id is not null or h.lane not like 'poll %'
      or not exists (
        select
        from sync.holes m
        where m.account_id = h.account_id and m.module = h.module and m.kind = h.kind and m.external_id is null and m.lane like 'sweep %'
          and m.closed_at is null and m.last_seen_at >= b.begun_at
      )
    );
end;

comment on function sync.close_unmet_holes(sync.runs) is 'Closes the holes that a sweep which read everything did not meet.';

-- The counters of a run are the sums of its lanes' counters; written once, read by reports and by monitoring.

create view sync.run_totals with (security_invoker = on) as
select
  l.run_id,
  sum(l.pages)::int as pages,
  sum(l.api_calls)::int as api_calls,
  sum(l.waited_ms)::bigint as waited_ms,
  sum(l.fetched)::int as fetched,
  sum(l.changed)::int as changed,
  sum(l.promoted)::int as promoted,
  sum(l.rejected)::int as rejected,
  sum(l.placeholders)::int as placeholders,
  sum(l.null_nodes)::int as null_nodes,
  sum(l.api_errors)::int as api_errors,
  sum(l.gaps)::int as gaps,
  sum(l.new_gaps)::int as new_gaps
from sync.lanes l
group by l.run_id;

comment on view sync.run_totals is 'The counters of each run, summed over its lanes; no row for a run without lanes.';

-- What a caller asks for, in one value, so that the functions that answer it have one parameter.

create type sync.run_request as (
  account_id text,
  module text,
  mode text,
  asked_mode text,
  "window" text,
  since timestamptz,
  until timestamptz,
  overlap interval,
  dry_run boolean,
  triggered_by text
);

comment on type sync.run_request is 'What a caller of sync.begin_run asks for.';
comment on column sync.run_request.asked_mode is 'The mode as the caller sent it.';
comment on column sync.run_request.mode is 'What the run will read: before its first sweep a module has no poll (sync.resolve_range).';

-- Who was erased is known by a keyed hash alone, and never staged again.

create table sync.erasures (
  erasure_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts on delete cascade,
  client_hash text not null,
  erased_at timestamptz not null default now(),
  erased_by text not null,
  ids int not null,
  open_invoices int not null,
  counts jsonb not null
);

comment on table sync.erasures is 'Erased clients, one row each: when, by whom and how many rows of which table. No name and no id.';
comment on column sync.erasures.client_hash is 'HMAC-SHA256 of the id that was asked for, as sync.erasure_hashes makes it, in hexadecimal.';
comment on column sync.erasures.ids is 'How many ids were merged into the one person.';
comment on column sync.erasures.counts is 'Rows that were removed, emptied of a reference or of a text, by table.';

alter table sync.erasures enable row level security;
revoke insert, update, delete, truncate on sync.erasures from service_role;

create table sync.erased (
  account_id text not null references sync.accounts on delete cascade,
  hash bytea not null,
  entity text not null,
  is_client boolean not null default false,
  erasure_id bigint not null references sync.erasures on delete cascade,
  primary key (account_id, hash)
);

comment on table sync.erased is 'Keyed hashes of what was erased with a client, and of what Gazelle has given of that client since: none of it is staged again.';
comment on column sync.erased.hash is 'See sync.erasure_hashes.';
comment on column sync.erased.entity is 'The production table that held it; of what came later, the module that read it.';
comment on column sync.erased.is_client is 'The person''s own id: every record that names it as its client is theirs.';

create index erased_of_erasure on sync.erased (erasure_id);

alter table sync.erased enable row level security;
revoke insert, update, delete, truncate on sync.erased from service_role;

create function sync.erasure_hashes(p_account text, p_ids text[])
returns table (id text, hash bytea)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_key bytea;
begin
  select convert_to(s.decrypted_secret, 'UTF8') into v_key from vault.decrypted_secrets s where s.name = 'gazelle_erasure_key';
  if v_key is null then
    raise exception 'Vault lacks gazelle_erasure_key, without which erased clients cannot be told from others' using
      errcode = 'GZ426', hint = 'Restore that secret from the backup of Vault: until then nothing is staged for the account, so that no erased client comes back.';
  end if;
  return query
  select i.id, extensions.hmac(convert_to(p_account || '/' || i.id, 'UTF8'), v_key, 'sha256') from unnest(p_ids) i (id);
end;
$$;

comment on function sync.erasure_hashes(text, text[]) is
  'HMAC-SHA256 of account and id, with the key gazelle_erasure_key of Vault. Gazelle''s ids name their kind, so that the id alone tells a client from a piano. Runs as its owner: service_role does not reach Vault. Raises GZ426 without the key.';

create function sync.without_erased(
  p_module text, p_account text, p_ids text[], p_nodes jsonb[], p_unidentified jsonb[], out ids text[], out nodes jsonb[], out unidentified jsonb[]
)
language plpgsql
set search_path = ''
as $$
begin
  perform reconcile.lock_erasures(p_account);
  ids := p_ids;
  nodes := p_nodes;
  unidentified := p_unidentified;
  if exists (select from sync.erased e where e.account_id = p_account) then
    select w.ids, w.nodes, w.unidentified into ids, nodes, unidentified
    from sync.drop_erased(p_module, p_account, p_ids, p_nodes, p_unidentified) w;
  end if;
end;
$$;

comment on function sync.without_erased(text, text, text[], jsonb[], jsonb[]) is
  'The records of a page that may be staged: none of an erased client''s, and none that refers to one. Where nobody was erased, the page as it came, for the price of a look at an empty table.';

create function sync.drop_erased(
  p_module text, p_account text, p_ids text[], p_nodes jsonb[], p_unidentified jsonb[], out ids text[], out nodes jsonb[], out unidentified jsonb[]
)
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_places int[];
  v_mentions text[];
  v_erased text[];
  v_clients text[];
  v_speaking int[];
  v_theirs text[];
  v_returned text[];
  v_children text[];
  v_is_person constant boolean := exists (select from reconcile.entities e where e.module = p_module and e.entity = reconcile.person_entity());
begin
  ids := p_ids;
  nodes := p_nodes;
  unidentified := p_unidentified;
  -- Whom each record mentions is read once.
  select coalesce(array_agg(n.place), '{}'), coalesce(array_agg(m.id), '{}') into v_places, v_mentions
  from unnest(p_nodes || p_unidentified) with ordinality n (node, place)
  cross join lateral sync.mentioned_ids(n.node) m (id);
  select array_agg(h.id), coalesce(array_agg(h.id) filter (where e.is_client), '{}'),
    coalesce(array_agg(h.id) filter (where exists (select from reconcile.entities c where c.module = p_module and c.entity = e.entity and c.owner_column is not null)), '{}')
  into v_erased, v_clients, v_children
  from sync.erasure_hashes(p_account, array(select distinct m.id from unnest(v_mentions) m (id))) h
  join sync.erased e on e.account_id = p_account and e.hash = h.hash;
  if v_erased is null then
    return;
  end if;

  v_speaking := array(select distinct m.place from unnest(v_places, v_mentions) m (place, id) where m.id = any (v_erased));
  v_theirs := array(
    select n.id from unnest(p_ids, p_nodes) with ordinality n (id, node, place)
    where n.place = any (v_speaking)
      -- Another client's own record is theirs, whomever it mentions.
      and case when v_is_person then n.id = any (v_erased) else sync.is_of_erased(n.node, v_erased, v_clients) end
  );
  -- What another client has by now, such as a piano that was sold, is erased no longer, nor are its measurements. A contact is the person who
  -- asked to be erased, whoever has them by now.
  v_returned := array(
    select m.id
    from unnest(v_places, v_mentions) m (place, id)
    join unnest(p_ids) with ordinality n (id, place) using (place)
    where n.id <> all (v_theirs) and m.id = any (v_erased) and m.id <> all (v_clients)
      and (n.id = any (v_erased) or (m.id = any (v_children) and not v_is_person))
  );
  if v_returned <> '{}' then
    delete from sync.erased e using sync.erasure_hashes(p_account, v_returned) h where e.account_id = p_account and e.hash = h.hash;
    v_erased := array(select i.id from unnest(v_erased) i (id) where i.id <> all (v_returned));
  end if;
  perform sync.erase_since(p_module, p_account, array(select i.id from unnest(v_theirs) i (id) where i.id <> all (v_erased)), v_erased);

  select coalesce(array_agg(n.id order by n.place), '{}'),
    coalesce(array_agg(case when n.place = any (v_speaking) then sync.without_mentions(n.node, v_erased) else n.node end order by n.place), '{}')
  into ids, nodes
  from unnest(p_ids, p_nodes) with ordinality n (id, node, place)
  where n.id <> all (v_theirs);
  unidentified := array(
    select case when n.place = any (v_speaking) then sync.without_mentions(n.node, v_erased) else n.node end
    from (select u.node, u.place + cardinality(p_nodes) as place from unnest(p_unidentified) with ordinality u (node, place)) n
    where (n.place = any (v_speaking) and sync.is_of_erased(n.node, v_erased, v_clients)) is not true
  );
end;
$$;

comment on function sync.drop_erased(text, text, text[], jsonb[], jsonb[]) is
  'See sync.without_erased. Runs as its owner, who alone writes sync.erased: what an erased client has since is remembered too, and what another client has by now is forgotten there.';

create function sync.without_erased_holes(p_account text, p_holes jsonb, p_api_errors int, out holes jsonb, out api_errors int)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_erased text[];
begin
  holes := p_holes;
  api_errors := p_api_errors;
  if p_holes = '[]' or not exists (select from sync.erased e where e.account_id = p_account) then
    return;
  end if;
  select array_agg(h.id) into v_erased
  from sync.erasure_hashes(p_account, array(select distinct m.id from jsonb_to_recordset(p_holes) m (id text) where m.id is not null)) h
  join sync.erased e on e.account_id = p_account and e.hash = h.hash;
  if v_erased is not null then
    select coalesce(jsonb_agg(m.hole) filter (where not m.is_erased), '[]'),
      greatest(0, p_api_errors - count(*) filter (where m.is_erased and m.hole ->> 'kind' = 'error'))::int
    into holes, api_errors
    from (
      select m.hole, coalesce(m.hole ->> 'id' = any (v_erased), false) as is_erased from jsonb_array_elements(p_holes) m (hole)
    ) m;
  end if;
end;
$$;

comment on function sync.without_erased_holes(text, jsonb, int) is
  'The holes of a page, and how many errors came, without those of what was erased: a field that Gazelle cannot give of an erased client is none that anybody misses.';

create function sync.erased_seen(p_run sync.runs)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from sync.erased e where e.account_id = p_run.account_id) then
    return 0;
  end if;
  return (
    select count(*)
    from sync.erasure_hashes(p_run.account_id, array(select distinct n.external_id from sync.seen n where n.sweep_id = p_run.sweep_id)) h
    join sync.erased e on e.account_id = p_run.account_id and e.hash = h.hash
  );
end;
$$;

comment on function sync.erased_seen(sync.runs) is 'How many of the records that a run has seen were erased: Gazelle counts them, and nobody misses them here.';

-- A person knows of a hole.

create function sync.acknowledge_hole(p_hole bigint, p_by text default null)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update sync.holes h
  set acknowledged_at = now(), acknowledged_by = coalesce(sync.fit_text(p_by, 100), current_user), acknowledged_missing = h.missing,
      -- It is acknowledged where it stands, for every list.
      moved_at = null
  where h.hole_id = p_hole and h.closed_at is null and h.acknowledged_at is null;
  if found then
    return true;
  end if;
  if not exists (select from sync.holes h where h.hole_id = p_hole) then
    raise exception 'unknown hole %', p_hole using errcode = 'GZ405', hint = 'gazelle holes list';
  end if;
  return false;
end;
$$;

comment on function sync.acknowledge_hole(bigint, text) is
  'A person knows of a hole: it raises no alert any more, and a list with only such holes counts as whole; a list that is too short, until it lacks more. False when it was acknowledged or is closed.';

-- Where a lane stands after a page that joined. A record is missing when fewer were seen than the smallest totalCount that a page named.
-- A lane that has come round (sync.is_cursor_cycle) has no next page.
--
--   next page   lane                                  the lane
--   yes         met the lane at its other end         is over: together they have read the list
--   yes         proves the sweep, and as many were    is over
--               seen as are counted, or as few or
--               many as before
--   yes         otherwise                             goes on
--   no          pass 2, or a lane that counts with    is over; agreed says whether something is missing, of lanes that
--               others                                count together that of the last one
--   no          more is missing than before, or a     is read once more from its beginning
--               deletion asks for a second reading
--   no          otherwise                             is over, as above
create function sync.advance_lane(
  p_lane sync.lanes, p_cursor text, p_tail_id text, p_has_next boolean, p_total int, p_new int, p_seen int, p_with text[], p_is_proof boolean,
  p_known_shortfall int, p_confirms boolean default false, p_is_last boolean default true
)
returns sync.lanes
language plpgsql
stable
set search_path = ''
as $$
declare
  v_least constant int := least(p_lane.least_total, p_total);
  v_missing constant int := v_least - p_seen - p_lane.without_id;
  v_has_all constant boolean := coalesce(v_missing, 0) <= 0;
  v_has_expected constant boolean := v_has_all or v_missing <= p_known_shortfall;
  -- More seen than counted: the count proves nothing, and the lane is read to its end, but for runs that know of it.
  v_is_proved constant boolean := case when v_missing < 0 then p_known_shortfall < 0 else v_has_expected end;
  v_reads_again constant boolean := not p_has_next and (p_confirms or not coalesce(v_has_expected, false)) and p_lane.pass = 1
    and p_with is null;
  v_is_over constant boolean := case
    when not p_has_next then not v_reads_again
    when p_is_proof then coalesce(v_is_proved, false) and p_total is not null
    else p_lane.has_met
  end;
begin
  p_lane.page := p_lane.page + 1;
  p_lane.seen := p_lane.seen + p_new;
  p_lane.trail := case when p_has_next then (array_prepend(p_lane.cursor, p_lane.trail))[:4] else '{}' end;
  p_lane.cursor := case when p_has_next then p_cursor end;
  p_lane.tail_id := case when p_has_next and p_lane.shifts <= 20 then p_tail_id end;
  p_lane.least_total := v_least;
  p_lane.total_count := coalesce(p_total, p_lane.total_count);
  p_lane.agreed := case when v_is_over and (v_has_all or p_is_last) then v_has_all end;
  p_lane.finished_at := case when v_is_over then clock_timestamp() end;
  if v_reads_again then
    p_lane.pass := 2;
    p_lane.without_id := 0;
    p_lane.least_total := null;
  end if;
  return p_lane;
end;
$$;

comment on function sync.advance_lane(sync.lanes, text, text, boolean, int, int, int, text[], boolean, int, boolean, boolean) is
  'Where a lane stands after a page, see the table above it. p_confirms: see sync.asks_for_second_reading; p_is_last: see sync.is_last_of.';

-- A credential that lost a right gives lists that look whole: a sweep that reads them asks whose it is before it believes them.

create function sync.asks_caller(p_run sync.runs, p_outcome text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_run.mode = 'full' and not p_run.dry_run and not exists (
    select
    from sync.callers c
    cross join lateral (
      -- One answer a day is enough for all modules; a daily sweep may begin a little earlier than the day before.
      select coalesce(c.asked_at between now() - interval '20 hours' and clock_timestamp(), false) as is_new, c.unanswered_since is null as is_answered
    ) a
    where c.account_id = p_run.account_id
      -- What is not a full administrator's answer is asked for again by each sweep, since it may be mended; by its first slice alone.
      and case when p_outcome = 'begun' then a.is_new and a.is_answered and c.is_full_admin else a.is_new or not a.is_answered end
  );
end;
$$;

comment on function sync.asks_caller(sync.runs, text) is
  'Whether a slice asks whose credential it is before it reads: that of a full sweep, where the account''s answer is older than a day, or not a full administrator''s.';

-- Opening a run: a new one, one that waits for its next slice, or one whose lease ran out.

create function sync.window_of(p_account text, p_window text, out since timestamptz, out until timestamptz)
language sql
stable
set search_path = ''
begin atomic
  select
    (d.today - case p_window when 'fast' then 7 when 'exhaustive' then 60 else 30 end)::timestamp at time zone d.time_zone,
    (d.today + 1 + case p_window when 'fast' then 30 when 'exhaustive' then 365 else 90 end)::timestamp at time zone d.time_zone
  from (
    select a.time_zone, (clock_timestamp() at time zone a.time_zone)::date as today
    from sync.accounts a
    where a.account_id = p_account
  ) d;
end;

comment on function sync.window_of(text, text) is 'The instants between which a window of days around today lies, in the account''s zone.';

create function sync.is_recurring_error(p_error jsonb)
returns boolean
language sql
immutable
set search_path = ''
return coalesce(p_error ->> 'code' in ('run_stalled', 'gazelle_query_refused', 'gazelle_list_endless'), false);

comment on function sync.is_recurring_error(jsonb) is 'Whether a run that resumes from the same cursors would meet the error that ended this one.';

create function sync.retry_delay_after(p_run sync.runs)
returns interval
language sql
stable
set search_path = ''
begin atomic
  select case p_run.error ->> 'code'
    -- It is endless at the next try too, and has read what it could.
    when 'gazelle_list_endless' then interval '6 hours'
    -- A slice that dies or a query that is refused may pass. A short sweep is cheap to repeat at the next poll; a long one waits longer.
    else least(
      interval '6 hours',
      (select sum(o.pages) from sync.runs o where o.sweep_id = p_run.sweep_id and o.run_id between p_run.sweep_id and p_run.run_id) * interval '1 minute'
    )
  end;
end;

comment on function sync.retry_delay_after(sync.runs) is
  'How long the schedule waits before it begins a module''s first sweep anew after an error that its cursors would meet again: a minute for each page that it read, six hours at most.';

create function sync.watermark_of(p_account text, p_module text)
returns timestamptz
language sql
stable
set search_path = ''
begin atomic
  select case
    when w.watermark <= clock_timestamp() then w.watermark
    -- The clock was ahead. Polls after the first asked Gazelle for what changes in the future: only what came before is read.
    else (
      select max(r.watermark)
      from sync.runs r
      where r.account_id = p_account and r.module = p_module and r.moved_watermark and not r.dry_run and r.watermark <= clock_timestamp()
    )
  end
  from sync.watermarks w
  where w.account_id = p_account and w.module = p_module;
end;

comment on function sync.watermark_of(text, text) is
  'The watermark of a module; where it is in the future, since the clock was set back, the last one that is not. Null when there is none.';

create function sync.read_before(p_account text, p_module text, p_triggered_by text)
returns timestamptz
language sql
stable
set search_path = ''
begin atomic
  select coalesce(
    sync.watermark_of(p_account, p_module),
    -- Before the first watermark: a sweep that is under way, or has ended with holes, read everything from its start back.
    (
      select r.watermark
      from sync.runs r
      where r.account_id = p_account and r.module = p_module and r.kind = 'sweep' and not r.dry_run
        and r.watermark <= clock_timestamp()
        and (
          r.read_to_end
          -- It is at work, or its next slice is about to begin; one whose slice died is carried on first. gazelle sync and npm start wait for
          -- the whole history, since their answer is that a module is read.
          or (p_triggered_by is distinct from 'cli' and r.status = 'running' and (r.lease_until > clock_timestamp() or (r.lease is null and r.heartbeat_at > clock_timestamp() - interval '30 seconds')))
          -- It read what it could, and is not read again from its beginning at each poll.
          or (p_triggered_by = 'schedule' and r.pages > 0 and sync.is_recurring_error(r.error) and r.finished_at > clock_timestamp() - sync.retry_delay_after(r))
        )
      order by r.run_id desc
      limit 1
    )
  );
end;

comment on function sync.read_before(text, text, text) is
  'The instant before which a module''s records are read, or are being read by its open sweep: its polls begin there, minus their overlap. Null before the first sweep.';

create function sync.resolve_range(p_request sync.run_request)
returns sync.run_request
language plpgsql
stable
set search_path = ''
as $$
declare
  v_read_before constant timestamptz := sync.read_before(p_request.account_id, p_request.module, p_request.triggered_by);
begin
  if p_request.mode <> 'incremental' then
    return p_request;
  end if;
  if exists (select from sync.modules m where m.module = p_request.module and m.scope_column is not null) then
    -- A dated kind sweeps its window whole; before the first sweep it reads everything.
    if v_read_before is null then
      p_request.mode := 'full';
    else
      select w.since, w.until into p_request.since, p_request.until
      from sync.window_of(p_request.account_id, p_request."window") w;
    end if;
  elsif p_request.since is null then
    p_request.since := v_read_before - p_request.overlap;
    if p_request.since is null then
      p_request.mode := 'full';
    end if;
  end if;
  return p_request;
end;
$$;

comment on function sync.resolve_range(sync.run_request) is
  'What a new run reads: an incremental one from the watermark minus the overlap, or its window of days; everything before the first sweep.';

create function sync.open_run_of(p_request sync.run_request)
returns sync.runs
language sql
set search_path = ''
as $$
  select r
  from sync.runs r
  where r.account_id = p_request.account_id and r.module = p_request.module and r.status = 'running'
    and r.kind = case p_request.mode when 'full' then 'sweep' else 'poll' end and r.dry_run = p_request.dry_run
  for update;
$$;

comment on function sync.open_run_of(sync.run_request) is 'The open run of the kind that a request asks for, locked.';

create function sync.asks_the_same(p_run sync.runs, p_request sync.run_request)
returns boolean
language sql
immutable
set search_path = ''
return p_run.mode = p_request.mode
  and p_run."window" is not distinct from p_request."window"
  and (p_request.mode <> 'repair' or (p_run.since, p_run.until) is not distinct from (p_request.since, p_request.until))
  -- A full sweep that a person asks for must see everything as it was when it was asked for: it begins anew.
  and (p_request.asked_mode <> 'full' or coalesce(p_request.triggered_by, '') = 'schedule');

comment on function sync.asks_the_same(sync.runs, sync.run_request) is
  'Whether a run that began earlier answers a request: an incremental one may have begun at an earlier watermark, a full sweep by the schedule at an earlier time.';

create function sync.open_run(p_request sync.run_request)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run bigint;
begin
  insert into sync.runs (
    account_id, module, mode, "window", since, until, dry_run, watermark, triggered_by, lease, lease_until
  )
  values (
    p_request.account_id, p_request.module, p_request.mode, p_request."window", p_request.since, p_request.until, p_request.dry_run,
    clock_timestamp(), p_request.triggered_by, gen_random_uuid(), clock_timestamp() + sync.lease_time()
  )
  returning run_id into v_run;
  update sync.runs set sweep_id = run_id where run_id = v_run;
  return sync.describe_run(v_run, 'begun');
end;
$$;

comment on function sync.open_run(sync.run_request) is 'A new run, first of its chain.';

create function sync.answer_of(p_request sync.run_request)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs := sync.open_run_of(p_request);
  v_answer jsonb;
begin
  if v_run.run_id is not null then
    -- The answer is of what was asked for, or busy: an open run of another request goes on by its own id.
    if v_run.lease_until > clock_timestamp() or not sync.asks_the_same(v_run, p_request) then
      return sync.describe_busy(v_run);
    end if;
    v_answer := sync.take_over(v_run);
    if v_answer is not null then
      return v_answer;
    end if;
  end if;

  v_run := sync.resumable_run(p_request);
  if v_run.run_id is not null then
    return sync.resume_run(v_run, p_request.triggered_by);
  end if;
  return sync.open_run(p_request);
exception
  -- Of two calls in the same instant the unique index admits one.
  when unique_violation then
    return sync.describe_busy(sync.open_run_of(p_request));
end;
$$;

comment on function sync.answer_of(sync.run_request) is 'The run that a request opens, resumes or finds busy.';

create function sync.begin_run(
  p_module text,
  p_mode text default 'incremental',
  p_window text default null,
  p_since timestamptz default null,
  p_until timestamptz default null,
  p_account text default 'main',
  p_overlap interval default '0',
  p_dry_run boolean default false,
  p_triggered_by text default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_request constant sync.run_request := sync.resolve_range(
    row(p_account, p_module, p_mode, p_mode, p_window, p_since, p_until, p_overlap, p_dry_run, sync.fit_text(p_triggered_by, 60))
  );
  v_answer jsonb;
begin
  if not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', p_module using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
  perform sync.check_account(p_account, p_triggered_by);
  perform reconcile.refresh(p_module);

  v_answer := sync.answer_of(v_request);
  perform sync.note_answer(v_request, v_answer);
  return v_answer;
end;
$$;

comment on function sync.begin_run(text, text, text, timestamptz, timestamptz, text, interval, boolean, text) is
  'Opens a run, resumes one of the same request that waits or whose lease ran out, or answers busy. Polls and sweeps do not wait for each other, nor does either for a dry run. The answer carries the lease and each lane''s cursor.';

-- A run as JSON: for the worker of a slice, and as the function's answer at the end.

create function sync.describe_run(p_run bigint, p_outcome text)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  select jsonb_build_object(
    'outcome', p_outcome,
    'runId', r.run_id,
    'lease', r.lease,
    'module', r.module,
    'account', r.account_id,
    'mode', r.mode,
    'window', r."window",
    'since', r.since,
    'until', r.until,
    'watermark', r.watermark,
    'dryRun', r.dry_run,
    'asksCaller', sync.asks_caller(r, p_outcome),
    'askedCredential', c.credential,
    'hasCompany', c.company_id is not null,
    'timeZone', a.time_zone,
    'pageSize', a.page_size,
    'knownHoles', coalesce(
      (
        select jsonb_agg(jsonb_build_object('kind', h.kind, 'id', h.external_id, 'place', h.place, 'path', h.path))
        from (
          select h.*
          from sync.hole_fields(r.account_id, r.module) f
          cross join lateral (
            select *
            from sync.holes o
            where o.account_id = r.account_id and o.module = r.module and o.kind = f.kind and o.field = f.field and o.closed_at is null
            order by o.last_seen_at desc
            limit 1000
          ) h
          -- What a page steps around is known by its id.
          where not f.is_widespread or f.kind in ('record', 'apart')
          order by f.kind in ('record', 'apart') desc, h.last_seen_at desc
          limit 1000
        ) h
      ),
      '[]'
    ),
    'knownFields', coalesce(
      (
        select jsonb_agg(jsonb_build_object('kind', f.kind, 'field', f.field))
        from sync.hole_fields(r.account_id, r.module) f
        where f.is_widespread
      ),
      '[]'
    ),
    'lanes', coalesce(
      (
        select jsonb_object_agg(
          l.lane, jsonb_build_object(
            'cursor', l.cursor, 'page', l.page, 'finished', l.finished_at is not null
          )
        )
        from sync.lanes l
        where l.run_id = r.run_id
      ),
      '{}'
    )
  )
  from sync.runs r
  join sync.accounts a using (account_id)
  left join sync.callers c using (account_id)
  where r.run_id = p_run;
end;

comment on function sync.describe_run(bigint, text) is 'What a slice must know of its run, as JSON.';

create function sync.describe_busy(p_run sync.runs)
returns jsonb
language sql
immutable
set search_path = ''
return jsonb_build_object('outcome', 'busy', 'runId', p_run.run_id, 'mode', p_run.mode, 'asOf', p_run.watermark);

comment on function sync.describe_busy(sync.runs) is 'The answer to a caller that finds a run at work.';

create function sync.count_due(p_module text, p_account text)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
begin
  return (select count(*) from sync.missing m where m.module = p_module and m.account_id = p_account and m.status = 'due');
end;
$$;

comment on function sync.count_due(text, text) is 'Missing records that are still to be asked for.';

create function sync.report_run(p_run bigint)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  select jsonb_build_object(
    'runId', r.run_id,
    'module', r.module,
    'mode', r.mode,
    'status', r.status,
    'asOf', r.watermark,
    'complete', r.complete,
    'pages', coalesce(s.pages, 0),
    'apiCalls', coalesce(s.api_calls, 0),
    'fetched', coalesce(s.fetched, 0),
    'changed', coalesce(s.changed, 0),
    'promoted', coalesce(s.promoted, 0),
    'rejected', coalesce(s.rejected, 0),
    'placeholders', coalesce(s.placeholders, 0),
    'deleted', r.deleted,
    'heldBack', r.held_back,
    'due', sync.count_due(r.module, r.account_id),
    'durationMs', round(extract(epoch from coalesce(r.finished_at, clock_timestamp()) - r.started_at) * 1000)
  )
  from sync.runs r
  left join sync.run_totals s using (run_id)
  where r.run_id = p_run;
end;

comment on function sync.report_run(bigint) is 'A run''s counters as the functions answer them.';

-- Whose a record is, and what of a record of others speaks of somebody who was erased.

create function sync.mentioned_ids(p_node jsonb)
returns setof text
language sql
immutable
set search_path = ''
begin atomic
  select v.id #>> '{}'
  from jsonb_path_query(
    p_node, 'strict $.** ? (@.type() == "object").keyvalue() ? (@.key == "id" || @.key like_regex "Id$").value ? (@.type() == "string")'
  ) v (id);
end;

comment on function sync.mentioned_ids(jsonb) is 'Every id that a record holds, its own among them: the fields id and …Id, at any depth.';

create function sync.client_ids_in(p_node jsonb)
returns text[]
language sql
immutable
set search_path = ''
begin atomic
  select coalesce(array_agg(c.id), '{}')
  from (
    select p_node #>> '{client,id}' as id
    union
    select v.id #>> '{}'
    from jsonb_path_query(p_node, 'strict $.**{0 to 1} ? (@.type() == "object" && exists(@.clientId)).clientId ? (@.type() == "string")') v (id)
  ) c
  where c.id is not null;
end;

comment on function sync.client_ids_in(jsonb) is 'The clients that a record names as its own: client, or clientId in the record or in an object of it. Empty for a client''s own record.';

create function sync.is_of_erased(p_node jsonb, p_ids text[], p_clients text[])
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_clients constant text[] := sync.client_ids_in(p_node);
begin
  if v_clients <> '{}' then
    -- A piano that has been sold is another client's by now.
    return v_clients && p_clients;
  end if;
  -- Who recommended a client does not own it: of what a record refers to beside lists, all but clients count.
  return p_node ->> 'id' = any (p_ids) or exists (
    select
    from jsonb_path_query(p_node, 'strict $.* ? (@.type() == "object" && exists(@.id)).id ? (@.type() == "string")') v (id)
    where v.id #>> '{}' = any (p_ids) and v.id #>> '{}' <> all (p_clients)
  );
end;
$$;

comment on function sync.is_of_erased(jsonb, text[], text[]) is
  'Whether a record is an erased client''s: it names one as its client, or names no client and was erased, or refers to something that was (a notice, to an appointment). p_ids: the erased ids that its page mentions; p_clients: those of them that are clients.';

create function sync.without_mentions(p_value jsonb, p_ids text[])
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  case jsonb_typeof(p_value)
    when 'object' then
      return (
        select coalesce(jsonb_object_agg(
          f.name,
          case
            when f.value ->> 'id' = any (p_ids) then 'null'
            when f.name like '%Id' and f.value #>> '{}' = any (p_ids) then 'null'
            else sync.without_mentions(f.value, p_ids)
          end
        ), '{}')
        from jsonb_each(p_value) f (name, value)
      );
    when 'array' then
      return (
        select coalesce(jsonb_agg(sync.without_mentions(i.item, p_ids) order by i.place), '[]')
        from jsonb_array_elements(p_value) with ordinality i (item, place)
        where (i.item ->> 'id' = any (p_ids)) is not true
          -- An item without an id of its own is known by what it refers to, and goes with it.
          and (i.item ? 'id' or not exists (
            select from jsonb_path_query(i.item, 'lax $.* ? (@.type() == "object").id ? (@.type() == "string")') v (id) where v.id #>> '{}' = any (p_ids)
          ))
      );
    else
      return p_value;
  end case;
end;
$$;

comment on function sync.without_mentions(jsonb, text[]) is
  'Another''s record without its references to what was erased: a reference is null, an item of a list goes. Everything else stays as it is.';

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

-- The rule of a usable id, for a record.

create function sync.has_id(p_node jsonb)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return reconcile.to_id(p_node) is not null;
end;
$$;

comment on function sync.has_id(jsonb) is
  'A record can be kept under its id: text of 1 to 200 characters (Gazelle''s have about 24) that are not all blank.';

-- The lease keeps two slices from working on one run.

create function sync.lease_time()
returns interval
language sql
immutable
set search_path = ''
return interval '2 minutes';

comment on function sync.lease_time() is 'How long a slice may be silent before another takes its run over. Longer than any wait between two heartbeats.';

create function sync.hold_lease(p_run bigint, p_lease uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_kind text;
begin
  update sync.runs r
  set lease_until = clock_timestamp() + sync.lease_time(), heartbeat_at = clock_timestamp()
  where r.run_id = p_run and r.lease = p_lease and r.status = 'running'
  returning r.kind into v_kind;
  if not found then
    raise exception 'the lease of run % is lost', p_run
      using errcode = 'GZ409', hint = 'Its lease ran out and another slice took it over, or it has ended.';
  end if;
  perform changes.because(v_kind, p_run);
end;
$$;

comment on function sync.hold_lease(bigint, uuid) is 'Heartbeat: keeps the lease of a slice that works or waits. Raises GZ409 when another worker has the lease.';

create function sync.leased_run(p_run bigint, p_lease uuid)
returns sync.runs
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  if not coalesce(v_run.lease = p_lease and v_run.status = 'running', false) then
    raise exception 'the lease of run % is lost', p_run
      using errcode = 'GZ409', hint = 'Its lease ran out and another slice took it over, or it has ended.';
  end if;
  if v_run.lease_until < clock_timestamp() + sync.lease_time() / 2 then
    perform sync.hold_lease(p_run, p_lease);
  end if;
  perform changes.because(v_run.kind, p_run);
  return v_run;
end;
$$;

comment on function sync.leased_run(bigint, uuid) is 'The run that a lease is for; a lease that is half over is renewed. Raises GZ409 when another worker has the run, or it has ended.';

-- Lists that are shorter or longer than their totalCount.

create function sync.count_place(p_run sync.runs, p_lane text)
returns text
language sql
immutable
set search_path = ''
return format('lane %s%s', p_lane, case p_run.kind when 'poll' then ' of ' || coalesce(p_run."window" || ' ', '') || 'polls' end);

comment on function sync.count_place(sync.runs, text) is 'The place of what a whole lane lacks. A poll reads another list than a sweep, and in each window another one.';

create function sync.surplus_place(p_run sync.runs, p_lane text)
returns text
language sql
immutable
set search_path = ''
return sync.count_place(p_run, p_lane) || ', of which more came';

comment on function sync.surplus_place(sync.runs, text) is 'The place of a totalCount that is too low. One that is too high has another place: neither says anything of the other.';

create function sync.known_shortfall(p_run sync.runs, p_lane text)
returns int
language sql
stable
set search_path = ''
begin atomic
  select h.missing
  from sync.holes h
  where h.account_id = p_run.account_id and h.module = p_run.module and h.kind = 'count'
    and h.place in (sync.count_place(p_run, p_lane), sync.surplus_place(p_run, p_lane)) and h.closed_at is null
    -- What is missing may be another record by now: each seventh run looks again.
    and h.times % 7 <> 0;
end;

comment on function sync.known_shortfall(sync.runs, text) is
  'By how many records a lane fell short of totalCount before: so many need not be looked for. Below zero where more came than were counted. Null where the count agreed, and on each seventh run.';

create function sync.note_surplus(p_run sync.runs, p_lane text, p_total int, p_more int)
returns void
language sql
set search_path = ''
begin atomic
  -- A surplus lacks nothing: its hole is acknowledged from the start.
  insert into sync.holes as h (account_id, module, kind, place, message, missing, run_id, lane, acknowledged_at, acknowledged_by)
  values (
    p_run.account_id, p_run.module, 'count', sync.surplus_place(p_run, p_lane), format('totalCount is %s, and %s records came', p_total, p_total + p_more),
    -p_more, p_run.run_id, p_run.kind || ' ' || p_lane, now(), 'sync'
  )
  on conflict (account_id, module, kind, place, path) do update
  set last_seen_at = now(), message = excluded.message, missing = excluded.missing, run_id = excluded.run_id, lane = excluded.lane,
      times = case when h.closed_at is not null then 1 else h.times + (h.run_id is distinct from excluded.run_id)::int end,
      first_seen_at = case when h.closed_at is not null then now() else h.first_seen_at end,
      acknowledged_at = excluded.acknowledged_at, acknowledged_by = excluded.acknowledged_by, closed_at = null;
end;

comment on function sync.note_surplus(sync.runs, text, int, int) is
  'Remembers that a lane that proves the sweep saw more than totalCount: its count proves nothing, and need not be read past at each sweep.';

-- An error without a path may have emptied any field of an answer: the stored record keeps what that answer lacks.

create function sync.carried_over_value(p_old jsonb, p_new jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_items jsonb;
begin
  if p_new is null or p_new in ('null', '[]') then
    return coalesce(p_old, p_new);
  elsif jsonb_typeof(p_old) is distinct from jsonb_typeof(p_new) then
    return p_new;
  elsif jsonb_typeof(p_new) = 'object' then
    -- A reference to another record, which shares nothing with the one before.
    if p_old ->> 'id' <> p_new ->> 'id' then
      return p_new;
    end if;
    return (
      select coalesce(jsonb_object_agg(
        f.name,
        -- A list that was not read to its end is not whole now: what is missing in it is not gone.
        case when f.name = 'hasNextPage' and p_old -> f.name = 'true' then 'true' else sync.carried_over_value(p_old -> f.name, p_new -> f.name) end
      ), '{}')
      from (select jsonb_object_keys(p_old) union select jsonb_object_keys(p_new)) f (name)
    );
  elsif jsonb_typeof(p_new) = 'array' then
    if (p_old || p_new) @? '$[*] ? (@.type() != "null" && !exists(@.id))' then
      -- Items that cannot be told apart come together or not at all.
      return case when p_new @? 'strict $.** ? (@ == null)' then p_old else p_new end;
    end if;
    with old as (
      select distinct on (i.item ->> 'id') i.item ->> 'id' as id, i.item, i.place
      from jsonb_array_elements(p_old) with ordinality i (item, place)
      where i.item <> 'null'
      order by i.item ->> 'id', i.place
    ), new as (
      select i.item ->> 'id' as id, i.item, i.place
      from jsonb_array_elements(p_new) with ordinality i (item, place)
      where i.item <> 'null'
    ), kept as (
      select sync.carried_over_value(o.item, n.item) as item, 1 as part, n.place from new n left join old o using (id)
      union all
      select o.item, 2, o.place from old o where not exists (select from new n where n.id = o.id)
    )
    select jsonb_agg(k.item order by k.part, k.place) into v_items from kept k;
    return coalesce(v_items, p_old);
  end if;
  return p_new;
end;
$$;

comment on function sync.carried_over_value(jsonb, jsonb) is
  'A value of which the blanks may be a fault''s: at every depth an old value stays where the new one is null, an empty list, or lacks it. Items are known by their ids.';

create function sync.carried_over_nodes(p_module text, p_account text, p_ids text[], p_nodes jsonb[], p_blank jsonb, out nodes jsonb[], out kept jsonb)
language plpgsql
set search_path = ''
as $$
begin
  -- Locked in the order in which they are written: another lane must not write between this reading and that.
  execute format(
    'select from staging.%I s where s.account_id = $1 and s.external_id = any ($2) order by s.external_id for update', 'stg_' || p_module
  ) using p_account, p_ids;
  execute format(
    'select array_agg(k.node order by n.place), jsonb_object_agg(n.id, f.names) filter (where f.names is not null)
     from unnest($2, $4) with ordinality n (id, node, place)
     left join staging.%I s on s.account_id = $1 and s.external_id = n.id
     cross join lateral (select $3 || n.node as came, sync.carried_over_value(s.raw_data, $3 || n.node) as node) k
     cross join lateral (
       select jsonb_agg(o.name) as names
       from jsonb_each(s.raw_data) o (name, value)
       where jsonb_typeof(o.value) in (''array'', ''object'') and k.node -> o.name is distinct from k.came -> o.name
     ) f', 'stg_' || p_module
  ) into nodes, kept using p_account, p_ids, p_blank, p_nodes;
  nodes := coalesce(nodes, '{}');
end;
$$;

comment on function sync.carried_over_nodes(text, text, text[], jsonb[], jsonb) is
  'The records of a page in doubt, over what is known of them (see sync.carried_over_value); and by id the names of the lists and objects that hold something of what was known, which is as old as before.';

-- Pages overlap by one record: what a page begins with proves that no record lies between it and the page before.

create function sync.joins(p_sweep bigint, p_lane sync.lanes, p_nodes jsonb)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select p_lane.tail_id is null
  -- An empty page is asked for again from before it; one that stays empty is read as it comes.
  or (p_nodes = '[]' and p_lane.shifts >= 2)
  or exists (
    select
    from (
      select n.node ->> 'id' as id
      from jsonb_array_elements(p_nodes) with ordinality n (node, place)
      where sync.has_id(n.node)
      order by n.place
      limit 1
    ) first
    where first.id = p_lane.tail_id or exists (
      select
      from sync.seen e
      where e.sweep_id = p_sweep and e.external_id = first.id and e.lane = p_lane.lane and e.pass >= p_lane.pass
    )
  );
end;

comment on function sync.joins(bigint, sync.lanes, jsonb) is
  'Whether a page begins with a record that its lane has read: then nothing lies between it and the pages before. An empty page joins from the third time on.';

create function sync.pages_again(p_lane sync.lanes)
returns int
language sql
immutable
set search_path = ''
-- Its pages may be smaller than they were; the smallest that are read in a row have ten records.
return -(p_lane.page + p_lane.seen / 10);

comment on function sync.pages_again(sync.lanes) is 'The idle pages of a lane that starts over: below zero by as many pages as the way back to where it was may take.';

create function sync.step_back(p_lane sync.lanes, p_api_calls int, p_waited_ms int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_lane sync.lanes;
begin
  update sync.lanes l
  set shifts = l.shifts + 1,
      -- Sent again, since this answer was lost, the page counts once.
      page = l.page + 1,
      cursor = l.trail[1],
      -- From its beginning a lane joins nothing; after twenty shifts it is read as it comes.
      tail_id = case when l.trail[1] is not null and l.shifts < 20 then l.tail_id end,
      trail = l.trail[2:],
      -- What it reads again is not new, and no sign of a list without end.
      idle_pages = case when l.trail[1] is null then sync.pages_again(l) else l.idle_pages - 50 end,
      api_calls = l.api_calls + p_api_calls,
      waited_ms = l.waited_ms + p_waited_ms
  where l.run_id = p_lane.run_id and l.lane = p_lane.lane
  returning * into v_lane;
  return jsonb_build_object('cursor', v_lane.cursor, 'finished', false, 'shifted', true, 'page', v_lane.page);
end;
$$;

comment on function sync.step_back(sync.lanes, int, int) is
  'The list has shifted under a lane: it goes on from the page before, at last from the beginning. Answers as sync.stage_page.';

create function sync.restart_lane(p_run bigint, p_lease uuid, p_lane text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_shifts int;
begin
  perform sync.leased_run(p_run, p_lease);
  update sync.lanes l
  set cursor = null, tail_id = null, trail = '{}', shifts = l.shifts + 1,
      idle_pages = sync.pages_again(l)
  where l.run_id = p_run and l.lane = p_lane
  returning l.shifts into v_shifts;
  if v_shifts > 30 then
    raise exception 'lane % makes no progress: its cursors are refused again and again', p_lane
      using errcode = 'GZ508', hint = 'Gazelle''s cursors live too short. The next run starts the lane over.';
  end if;
end;
$$;

comment on function sync.restart_lane(bigint, uuid, text) is
  'Puts a lane back to its beginning: Gazelle no longer takes its cursor. What it reads again costs calls and writes nothing.';

create function sync.idle_pages(p_lane sync.lanes, p_nodes jsonb, p_new int)
returns int
language sql
immutable
set search_path = ''
return case
  when p_new > 0 then 0
  -- What is read again after a step back is not empty.
  when p_nodes = '[]' then greatest(p_lane.idle_pages, 0) + 1
  else p_lane.idle_pages + 1
end;

comment on function sync.idle_pages(sync.lanes, jsonb, int) is 'The pages in a row without a record that is new to a lane''s pass, after one more page. p_new: how many of its records are.';

create function sync.is_cursor_cycle(p_lane sync.lanes, p_nodes jsonb)
returns boolean
language sql
immutable
set search_path = ''
-- What a step back reads again has idle pages below zero, and one page may hold little more than the record with which it joins.
return p_nodes <> '[]' and p_lane.idle_pages >= 2 and coalesce(starts_with(p_lane.cursor, 'other end: '), false);

comment on function sync.is_cursor_cycle(sync.lanes, jsonb) is
  'Whether a lane that reads its list from the other end, since it could not pass a record, has come to what it read before it turned: that record is mended. Asked before the lane advances.';

create function sync.refuse_endless(p_lane sync.lanes, p_has_next boolean)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_has_next and p_lane.idle_pages >= 10 then
    raise exception 'lane % has no end: % pages in a row without a new record', p_lane.lane, p_lane.idle_pages
      using errcode = 'GZ508', hint = 'Gazelle''s cursors go in a circle, or its pages are empty. The next run starts the lane over.';
  end if;
end;
$$;

comment on function sync.refuse_endless(sync.lanes, boolean) is
  'Raises GZ508 for a lane whose pages bring nothing new and which still has a next one: its cursors go in a circle.';

-- A hole without an id is known by its place alone, "after" another record. That record may be deleted, leave the window of a poll, or get
-- another one after it: only how many such holes a list has can be known. What is met for the first time therefore takes over the identity of
-- what the same list no longer has.

create function sync.moves_of_holes(p_run sync.runs, p_lane text)
returns table (old_id bigint, new_id bigint)
language sql
stable
set search_path = ''
begin atomic
  with here as materialized (
    select h.hole_id, h.kind, h.path, h.place, h.closed_at, h.acknowledged_at, h.times, h.run_id, sync.is_of_list(p_run, p_lane, h) as is_of_list,
      -(h.lanes ->> sync.list_of(p_run, p_lane))::numeric between p_run.sweep_id and p_run.run_id as is_passed
    from sync.holes h
    where h.account_id = p_run.account_id and h.module = p_run.module and h.external_id is null and h.kind in ('null', 'no_id', 'record')
      and h.place ~ '^(after |first( |$))' and h.lanes ? sync.list_of(p_run, p_lane)
  ), born as (
    select h.hole_id, h.kind, h.path, row_number() over (partition by h.kind, h.path order by h.hole_id) as nth
    from here h
    where h.is_of_list and h.closed_at is null and h.acknowledged_at is null and h.times = 1 and h.run_id between p_run.sweep_id and p_run.run_id
  ), gone as (
    select h.hole_id, h.kind, h.path, row_number() over (partition by h.kind, h.path order by h.is_passed desc, h.hole_id) as nth
    from here h
    where h.is_passed or (
      -- The list no longer has the record before it. A repair reads any range, and lacks what others have.
      h.is_of_list and h.closed_at is null and p_run.mode <> 'repair' and h.place like 'after %' and not exists (
        select
        from sync.seen e
        -- Of lanes that count together, one alone has noted it.
        where e.sweep_id = p_run.sweep_id and e.external_id = substring(h.place from '^after (\S+)')
      )
    )
  )
  select g.hole_id, b.hole_id from gone g join born b using (kind, path, nth);
end;

comment on function sync.moves_of_holes(sync.runs, text) is
  'The holes that a list has lost and those that it has got, in pairs: at the end of a lane of a run.';

create function sync.move_hole(p_run sync.runs, p_lane text, p_old sync.holes, p_new sync.holes)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_others constant jsonb := p_old.lanes - sync.list_of(p_run, p_lane);
begin
  if jsonb_path_exists(v_others, '$.* ? (@ > 0)') then
    -- Another list still has it where it was: both are the same one to a person.
    update sync.holes h set closed_at = null, lanes = v_others where h.hole_id = p_old.hole_id;
    update sync.holes h
    set first_seen_at = p_old.first_seen_at, times = p_old.times + 1, moved_at = now(), acknowledged_at = p_old.acknowledged_at,
        acknowledged_by = p_old.acknowledged_by
    where h.hole_id = p_new.hole_id;
  else
    delete from sync.holes h where h.hole_id = p_new.hole_id;
    update sync.holes h
    set place = p_new.place, message = p_new.message, last_seen_at = p_new.last_seen_at, times = h.times + 1, run_id = p_new.run_id, lane = p_new.lane,
        lanes = p_new.lanes, moved_at = now(), closed_at = null
    where h.hole_id = p_old.hole_id;
  end if;
end;
$$;

comment on function sync.move_hole(sync.runs, text, sync.holes, sync.holes) is
  'What is remembered of a hole, and who knows of it, goes to its new place in a list.';

create function sync.move_holes(p_run sync.runs, p_lane text, out known int, out not_new int)
language plpgsql
set search_path = ''
as $$
declare
  v_move record;
  v_old sync.holes;
  v_new sync.holes;
  v_is_known boolean;
begin
  select 0, 0 into known, not_new;
  for v_move in select * from sync.moves_of_holes(p_run, p_lane) loop
    select * into v_old from sync.holes h where h.hole_id = v_move.old_id for update;
    select * into v_new from sync.holes h where h.hole_id = v_move.new_id for update;
    perform sync.move_hole(p_run, p_lane, v_old, v_new);
    v_is_known := v_old.acknowledged_at is not null;
    if v_new.run_id = p_run.run_id then
      known := known + v_is_known::int;
      not_new := not_new + (v_is_known or v_old.times >= 2)::int;
    else
      -- A run that this one resumes met it.
      update sync.lanes l
      set gaps = greatest(0, l.gaps - v_is_known::int), new_gaps = greatest(0, l.new_gaps - (v_is_known or v_old.times >= 2)::int)
      where l.run_id = v_new.run_id and l.lane = p_lane;
    end if;
  end loop;
end;
$$;

comment on function sync.move_holes(sync.runs, text) is
  'At the end of a lane: holes without an id move to where their list has them now. Answers how many that the run had counted are known to a person, and how many are not new.';

-- What a page lacks, and what its lane lacks at its end.

create function sync.note_gaps(
  p_run sync.runs, p_lane sync.lanes, p_nodes jsonb, p_holes jsonb, p_null_nodes int, p_api_errors int, p_seen int, p_is_proof boolean,
  p_count_lane text, out gaps int, out new_gaps int
)
language plpgsql
set search_path = ''
as $$
declare
  v_lane constant text := sync.count_place(p_run, p_lane.lane);
  v_holes jsonb := coalesce(jsonb_path_query_array(p_holes, '$[*] ? (@.kind != "apart")'), '[]');
  v_apart constant jsonb := coalesce(jsonb_path_query_array(p_holes, '$[*] ? (@.kind == "apart")'), '[]');
  v_missing constant int := p_lane.least_total - p_seen - p_lane.without_id;
begin
  -- Each counted error has a hole, also where the page does not say at which place.
  if p_null_nodes > 0 and not v_holes @? '$[*] ? (@.kind != "error")' then
    v_holes := v_holes || jsonb_build_object('kind', 'null', 'place', v_lane, 'message', format('%s items came as null', p_null_nodes));
  end if;
  if p_api_errors > 0 and v_holes = '[]' then
    v_holes := v_holes || jsonb_build_object('kind', 'error', 'place', v_lane, 'message', format('%s errors came beside the data', p_api_errors));
  end if;
  if p_lane.agreed is false then
    v_holes := v_holes || jsonb_build_object(
      'kind', 'count', 'place', sync.count_place(p_run, p_count_lane),
      'message', format('totalCount is %s, and %s records came', p_lane.least_total, p_seen + p_lane.without_id),
      'missing', v_missing
    );
  end if;
  if p_lane.agreed is not null and not p_run.dry_run then
    update sync.holes h
    set closed_at = now()
    where h.account_id = p_run.account_id and h.module = p_run.module and h.kind = 'count' and h.closed_at is null
      and ((p_lane.agreed and h.place = sync.count_place(p_run, p_count_lane)) or (coalesce(v_missing, 0) >= 0 and h.place = sync.surplus_place(p_run, p_count_lane)));
    if p_is_proof and v_missing < 0 then
      perform sync.note_surplus(p_run, p_count_lane, p_lane.least_total, -v_missing);
    end if;
  end if;
  if p_lane.shifts = 21 and p_lane.tail_id is null then
    v_holes := v_holes || jsonb_build_object('kind', 'list', 'place', v_lane, 'message', 'its pages do not join');
  end if;
  select 0, 0 into gaps, new_gaps;
  if p_run.dry_run then
    gaps := jsonb_array_length(v_holes);
    return;
  end if;
  v_holes := v_holes || v_apart;
  if v_holes <> '[]' then
    select n.gaps, n.new_gaps into gaps, new_gaps from sync.note_holes(p_run, p_lane.lane, v_holes) n;
  end if;
  if exists (select from sync.holes h where h.account_id = p_run.account_id and h.module = p_run.module and h.closed_at is null) then
    perform sync.close_holes(
      p_run,
      p_lane,
      array(
        select n.node ->> 'id' from jsonb_array_elements(p_nodes) with ordinality n (node, place) where sync.has_id(n.node) order by n.place
      ),
      v_holes
    );
    if p_lane.finished_at is not null then
      select gaps - m.known, new_gaps - m.not_new into gaps, new_gaps from sync.move_holes(p_run, p_lane.lane) m;
    end if;
  end if;
end;
$$;

comment on function sync.note_gaps(sync.runs, sync.lanes, jsonb, jsonb, int, int, int, boolean, text) is
  'p_count_lane: the lane by whose name its count goes. Stores the holes of a page and of the lane''s end, closes those of records that came whole, and counts what is not acknowledged.';

-- What a slice has used, written with its end: hosted Supabase ends a worker that uses too much, and such a slice notes nothing.

create function sync.note_slice(p_run bigint, p_slice jsonb)
returns void
language sql
set search_path = ''
begin atomic
  update sync.runs r
  set cpu_ms = coalesce(r.cpu_ms, 0) + s."cpuMs",
      slice_cpu_ms = greatest(r.slice_cpu_ms, s."cpuMs"),
      slice_ms = greatest(r.slice_ms, s."wallMs"),
      peak_memory_bytes = greatest(r.peak_memory_bytes, s."peakMemoryBytes"),
      bytes = r.bytes + coalesce(s.bytes, 0)
  from jsonb_to_record(p_slice) s ("cpuMs" int, "wallMs" int, "peakMemoryBytes" bigint, bytes bigint)
  where r.run_id = p_run and p_slice is not null;
end;

comment on function sync.note_slice(bigint, jsonb) is
  'Adds what a slice has used to its run: {cpuMs, wallMs, peakMemoryBytes, bytes}. cpuMs and peakMemoryBytes are null where the runtime does not tell them.';

-- A run goes on where another left off: its own next slice, or the run that resumes a failed one.

create function sync.take_over(p_run sync.runs)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
  -- A slice in which a lane stepped back has come on too.
  v_pages constant int := coalesce((select sum(l.pages + l.shifts) from sync.lanes l where l.run_id = p_run.run_id), 0);
begin
  update sync.runs r
  set lease = gen_random_uuid(),
      lease_until = clock_timestamp() + sync.lease_time(),
      heartbeat_at = clock_timestamp(),
      slices = r.slices + 1,
      stalls = case when v_pages > r.pages then 0 else r.stalls + 1 end,
      pages = v_pages
  where r.run_id = p_run.run_id
  returning * into v_run;

  if v_run.stalls < 5 then
    return sync.describe_run(v_run.run_id, 'resumed');
  end if;
  perform sync.finish_run(
    v_run.run_id, v_run.lease,
    jsonb_build_object(
      'code', 'run_stalled',
      'message', format('Run %s of %s staged no page in five slices.', v_run.run_id, v_run.module),
      'hint', 'See the function''s log for what ended the slices.'
    )
  );
  return null;
end;
$$;

comment on function sync.take_over(sync.runs) is
  'Leases an open run that no worker holds, and answers what the next slice must know of it; null when it staged nothing in five slices and was ended.';

create function sync.is_resumable(p_run sync.runs)
returns boolean
language sql
stable
set search_path = ''
return p_run.status = 'failed'
  and p_run.started_at > clock_timestamp() - interval '6 hours'
  and not sync.is_recurring_error(p_run.error)
  and case
    -- A poll is resumed once, then begun anew: a lane at fault must not keep the others from what is newest.
    when p_run.mode = 'incremental' then p_run.pages > 0 and p_run.resumes is null
    -- A resumed sweep that staged nothing failed in an outage: its cursor is kept until the sweep is too old, then it starts over.
    else p_run.pages > 0 or (p_run.kind = 'sweep' and p_run.resumes is not null and p_run.watermark > clock_timestamp() - interval '6 hours')
  end
  and not exists (
    select
    from sync.runs n
    where n.account_id = p_run.account_id and n.module = p_run.module and n.kind = p_run.kind and n.dry_run = p_run.dry_run
      and n.run_id > p_run.run_id
  );

comment on function sync.is_resumable(sync.runs) is
  'Whether the cursors of a failed run may be carried on: it is the last of its kind, staged something and is recent, and what ended it may pass. An incremental run is carried on once.';

create function sync.resumable_run(p_request sync.run_request)
returns sync.runs
language plpgsql
stable
set search_path = ''
as $$
declare
  v_run sync.runs;
begin
  select * into v_run
  from sync.runs r
  where r.account_id = p_request.account_id and r.module = p_request.module and r.dry_run = p_request.dry_run
    and r.kind = case p_request.mode when 'full' then 'sweep' else 'poll' end
  order by r.run_id desc
  limit 1;
  if sync.is_resumable(v_run) and sync.asks_the_same(v_run, p_request) then
    return v_run;
  end if;
  return null;
end;
$$;

comment on function sync.resumable_run(sync.run_request) is
  'The failed run whose cursors a request carries on: the last one of its module and kind, if it asked for the same and may be resumed.';

create function sync.resume_run(p_failed sync.runs, p_triggered_by text)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run bigint;
begin
  insert into sync.runs (
    account_id, module, mode, "window", since, until, dry_run, resumes, sweep_id, watermark, triggered_by, lease, lease_until
  )
  values (
    p_failed.account_id, p_failed.module, p_failed.mode, p_failed."window", p_failed.since, p_failed.until, p_failed.dry_run,
    p_failed.run_id, p_failed.sweep_id, p_failed.watermark, p_triggered_by, gen_random_uuid(), clock_timestamp() + sync.lease_time()
  )
  returning run_id into v_run;

  insert into sync.lanes (
    run_id, lane, cursor, tail_id, trail, shifts, idle_pages, page, pass, seen, without_id, least_total, total_count, finished_at, agreed,
    has_met, counts_with, in_doubt
  )
  select v_run, l.lane, l.cursor, l.tail_id, l.trail, l.shifts, l.idle_pages, l.page, l.pass, l.seen, l.without_id, l.least_total,
    l.total_count, l.finished_at, l.agreed, l.has_met, l.counts_with, l.in_doubt
  from sync.lanes l
  where l.run_id = p_failed.run_id;
  return sync.describe_run(v_run, 'resumed');
end;
$$;

comment on function sync.resume_run(sync.runs, text) is 'A new run of the chain of a failed one, with its lanes as they stood.';

create function sync.continue_run(p_run bigint, p_module text, p_triggered_by text default null)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_answer jsonb;
begin
  select * into v_run from sync.runs r where r.run_id = p_run and r.module = p_module for update;
  if not found then
    raise exception 'unknown run % of %', p_run, p_module using errcode = 'GZ405', hint = 'Ask the function of the module that the run is of.';
  end if;
  perform reconcile.refresh(p_module);
  if v_run.status = 'running' then
    if v_run.lease_until > clock_timestamp() then
      return sync.describe_busy(v_run);
    end if;
    v_answer := sync.take_over(v_run);
    if v_answer is not null then
      return v_answer;
    end if;
  elsif sync.is_resumable(v_run) then
    return sync.resume_run(v_run, sync.fit_text(p_triggered_by, 60));
  end if;
  return jsonb_build_object('outcome', 'over', 'runId', p_run);
exception
  when unique_violation then
    return sync.describe_busy((select r from sync.runs r where r.account_id = v_run.account_id and r.module = p_module
      and r.kind = v_run.kind and r.dry_run = v_run.dry_run and r.status = 'running'));
end;
$$;

comment on function sync.continue_run(bigint, text, text) is
  'Goes on with a run: its next slice, or a run that resumes it after a failure. Answers busy while a slice is at it, and over when nothing is left to do.';

-- A list of raw records goes into staging: once an id, and only where its content changed.

create function sync.asked_at(p_age_ms int)
returns timestamptz
language sql
volatile
set search_path = ''
return clock_timestamp() - greatest(p_age_ms, 0) * interval '1 millisecond';

comment on function sync.asked_at(int) is
  'The instant at which an answer of that age was asked for; now, where the age is not known. Never in the future: no later answer could replace the record.';

create function sync.records_of(p_nodes jsonb, out ids text[], out nodes jsonb[], out unidentified jsonb[])
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  with page as (
    select
      n.node,
      n.place,
      -- The rule of reconcile.to_id, written out: one function call a record would cost more than the rest of this statement.
      case
        when jsonb_typeof(n.node -> 'id') = 'string' and n.node ->> 'id' ~ '[^\s\u00a0]' and length(n.node ->> 'id') <= 200
          then n.node ->> 'id'
      end as id
    from jsonb_array_elements(p_nodes) with ordinality n (node, place)
  ),
  last as (
    select distinct on (p.id) p.id, p.node from page p where p.id is not null order by p.id, p.place desc
  )
  select
    (select coalesce(array_agg(l.id order by l.id), '{}') from last l),
    (select coalesce(array_agg(l.node order by l.id), '{}') from last l),
    (select coalesce(array_agg(p.node), '{}') from page p where p.id is null and p.node <> 'null')
  into ids, nodes, unidentified;
end;
$$;

comment on function sync.records_of(jsonb) is
  'The records of a list by their ids, the last of several with one id, in the order of ids; and those without a usable id.';

create function sync.stage_records(
  p_module text,
  p_account text,
  p_run bigint,
  p_ids text[],
  p_nodes jsonb[],
  p_unidentified jsonb[],
  p_blank jsonb,
  p_has_plain_text boolean,
  p_asked_at timestamptz,
  p_carried_over jsonb default null,
  out changed int,
  out promoted int,
  out rejected int,
  out placeholders int
)
language plpgsql
set search_path = ''
as $$
declare
  v_unidentified int := 0;
begin
  perform set_config('reconcile.placeholders', '0', true);
  if cardinality(p_unidentified) > 0 then
    v_unidentified := sync.stage_unidentified(
      p_module, p_account, p_run, array(select case when p_blank = '{}' then n.node else p_blank || n.node end from unnest(p_unidentified) n (node))
    );
  end if;
  -- The statement triggers have promoted the set by now; a record that they refused has the status rejected.
  execute format('select * from staging.%I($1, $2, $3, $4, $5, $6, $7, $8)', 'stage_' || p_module)
  into changed, promoted
  using p_account, p_run, p_ids, p_nodes, p_blank, p_has_plain_text, p_asked_at, p_carried_over;
  rejected := v_unidentified + changed - promoted;
  changed := changed + v_unidentified;
  placeholders := current_setting('reconcile.placeholders')::int;
end;
$$;

comment on function sync.stage_records(text, text, bigint, text[], jsonb[], jsonb[], jsonb, boolean, timestamptz, jsonb) is
  'Stages those of some records whose content changed (see sync.records_of) and counts what came of it. p_blank: see sync.stage_page; p_has_plain_text: see staging.records; p_asked_at: when Gazelle was asked; what was asked for later is not written over; p_carried_over: see sync.carried_over_nodes; null where every record has all that was asked for.';

create function sync.stage_nodes(
  p_module text,
  p_account text,
  p_run bigint,
  p_nodes jsonb,
  p_asked_at timestamptz default clock_timestamp(),
  out changed int,
  out promoted int,
  out rejected int,
  out placeholders int
)
language sql
set search_path = ''
begin atomic
  select s.changed, s.promoted, s.rejected, s.placeholders
  from sync.records_of(p_nodes) r
  cross join lateral sync.without_erased(p_module, p_account, r.ids, r.nodes, r.unidentified) w
  cross join lateral sync.stage_records(p_module, p_account, p_run, w.ids, w.nodes, w.unidentified, '{}', false, p_asked_at, '{}') s;
end;

comment on function sync.stage_nodes(text, text, bigint, jsonb, timestamptz) is 'Stages those of a list of raw records whose content changed.';

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

-- Records that no staging table can hold, since they have no key.

create table sync.unidentified (
  unidentified_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  raw_data jsonb not null,
  content_hash uuid not null generated always as (md5(raw_data::text)::uuid) stored,
  issue text not null,
  run_id bigint,
  fetched_at timestamptz not null default now(),
  last_seen_at timestamptz not null default clock_timestamp(),
  unique (account_id, module, content_hash)
);

comment on table sync.unidentified is 'Records without a usable id: kept as they came, once each, as long as Gazelle gives them so.';
comment on column sync.unidentified.content_hash is 'md5 of raw_data, as a uuid: 16 bytes and readable.';
comment on column sync.unidentified.last_seen_at is 'When it came last; written once a day, and once by each sweep.';

alter table sync.unidentified enable row level security;

create function sync.stage_unidentified(p_module text, p_account text, p_run bigint, p_nodes jsonb[])
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_new int;
begin
  update sync.unidentified u
  set last_seen_at = clock_timestamp()
  from unnest(p_nodes) n (node)
  where u.account_id = p_account and u.module = p_module and u.content_hash = md5(n.node::text)::uuid
    -- Also by a poll while a sweep is read, which may have passed it.
    and u.last_seen_at < greatest(now() - interval '1 day', (
      select r.watermark from sync.runs r
      where r.account_id = p_account and r.module = p_module and r.kind = 'sweep' and r.status = 'running' and not r.dry_run
    ));
  insert into sync.unidentified (account_id, module, raw_data, issue, run_id)
  select p_account, p_module, n.node, 'no_id', p_run
  from unnest(p_nodes) n (node)
  on conflict do nothing;
  get diagnostics v_new = row_count;
  return v_new;
end;
$$;

comment on function sync.stage_unidentified(text, text, bigint, jsonb[]) is 'Keeps records without a usable id; answers how many are new.';

create function sync.forget_unmet_unidentified(p_run sync.runs)
returns void
language sql
set search_path = ''
begin atomic
  delete from sync.unidentified u
  where u.account_id = p_run.account_id and u.module = p_run.module
    and (u.last_seen_at < p_run.watermark or u.last_seen_at > clock_timestamp());
end;

comment on function sync.forget_unmet_unidentified(sync.runs) is
  'Drops the records without a usable id that were not met since a sweep began which read everything: they are gone, mended or another by now.';

-- A slice that used up its budget gives the run back and asks for the next slice.

create function sync.yield_run(p_run bigint, p_lease uuid, p_slice jsonb default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update sync.runs r
  set lease = null, lease_until = null, heartbeat_at = clock_timestamp()
  where r.run_id = p_run and r.lease = p_lease;
  if not found then
    raise exception 'the lease of run % is lost', p_run using errcode = 'GZ409', hint = 'Another slice took it over.';
  end if;
  perform sync.note_slice(p_run, p_slice);
  begin
    perform sync.invoke_run(p_run);
  exception
    -- Vault lacks the functions' URL (no sync.connect_functions yet): the caller gets "yielded" and calls again.
    when sqlstate 'GZ424' then
      raise warning '%', sqlerrm;
  end;
end;
$$;

comment on function sync.yield_run(bigint, uuid, jsonb) is
  'Ends a slice: gives the lease back, cursors stored, and asks for the next slice. p_slice: what it has used, see sync.note_slice.';
