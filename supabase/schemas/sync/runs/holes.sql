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
