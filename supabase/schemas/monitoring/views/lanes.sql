-- Lanes of a run, with the pages that are still to come.

create function monitoring.read_lanes(p_run bigint default null)
returns table (
  run_id bigint,
  lane text,
  pages int,
  page int,
  of_pages bigint,
  pass smallint,
  seen int,
  total_count int,
  agreed boolean,
  api_calls int,
  waited_ms bigint,
  fetched int,
  changed int,
  promoted int,
  rejected int,
  placeholders int,
  null_nodes int,
  api_errors int,
  finished_at timestamptz
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select
    l.run_id, l.lane, l.pages, l.page, monitoring.of_pages(l), l.pass, l.seen, l.total_count, l.agreed, l.api_calls, l.waited_ms, l.fetched, l.changed, l.promoted, l.rejected,
    l.placeholders, l.null_nodes, l.api_errors, l.finished_at
  from (
    select r.run_id
    from sync.runs r
    where r.run_id between coalesce(p_run, 0) and coalesce(p_run, 9223372036854775807) and r.account_id = any ((select gazelle.member_accounts())::text[])
    order by r.run_id desc
    limit 200
  ) r
  join sync.lanes l on l.run_id = r.run_id
  order by l.run_id desc, l.lane;
end;

comment on function monitoring.read_lanes(bigint) is 'Reads monitoring.lanes: of one run, however old, or of the last two hundred.';

create view monitoring.lanes with (security_invoker = on) as
select * from monitoring.read_lanes();

comment on view monitoring.lanes is 'The streams of pages of the last two hundred runs, each with its own counters. monitoring.read_lanes(run) gives those of an older one.';
comment on column monitoring.lanes.pages is 'Pages that this run staged; page also counts those of the runs it resumes.';
comment on column monitoring.lanes.of_pages is 'Pages to the end of the lane, by totalCount; those so far where Gazelle gives no count.';
comment on column monitoring.lanes.agreed is 'At its end, what was seen agreed with totalCount.';

grant execute on function monitoring.read_lanes(bigint) to authenticated;
grant select on monitoring.lanes to authenticated;
