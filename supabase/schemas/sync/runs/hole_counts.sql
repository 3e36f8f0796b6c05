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
