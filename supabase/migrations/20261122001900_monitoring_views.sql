-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/views/named_placeholders.sql, schemas/monitoring/views/references_to.sql, schemas/monitoring/views/actions_required.sql, schemas/monitoring/views/api_usage.sql, schemas/monitoring/views/data_quality.sql, schemas/monitoring/views/deletions.sql, schemas/monitoring/views/freshness_history.sql, schemas/monitoring/views/holes.sql, schemas/monitoring/views/kept_fields.sql, schemas/monitoring/views/lanes.sql, schemas/monitoring/views/my_memberships.sql, schemas/monitoring/views/names_of.sql, schemas/monitoring/views/placeholders.sql, schemas/monitoring/views/recent_errors.sql, schemas/monitoring/views/reject_groups.sql, schemas/monitoring/views/rejects.sql, schemas/monitoring/views/runs.sql, schemas/monitoring/views/storage.sql, schemas/monitoring/views/throughput.sql. Do not edit.

-- Entities whose placeholders are actions of their own, one an id: a module declares its own in its file.

create table monitoring.named_placeholders (
  entity text primary key references reconcile.entities,
  kind text not null unique constraint kind_is_unknown check (kind ~ '^unknown_[a-z_]+$'),
  sentence text not null,
  remedy text not null
);

comment on table monitoring.named_placeholders is
  'Entities whose placeholders monitoring.actions_required lists one by one, at once. Those of all other entities are one row an entity, after a day.';
comment on column monitoring.named_placeholders.kind is 'The kind of these actions, unknown_<what>; the page has a label for it.';
comment on column monitoring.named_placeholders.sentence is 'What is wrong.';
comment on column monitoring.named_placeholders.remedy is 'What to do.';

alter table monitoring.named_placeholders enable row level security;

-- What refers to records: how many rows of which tables, with one of them.

create function monitoring.references_to(p_entity text, p_ids text[])
returns table (id text, entity text, field text, records bigint, example text)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_reference record;
begin
  -- One statement a reference, not one a record: a thousand of them are a thousand index probes.
  for v_reference in
    select e.entity, a.attname
    from pg_catalog.pg_constraint f
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = f.conrelid
    where f.confrelid = format('gazelle.%I', p_entity)::regclass and f.contype = 'f'
    order by e.position, a.attnum
  loop
    return query execute format(
      'select i.id, %1$L::text, %2$L::text, c.n, c.example
       from unnest($1) i (id)
       cross join lateral (
         select count(*) as n, min(f.id) as example from (select t.id from gazelle.%1$I t where t.%2$I = i.id and t.deleted_at is null limit 100) f
       ) c
       where c.n > 0', v_reference.entity, v_reference.attname
    ) using p_ids;
  end loop;
end;
$$;

comment on function monitoring.references_to(text, text[]) is
  'How many rows of production that are not deleted refer to each of these records, by table and column; 100 means a hundred or more. With one of them.';

create function monitoring.read_references(p_kind text, p_ids text[], p_account text default 'main')
returns table (id text, module text, records bigint, example_entity text, example_id text)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select r.id, e.module, sum(r.records)::bigint, (array_agg(r.entity order by r.records desc))[1], (array_agg(r.example order by r.records desc))[1]
  from (
    -- A module stands for its first table.
    select e.entity, e.module from reconcile.entities e where p_kind in (e.entity, e.module) order by e.entity <> p_kind, e.list is not null, e.position limit 1
  ) k
  cross join lateral monitoring.references_to(k.entity, p_ids[1:1000]) r
  join reconcile.entities e on e.entity = r.entity
  join reconcile.mirror m on m.tableoid = format('gazelle.%I', k.entity)::regclass and m.id = r.id and m.account_id = p_account
  where p_account = any ((select gazelle.member_accounts())::text[])
    -- The record's own children go with it.
    and (e.module <> k.module or e.list is null and e.owner_column is null)
  group by r.id, e.module
  order by r.id, min(e.position);
end;

comment on function monitoring.read_references(text, text[], text) is
  'How many records of each module refer to these records of the caller''s account, with one of them; its own children are left out, and a hundred or more of a column count as a hundred.';

grant execute on function monitoring.read_references(text, text[], text) to authenticated;

-- What only a person can mend, in one list.
-- Long (read_actions_required): one branch of a union for each kind of action.

create function monitoring.read_actions_required()
returns table (
  kind text,
  severity text,
  module text,
  account_id text,
  about text,
  records bigint,
  since timestamptz,
  sentence text,
  remedy text
)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
  v_accounts text[] := gazelle.member_accounts();
begin
  -- PL/pgSQL keeps the plan: planning over every table takes as long as reading.
  return query
  select a.*
  from (
    select 'connect' as kind, 'error' as severity, null::text as module, c.account_id, null::text as about, null::bigint as records,
      c.refused_at as since, 'Gazelle refused the account''s token; nothing can be read.' as sentence, 'gazelle connect' as remedy
    from sync.credentials c
    where c.refused_at is not null
    union all
    select 'release_deletions', 'warning', d.module, d.account_id, null, count(*), min(d.found_missing_at),
      case
        when bool_and(d.is_child) then 'Lists in records no longer hold what they held, too much at once to delete without a decision.'
        when bool_and(d.held_because is not distinct from 'error') then 'Records are not in Gazelle''s list, and it answers each look-up with an error: only a person can tell whether they are gone.'
        else 'Records are missing from Gazelle, too many at once to delete without a decision.'
      end,
      format('select sync.release_deletions(%L, %L); or sync.dismiss_deletions', d.module, d.account_id)
    from (
      select m.module, m.account_id, m.found_missing_at, m.held_because, false as is_child from sync.missing m where m.status = 'held'
      union all
      select e.module, v.account_id, v.missing_since, 'share', true
      from reconcile.missing_children v
      join reconcile.entities e using (entity)
      where v.status = 'held'
    ) d
    group by d.module, d.account_id
    union all
    (
      select n.kind, 'warning', e.module, m.account_id, m.id, null, m.created_at, n.sentence, n.remedy
      from monitoring.named_placeholders n
      join reconcile.entities e using (entity)
      join reconcile.mirror m on m.tableoid = format('gazelle.%I', e.entity)::regclass
      where m.is_placeholder and m.deleted_at is null and m.account_id = any (v_accounts)
      order by m.created_at
      limit 100
    )
    union all
    select 'placeholders', 'warning', e.module, p.account_id, e.entity, p.records, p.since,
      'Records that others refer to have not come from Gazelle for a day.', 'See monitoring.placeholders.'
    from (
      select m.tableoid, m.account_id, count(*) as records, min(m.created_at) as since
      from reconcile.mirror m
      where m.is_placeholder and m.deleted_at is null and m.created_at < now() - interval '1 day'
      group by 1, 2
    ) p
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = p.tableoid
    where not exists (select from monitoring.named_placeholders n where n.entity = e.entity)
    union all
    select 'rejects', 'warning', m.module, w.account_id, w.status, w.records, w.since,
      case w.status
        when 'pending' then 'Records wait for promotion, which failed for a reason that is not theirs.'
        else 'Records were refused.'
      end,
      format('See monitoring.rejects; then gazelle reconcile --module %s', m.module)
    from (
      select s.tableoid, s.account_id, s.status, count(*) as records, min(s.fetched_at) as since
      from staging.records s
      where s.status <> 'promoted' and s.gone_at is null
      group by 1, 2, 3
    ) w
    join sync.modules m on format('staging.%I', 'stg_' || m.module)::regclass = w.tableoid
    union all
    select 'unidentified', 'warning', u.module, u.account_id, u.issue, count(*), min(u.fetched_at),
      'Gazelle gave records without an id.', 'See sync.unidentified.'
    from sync.unidentified u
    group by u.module, u.account_id, u.issue
    union all
    (
      select 'hole', 'warning', h.module, h.account_id, h.hole_id::text, null, h.first_seen_at,
        format('Gazelle cannot give %s.', concat_ws(' ', h.kind, h.place, nullif(h.path, ''), '(' || nullif(h.message, '') || ')')),
        format('gazelle holes ack %s', h.hole_id)
      from sync.holes h
      where h.closed_at is null and h.acknowledged_at is null and h.kind <> 'apart' and h.account_id = any (v_accounts)
        and (h.times >= 3 or h.first_seen_at < now() - interval '1 hour')
      order by h.first_seen_at
      limit 100
    )
    union all
    select 'failing', 'error', f.module, f.account_id, f.code, null, f.started_at, f.message, f.hint
    from monitoring.read_failing_runs() f
    join sync.accounts a using (account_id)
    where a.paused_at is null
  ) a
  where a.account_id = any (v_accounts)
  order by a.severity, a.since;
end;
$$;

comment on function monitoring.read_actions_required() is 'Reads monitoring.actions_required.';

create view monitoring.actions_required with (security_invoker = on) as
select * from monitoring.read_actions_required();

comment on view monitoring.actions_required is 'What needs a person, with what to do; empty when nothing does.';
comment on column monitoring.actions_required.kind is
  'connect, failing, release_deletions, hole, rejects, unidentified, placeholders, or a kind of monitoring.named_placeholders such as unknown_user.';
comment on column monitoring.actions_required.severity is 'error or warning.';
comment on column monitoring.actions_required.about is 'What it is about, within the module: an id, an entity, a status or an error''s code.';
comment on column monitoring.actions_required.remedy is 'What to do.';

grant execute on function monitoring.read_actions_required() to authenticated;
grant select on monitoring.actions_required to authenticated;

-- Calls to Gazelle, waiting and 429s by hour.

create function monitoring.read_api_usage()
returns table (
  hour timestamptz,
  account_id text,
  runs bigint,
  calls bigint,
  calls_per_run numeric,
  waited_seconds numeric,
  throttles bigint
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with sums as (
    select date_trunc('hour', r.started_at, 'UTC') as hour, r.account_id, count(*) as runs,
      sum(coalesce(l.api_calls, r.api_calls)) as calls, sum(coalesce(l.waited_ms, r.waited_ms)) as waited_ms
    from sync.runs r
    left join monitoring.open_run_counters() l on l.run_id = r.run_id
    where r.started_at >= date_trunc('hour', now(), 'UTC') - interval '47 hours'
    group by 1, 2
  )
  select h.hour, a.account_id, coalesce(s.runs, 0), coalesce(s.calls, 0)::bigint, round(s.calls / nullif(s.runs, 0), 1),
    round(coalesce(s.waited_ms, 0) / 1000.0, 1), coalesce(t.throttles, 0)::bigint
  from generate_series(date_trunc('hour', now(), 'UTC') - interval '47 hours', now(), interval '1 hour') h (hour)
  cross join sync.accounts a
  left join sums s on s.hour = h.hour and s.account_id = a.account_id
  left join monitoring.throttles t on t.hour = h.hour and t.account_id = a.account_id
  where a.account_id = any ((select gazelle.member_accounts())::text[])
  order by h.hour, a.account_id;
end;

comment on function monitoring.read_api_usage() is 'Reads monitoring.api_usage.';

create view monitoring.api_usage with (security_invoker = on) as
select * from monitoring.read_api_usage();

comment on view monitoring.api_usage is
  'Calls to Gazelle by hour, the last 48 hours. A run counts in the hour in which it began, a throttle in its own.';
comment on column monitoring.api_usage.waited_seconds is 'Time that calls waited for their turn, or between attempts.';
comment on column monitoring.api_usage.throttles is '429s of Gazelle. With Upstash as limiter they are not counted here.';

grant execute on function monitoring.read_api_usage() to authenticated;
grant select on monitoring.api_usage to authenticated;

-- Rules that records break, counted.

create function monitoring.read_data_quality()
returns table (
  module text,
  account_id text,
  rule text,
  severity text,
  sentence text,
  records bigint,
  example text,
  at_least boolean
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with tables as (
    select m.module, format('staging.%I', 'stg_' || m.module)::regclass::oid as staging from sync.modules m
  ), broken as materialized (
    select s.tableoid, s.account_id, s.external_id, s.issues
    from staging.records s
    where s.issues is not null and s.gone_at is null and s.account_id = any ((select gazelle.member_accounts())::text[])
    limit 20000
  ), counts as (
    -- A record can break a rule in several fields; counting distinct ids would sort them all.
    select b.tableoid, b.account_id, k.rule, count(*) as records, min(b.external_id collate "C") as example
    from broken b
    cross join lateral (
      select distinct i.issue ->> 'rule' as rule from jsonb_array_elements(b.issues) i (issue)
    ) k
    group by 1, 2, 3
  )
  select t.module, c.account_id, c.rule, r.severity, r.sentence, c.records, c.example, (select count(*) from broken) = 20000
  from counts c
  join tables t on t.staging = c.tableoid
  left join reconcile.rules r on r.rule = c.rule
  union all
  select u.module, u.account_id, u.issue, 'fatal', 'The record has no id of 1 to 200 characters.', count(*), null, false
  from sync.unidentified u
  where u.account_id = any ((select gazelle.member_accounts())::text[])
  group by 1, 2, 3
  order by 4, 6 desc;
end;

comment on function monitoring.read_data_quality() is 'Reads monitoring.data_quality.';

create view monitoring.data_quality with (security_invoker = on) as
select * from monitoring.read_data_quality();

comment on view monitoring.data_quality is 'Each rule that records break, in how many records, with one of them.';
comment on column monitoring.data_quality.at_least is 'More than 20,000 records have issues: only so many were counted, and the counts are lower bounds.';

grant execute on function monitoring.read_data_quality() to authenticated;
grant select on monitoring.data_quality to authenticated;

-- Deletions that are due, held, dismissed or done.

create function monitoring.read_deletions()
returns table (
  module text,
  account_id text,
  id text,
  status text,
  held_because text,
  merged_into text,
  attempts int,
  last_error text,
  decided_by text,
  found_missing_at timestamptz,
  resolved_at timestamptz,
  entity text,
  owner_id text
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with chosen as (
    (select m.* from sync.missing m where m.status = 'held' and m.reason = 'unseen' and m.account_id = any ((select gazelle.member_accounts())::text[]) order by m.found_missing_at desc limit 10000)
    union all
    -- A decision stays in sight, however much was deleted since.
    (select m.* from sync.missing m where m.status = 'dismissed' and m.reason = 'unseen' and m.account_id = any ((select gazelle.member_accounts())::text[]) order by m.found_missing_at desc limit 1000)
    union all
    (
      select m.* from sync.missing m
      where m.status not in ('held', 'found', 'dismissed') and m.reason = 'unseen' and m.account_id = any ((select gazelle.member_accounts())::text[])
      order by m.found_missing_at desc
      limit 1000
    )
  ), children as (
    (select v.* from reconcile.missing_children v where v.status = 'held' and v.account_id = any ((select gazelle.member_accounts())::text[]) order by v.missing_since desc limit 10000)
    union all
    (select v.* from reconcile.missing_children v where v.status = 'dismissed' and v.account_id = any ((select gazelle.member_accounts())::text[]) order by v.missing_since desc limit 1000)
  ), listed as (
    select c.module, c.account_id, c.external_id, c.status, c.held_because, c.successor_id, c.attempts, c.last_error, c.decided_by,
      c.found_missing_at, c.resolved_at, null as entity, null as owner_id
    from chosen c
    union all
    select e.module, v.account_id, v.external_id, v.status, case when v.status = 'held' then 'share' end, null, 0, null, v.decided_by,
      v.missing_since, null, v.entity, v.owner_id
    from children v
    join reconcile.entities e using (entity)
  )
  select l.*
  from listed l
  order by l.status <> 'held', l.found_missing_at desc, l.external_id;
end;

comment on function monitoring.read_deletions() is 'Reads monitoring.deletions.';

create view monitoring.deletions with (security_invoker = on) as
select * from monitoring.read_deletions();

comment on view monitoring.deletions is
  'What a sweep did not see, and what the lists in records no longer hold where it was not deleted at once. held waits for a person, because it is one of too many (share), nothing could prove it (empty), or Gazelle answers each look-up with an error (error): sync.release_deletions or sync.dismiss_deletions; gone is soft-deleted. Those held (up to ten thousand), then the last thousand that were dismissed and the last thousand others.';
comment on column monitoring.deletions.entity is 'Of what a list in a record no longer holds: its table. Null for a record of its own.';
comment on column monitoring.deletions.owner_id is 'The record whose list held it.';

grant execute on function monitoring.read_deletions() to authenticated;
grant select on monitoring.deletions to authenticated;

-- Freshness of each module on each of the last 31 days.

create function monitoring.read_freshness_history()
returns table (day date, module text, account_id text, fresh_share numeric, known interval, longest_gap interval)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select f.day, f.module, f.account_id, f.fresh_share, f.known, f.longest_gap
  from (
    select k.day, k.module, k.account_id, k.fresh_share, k.known, k.longest_gap
    from monitoring.freshness_days k
    where k.day > (now() at time zone 'UTC')::date - 31
    union all
    select l.day, l.module, a.account_id, l.fresh_share, l.known, l.longest_gap
    from sync.accounts a
    cross join lateral monitoring.measure_freshness(a.account_id, monitoring.first_unstored_day(a.account_id)) l
  ) f
  join sync.modules m on m.module = f.module
  where f.account_id = any ((select gazelle.member_accounts())::text[])
  order by f.day, m.position, f.account_id;
end;

comment on function monitoring.read_freshness_history() is 'Reads monitoring.freshness_history.';

create view monitoring.freshness_history with (security_invoker = on) as
select * from monitoring.read_freshness_history();

comment on view monitoring.freshness_history is
  'How much of each of the last 31 days a module was inside its freshness target, from its first run on. Days are the company''s; those that are over are kept.';
comment on column monitoring.freshness_history.fresh_share is 'Share of the time, 0 to 1, by the target of then.';
comment on column monitoring.freshness_history.known is 'The time that the share is about: less than a day for today and the first day.';
comment on column monitoring.freshness_history.longest_gap is 'Longest time past the target on that day.';

grant execute on function monitoring.read_freshness_history() to authenticated;
grant select on monitoring.freshness_history to authenticated;

-- What Gazelle could not give, and who acknowledged it.

create function monitoring.read_holes()
returns table (
  hole_id bigint,
  module text,
  account_id text,
  kind text,
  place text,
  path text,
  id text,
  message text,
  first_seen_at timestamptz,
  last_seen_at timestamptz,
  times int,
  run_id bigint,
  acknowledged_at timestamptz,
  acknowledged_by text,
  closed_at timestamptz,
  status text
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select h.hole_id, h.module, h.account_id, h.kind, h.place, h.path, h.external_id, h.message, h.first_seen_at, h.last_seen_at, h.times, h.run_id,
    h.acknowledged_at, h.acknowledged_by, h.closed_at,
    case when h.closed_at is not null then 'closed' when h.acknowledged_at is not null then 'acknowledged' else 'open' end
  from sync.holes h
  -- Nothing is missing of a record that its own query brings.
  where h.kind <> 'apart' and h.account_id = any ((select gazelle.member_accounts())::text[])
  order by h.closed_at is not null, h.acknowledged_at is not null, h.last_seen_at desc
  limit 1000;
end;

comment on function monitoring.read_holes() is 'Reads monitoring.holes.';

create view monitoring.holes with (security_invoker = on) as
select * from monitoring.read_holes();

comment on view monitoring.holes is
  'Records, fields and places in lists that Gazelle could not give: open ones first, at most a thousand. Acknowledge one with gazelle holes ack.';
comment on column monitoring.holes.kind is 'null, error, no_id, record, nested, list or count: see sync.holes.';
comment on column monitoring.holes.place is 'The record''s id; without one, where it is in its list.';
comment on column monitoring.holes.message is 'Gazelle''s message, cut, without secrets.';
comment on column monitoring.holes.times is 'Runs that met it.';
comment on column monitoring.holes.closed_at is 'When what was missing came.';
comment on column monitoring.holes.status is 'open, acknowledged or closed.';

grant execute on function monitoring.read_holes() to authenticated;
grant select on monitoring.holes to authenticated;

-- Protected fields that Gazelle gives as blank: a policy keeps what production has, until a person accepts the blank.

create function monitoring.read_kept_fields()
returns table (entity text, account_id text, id text, field text, value text, since timestamptz)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
  v_field record;
begin
  for v_field in
    select distinct k.entity, k.field
    from reconcile.kept_fields k
    join reconcile.field_policies p using (entity, field)
    where p.policy = 'keep'
    order by 1, 2
  loop
    return query execute format(
      'select k.entity, k.account_id, k.external_id, k.field, t.%2$I::text, k.since
       from reconcile.kept_fields k
       join gazelle.%1$I t on t.id = k.external_id and t.account_id = k.account_id
       where k.entity = %1$L and k.field = %2$L and t.deleted_at is null and k.account_id = any ($1)
       order by k.since desc, k.external_id
       limit 1000', v_field.entity, v_field.field
    ) using gazelle.member_accounts();
  end loop;
end;
$$;

comment on function monitoring.read_kept_fields() is 'Reads monitoring.kept_fields.';

create view monitoring.kept_fields with (security_invoker = on) as
select * from monitoring.read_kept_fields();

comment on view monitoring.kept_fields is
  'Values that production keeps although Gazelle gives a blank (policy keep), the last thousand of each field. To empty one: monitoring.accept_blanks, or gazelle kept accept.';
comment on column monitoring.kept_fields.value is 'What production has.';
comment on column monitoring.kept_fields.since is 'When the blank came.';

grant execute on function monitoring.read_kept_fields() to authenticated;
grant select on monitoring.kept_fields to authenticated;

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

-- What the caller may read, and where they may act: the dashboard shows its buttons by it.

create function monitoring.read_my_memberships()
returns table (account_id text, title text, role text, time_zone text)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select a.account_id, a.title, case when a.account_id = any ((select gazelle.member_accounts('admin'))::text[]) then 'admin' else 'reader' end,
    a.time_zone
  from sync.accounts a
  where a.account_id = any ((select gazelle.member_accounts())::text[])
  order by a.account_id;
end;

comment on function monitoring.read_my_memberships() is 'Reads monitoring.my_memberships.';

create view monitoring.my_memberships with (security_invoker = on) as
select * from monitoring.read_my_memberships();

comment on view monitoring.my_memberships is 'The accounts that the caller may read. Empty for a signed-in user who is a member of none; all of them, as admin, for a secret key.';
comment on column monitoring.my_memberships.title is 'The company''s name, for people.';
comment on column monitoring.my_memberships.role is 'reader: reads. admin: also acts.';
comment on column monitoring.my_memberships.time_zone is 'The company''s zone, in which the page shows times.';

grant execute on function monitoring.read_my_memberships() to authenticated;
grant select on monitoring.my_memberships to authenticated;

-- What people call a record: client, piano, day and amount in place of an id.
-- Long (names_of): the columns that a name is read from stand in it, once for all entities.

create function monitoring.rows_of(p_kinds text[], p_ids text[])
returns table (kind text, entity text, fields jsonb)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
  v_accounts text[] := gazelle.member_accounts();
  v_kind record;
begin
  for v_kind in
    select k.kind, e.entity, e.list is null and e.owner_column is null as is_staged, array_agg(k.id) as ids
    from (select distinct u.kind, u.id from unnest(p_kinds, p_ids) u (kind, id) where u.id is not null limit 1000) k
    join lateral (
      -- A module stands for its first table.
      select e.* from reconcile.entities e where k.kind in (e.entity, e.module) order by e.entity <> k.kind, e.list is not null, e.position limit 1
    ) e on true
    group by 1, 2, 3
  loop
    return query execute format(
      'select %2$L::text, %1$L::text, to_jsonb(t) from gazelle.%1$I t where t.id = any ($1) and t.account_id = any ($2) and not t.is_placeholder',
      v_kind.entity, v_kind.kind
    ) using v_kind.ids, v_accounts;
    -- What was refused is not in production: it is read as it would be there.
    if v_kind.is_staged then
      return query execute format(
        'select %2$L::text, %1$L::text, to_jsonb(v) from reconcile.%1$I v
         where v.source_id = any ($1) and v.account_id = any ($2)
           and not exists (select from gazelle.%1$I t where t.id = v.id and t.account_id = v.account_id and not t.is_placeholder)',
        v_kind.entity, v_kind.kind
      ) using v_kind.ids, v_accounts;
    end if;
  end loop;
end;
$$;

comment on function monitoring.rows_of(text[], text[]) is
  'Records as production has them, or would have them: kinds (an entity, or a module for its first one) and ids, side by side, the first thousand.';

create function monitoring.names_of(p_kinds text[], p_ids text[])
returns table (
  kind text,
  id text,
  account_id text,
  name text,
  client_id text,
  client text,
  piano_id text,
  piano text,
  on_day date,
  amount bigint,
  currency text
)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
begin
  return query
  with found as (
    select
      r.kind, r.fields ->> 'id' as id, r.fields ->> 'account_id' as account_id,
      coalesce(
        nullif(r.fields ->> 'display_name', r.fields ->> 'id'), r.fields ->> 'full_name', r.fields ->> 'title', t.instrument, t.person,
        case jsonb_typeof(r.fields -> 'name')
          when 'string' then r.fields ->> 'name'
          when 'object' then (select l.value from jsonb_each_text(r.fields -> 'name') l limit 1)
        end,
        r.fields ->> 'email', r.fields ->> 'phone_number', '#' || (r.fields ->> 'number'), r.fields ->> 'municipality'
      ) as name,
      -- A client is its own, and so is a piano.
      case r.entity when 'clients' then r.fields ->> 'id' else r.fields ->> 'client_id' end as client_id,
      case r.entity when 'pianos' then r.fields ->> 'id' else coalesce(r.fields ->> 'piano_id', r.fields ->> 'first_piano_id') end as piano_id,
      coalesce(r.fields ->> 'local_date', r.fields ->> 'taken_on', r.fields ->> 'estimated_on', r.fields ->> 'due_on', r.fields ->> 'start_date')::date as day,
      coalesce(r.fields ->> 'occurred_at', r.fields ->> 'start_at', r.fields ->> 'starts_at', r.fields ->> 'send_at')::timestamptz as at,
      coalesce(r.fields ->> 'total', r.fields ->> 'recommended_tier_total', r.fields ->> 'amount')::bigint as amount,
      r.fields ->> 'currency' as currency
    from monitoring.rows_of(p_kinds, p_ids) r
    cross join lateral (
      select
        nullif(concat_ws(' ', r.fields ->> 'make', r.fields ->> 'model', r.fields ->> 'serial_number'), '') as instrument,
        nullif(concat_ws(' ', r.fields ->> 'first_name', r.fields ->> 'last_name'), '') as person
    ) t
  )
  select
    f.kind, f.id, f.account_id, f.name,
    case when c.deleted_at is null then c.id end, case when c.id <> f.id then nullif(c.display_name, c.id) end,
    case when p.deleted_at is null then p.id end, case when p.id <> f.id then nullif(concat_ws(' ', p.make, p.model, p.serial_number), '') end,
    coalesce(f.day, (f.at at time zone a.time_zone)::date), f.amount,
    case when f.amount is not null then coalesce(f.currency, (select o.currency from gazelle.company o where o.account_id = f.account_id limit 1)) end
  from found f
  join sync.accounts a on a.account_id = f.account_id
  left join gazelle.pianos p on p.id = f.piano_id and p.account_id = f.account_id and not p.is_placeholder
  left join gazelle.clients c on c.id = coalesce(f.client_id, p.client_id) and c.account_id = f.account_id and not c.is_placeholder;
end;
$$;

comment on function monitoring.names_of(text[], text[]) is
  'What people call records: kinds (an entity of gazelle, or a module for its first one) and ids, side by side, the first thousand. Its own name, its client and piano, its local day, and its amount in cents; null what it has not. The ids are of a client and a piano that one can look at: of a client or a piano, its own. No row for a record that is nowhere, or not of the caller''s accounts.';

grant execute on function monitoring.names_of(text[], text[]) to authenticated;

-- Records that others refer to and that Gazelle has not given.

create function monitoring.read_placeholders()
returns table (
  entity text,
  account_id text,
  id text,
  since timestamptz,
  gone boolean,
  referred_to_by jsonb,
  attempts int,
  last_error text,
  module text,
  example_entity text,
  example_id text
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with missing as materialized (
    select e.entity, e.module, m.account_id, m.id, m.created_at, m.deleted_at
    from (
      select p.tableoid, p.account_id, p.id, p.created_at, p.deleted_at
      from reconcile.mirror p
      where p.is_placeholder and p.account_id = any ((select gazelle.member_accounts())::text[])
      order by p.created_at
      limit 1000
    ) m
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = m.tableoid
  ), referred as (
    select k.entity, r.id, jsonb_object_agg(format('gazelle.%s.%s', r.entity, r.field), r.records) as counts,
      (array_agg(r.entity order by r.records desc))[1] as example_entity, (array_agg(r.example order by r.records desc))[1] as example_id
    from (select m.entity, array_agg(m.id) as ids from missing m group by 1) k
    cross join lateral monitoring.references_to(k.entity, k.ids) r
    group by 1, 2
  )
  select m.entity, m.account_id, m.id, m.created_at, m.deleted_at is not null, coalesce(r.counts, '{}'), coalesce(q.attempts, 0), q.last_error,
    m.module, r.example_entity, r.example_id
  from missing m
  left join referred r on r.entity = m.entity and r.id = m.id
  left join sync.missing q on q.module = m.module and q.account_id = m.account_id and q.external_id = m.id
  order by m.created_at, m.id;
end;

comment on function monitoring.read_placeholders() is 'Reads monitoring.placeholders.';

create view monitoring.placeholders with (security_invoker = on) as
select * from monitoring.read_placeholders();

comment on view monitoring.placeholders is
  'Records that others refer to and that Gazelle has not given: who refers to them how often, whether they are gone for good. The oldest thousand.';
comment on column monitoring.placeholders.referred_to_by is 'How many rows that are not deleted refer to it, by table and column; 100 means a hundred or more.';
comment on column monitoring.placeholders.example_id is 'One of the rows that refer to it, of the table example_entity.';
comment on column monitoring.placeholders.attempts is 'How often Gazelle was asked for it by its id, without an answer.';

grant execute on function monitoring.read_placeholders() to authenticated;
grant select on monitoring.placeholders to authenticated;

-- Failed runs of a week, records that are refused now, and look-ups by id without an answer, in one list.

create function monitoring.read_recent_errors()
returns table (
  at timestamptz,
  kind text,
  severity text,
  module text,
  account_id text,
  entity text,
  external_id text,
  run_id bigint,
  rule text,
  field text,
  value jsonb,
  message text,
  hint text
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with tables as materialized (
    select m.module, format('staging.%I', 'stg_' || m.module)::regclass::oid as staging from sync.modules m
  ), refused as materialized (
    -- The newest first, and only then their issues: a thousand are shown, ten thousand may wait.
    select s.tableoid, s.account_id, s.external_id, s.status, s.issues, s.last_error, s.processed_at, s.run_id
    from staging.records s
    where s.status <> 'promoted' and s.gone_at is null and s.account_id = any ((select gazelle.member_accounts())::text[])
    order by s.processed_at desc nulls last
    limit 1000
  ), failed as (
    select r.finished_at, r.module, r.account_id, r.run_id, r.error
    from sync.runs r
    where r.status = 'failed' and r.started_at > now() - interval '7 days' and r.account_id = any ((select gazelle.member_accounts())::text[])
    order by r.started_at desc
    limit 1000
  )
  select e.*
  from (
    select f.finished_at as at, 'run' as kind, 'error' as severity, f.module, f.account_id, null::text as entity,
      null::text as external_id, f.run_id, f.error ->> 'code' as rule, null::text as field, null::jsonb as value,
      f.error ->> 'message' as message, f.error ->> 'hint' as hint
    from failed f
    union all
    select s.processed_at, 'record', case r.severity when 'warning' then 'warning' else 'error' end, t.module, s.account_id,
      t.module, s.external_id, s.run_id, coalesce(i.issue ->> 'rule', s.status), i.issue ->> 'field', i.issue -> 'value',
      coalesce(r.sentence, s.last_error), s.last_error
    from refused s
    join tables t on t.staging = s.tableoid
    left join lateral jsonb_array_elements(s.issues) i (issue) on true
    left join reconcile.rules r on r.rule = i.issue ->> 'rule'
    union all
    (
      select u.fetched_at, 'record', 'error', u.module, u.account_id, u.module, null, u.run_id, u.issue, 'id', u.raw_data -> 'id',
        'The record has no id of 1 to 200 characters.', 'It is kept in sync.unidentified.'
      from sync.unidentified u
      where u.account_id = any ((select gazelle.member_accounts())::text[])
      order by u.unidentified_id desc
      limit 1000
    )
    union all
    (
      select greatest(q.found_missing_at, q.next_at - least(interval '1 minute' * power(2, q.attempts - 1), interval '1 day')),
        'lookup', 'warning', q.module, q.account_id, q.module, q.external_id, q.run_id, split_part(q.last_error, ':', 1), 'id', null,
        q.last_error, 'It is asked for again later.'
      from sync.missing q
      where q.status = 'due' and q.last_error is not null and q.account_id = any ((select gazelle.member_accounts())::text[])
      order by q.next_at desc
      limit 1000
    )
  ) e
  order by e.at desc nulls last
  limit 1000;
end;

comment on function monitoring.read_recent_errors() is 'Reads monitoring.recent_errors.';

create view monitoring.recent_errors with (security_invoker = on) as
select * from monitoring.read_recent_errors();

comment on view monitoring.recent_errors is
  'What went wrong, newest first, at most a thousand: failed runs of a week, records that are refused now, look-ups by id without an answer.';
comment on column monitoring.recent_errors.kind is 'run, record or lookup.';
comment on column monitoring.recent_errors.severity is 'error: the run or record failed; warning: it went on without something.';
comment on column monitoring.recent_errors.rule is 'The rule that the record breaks (see reconcile.rules), or the error''s code.';
comment on column monitoring.recent_errors.value is 'The value that broke the rule, cut at 200 characters.';

grant execute on function monitoring.read_recent_errors() to authenticated;
grant select on monitoring.recent_errors to authenticated;

-- Refused and waiting records by their cause: ten thousand of one cause are one row.

create function monitoring.cause_of(p_issues jsonb)
returns jsonb
language sql
stable
set search_path = ''
return (
  select i.issue
  from jsonb_array_elements(p_issues) with ordinality i (issue, nth)
  left join reconcile.rules r on r.rule = i.issue ->> 'rule'
  order by r.severity = 'fatal' desc nulls last, i.nth
  limit 1
);

comment on function monitoring.cause_of(jsonb) is 'Of a record''s issues, the one for which it is refused: the first fatal one, else the first. Null for none.';

create function monitoring.read_reject_groups()
returns table (
  module text,
  account_id text,
  status text,
  rule text,
  severity text,
  field text,
  sentence text,
  records bigint,
  since timestamptz,
  example text,
  value jsonb,
  last_error text
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with tables as materialized (
    select m.module, m.position, format('staging.%I', 'stg_' || m.module)::regclass::oid as staging from sync.modules m
  ), waiting as materialized (
    select s.tableoid, s.account_id, s.external_id, s.status, s.last_error, s.fetched_at, monitoring.cause_of(s.issues) as cause
    from staging.records s
    where s.status <> 'promoted' and s.gone_at is null and s.account_id = any ((select gazelle.member_accounts())::text[])
  ), groups as (
    select w.tableoid, w.account_id, w.status, w.cause ->> 'rule' as rule, w.cause ->> 'field' as field, count(*) as records, min(w.fetched_at) as since,
      min(w.external_id collate "C") as example, (array_agg(w.cause -> 'value'))[1] as value, min(w.last_error) as last_error
    from waiting w
    group by 1, 2, 3, 4, 5
  )
  select t.module, g.account_id, g.status, g.rule, r.severity, g.field, r.sentence, g.records, g.since, g.example, g.value, g.last_error
  from groups g
  join tables t on t.staging = g.tableoid
  left join reconcile.rules r on r.rule = g.rule
  union all
  select u.module, u.account_id, 'rejected', u.issue, 'fatal', 'id', 'The record has no id of 1 to 200 characters; it is kept in sync.unidentified.',
    count(*), min(u.fetched_at), null, (array_agg(u.raw_data -> 'id'))[1], null
  from sync.unidentified u
  where u.account_id = any ((select gazelle.member_accounts())::text[])
  group by u.module, u.account_id, u.issue
  order by 8 desc, 1, 4, 6;
end;

comment on function monitoring.read_reject_groups() is 'Reads monitoring.reject_groups.';

create view monitoring.reject_groups with (security_invoker = on) as
select * from monitoring.read_reject_groups();

comment on view monitoring.reject_groups is
  'Records that wait or were refused, by module and cause, the largest group first. Each record is counted once. monitoring.retry_rejects tries a group again.';
comment on column monitoring.reject_groups.rule is 'The rule that refuses them; null for what waits without an issue.';
comment on column monitoring.reject_groups.example is 'One of them; null where they have no id.';
comment on column monitoring.reject_groups.value is 'The value of one of them.';

grant execute on function monitoring.read_reject_groups() to authenticated;
grant select on monitoring.reject_groups to authenticated;

-- Refused and waiting records, one row an issue.

create function monitoring.read_rejects()
returns table (
  module text,
  account_id text,
  external_id text,
  status text,
  rule text,
  severity text,
  field text,
  value jsonb,
  sentence text,
  last_error text,
  processing_attempts smallint,
  fetched_at timestamptz,
  processed_at timestamptz,
  run_id bigint
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with tables as materialized (
    select m.module, format('staging.%I', 'stg_' || m.module)::regclass::oid as staging from sync.modules m
  )
  select
    t.module, s.account_id, s.external_id, s.status,
    i.issue ->> 'rule', r.severity, i.issue ->> 'field', i.issue -> 'value', r.sentence,
    s.last_error, s.processing_attempts, s.fetched_at, s.processed_at, s.run_id
  from staging.records s
  join tables t on t.staging = s.tableoid
  left join lateral jsonb_array_elements(s.issues) i (issue) on true
  left join reconcile.rules r on r.rule = i.issue ->> 'rule'
  where s.status <> 'promoted' and s.gone_at is null and s.account_id = any ((select gazelle.member_accounts())::text[])
  union all
  select u.module, u.account_id, null, 'rejected', u.issue, 'fatal', 'id', u.raw_data -> 'id',
    'The record has no id of 1 to 200 characters; it is kept in sync.unidentified.', null, 1::smallint, u.fetched_at, u.last_seen_at,
    u.run_id
  from sync.unidentified u
  where u.account_id = any ((select gazelle.member_accounts())::text[]);
end;

comment on function monitoring.read_rejects() is 'Reads monitoring.rejects.';

create view monitoring.rejects with (security_invoker = on) as
select * from monitoring.read_rejects();

comment on view monitoring.rejects is
  'What waits or was refused, one row an issue: which record, which rule, which value.';
comment on column monitoring.rejects.severity is 'fatal: why it was refused; warning: what is wrong beside that.';
comment on column monitoring.rejects.last_error is 'SQLSTATE and message, when promotion failed for a reason that no rule foresaw.';
comment on column monitoring.rejects.run_id is 'The run that brought this content.';

grant execute on function monitoring.read_rejects() to authenticated;
grant select on monitoring.rejects to authenticated;

-- Runs with their phase, progress and outcome.
-- Long (read_runs): 39 columns, each of which stands in the signature and in the list.

create function monitoring.read_runs(p_run bigint default null)
returns table (
  run_id bigint,
  module text,
  account_id text,
  mode text,
  "window" text,
  status text,
  complete boolean,
  pages bigint,
  of_pages bigint,
  api_calls bigint,
  fetched bigint,
  changed bigint,
  promoted bigint,
  rejected bigint,
  placeholders bigint,
  deleted int,
  held_back int,
  slices int,
  dry_run boolean,
  triggered_by text,
  started_at timestamptz,
  finished_at timestamptz,
  duration interval,
  since timestamptz,
  error jsonb,
  until timestamptz,
  phase text,
  heartbeat_at timestamptz,
  waited_ms bigint,
  null_nodes bigint,
  api_errors bigint,
  resumes bigint,
  progress numeric,
  records_per_second numeric,
  seconds_left numeric,
  cpu_ms int,
  slice_cpu_ms int,
  slice_ms int,
  peak_memory_bytes bigint,
  bytes bigint
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select
    r.run_id, r.module, r.account_id, r.mode, r."window", r.status, r.complete,
    coalesce(l.pages, r.pages), coalesce(l.of_pages, r.pages), coalesce(l.api_calls, r.api_calls), coalesce(l.fetched, r.fetched),
    coalesce(l.changed, r.changed), coalesce(l.promoted, r.promoted), coalesce(l.rejected, r.rejected),
    coalesce(l.placeholders, r.placeholders),
    r.deleted, r.held_back, r.slices, r.dry_run, r.triggered_by, r.started_at, r.finished_at, t.duration,
    r.since, r.error, r.until,
    case when r.status = 'running' then monitoring.phase_of(r.status, r.lease_until, r.heartbeat_at) else 'over' end, r.heartbeat_at,
    coalesce(l.waited_ms, r.waited_ms), coalesce(l.null_nodes, r.null_nodes), coalesce(l.api_errors, r.api_errors), r.resumes,
    case when r.status = 'running' then round(least(l.page::numeric / nullif(l.of_pages, 0), 1), 3) end,
    round((coalesce(l.fetched, r.fetched) / nullif(t.seconds, 0))::numeric, 1),
    case when r.status = 'running' then round(((l.of_pages - l.page) * t.seconds / nullif(l.pages, 0))::numeric) end,
    r.cpu_ms, r.slice_cpu_ms, r.slice_ms, r.peak_memory_bytes, r.bytes
  from (
    select *
    from sync.runs r
    where r.run_id between coalesce(p_run, 0) and coalesce(p_run, 9223372036854775807) and r.account_id = any ((select gazelle.member_accounts())::text[])
    order by r.run_id desc
    limit 1000
  ) r
  cross join lateral (select coalesce(r.finished_at, now()) - r.started_at as duration) d
  cross join lateral (select d.duration, extract(epoch from d.duration)::float8 as seconds) t
  left join monitoring.open_run_counters() l on l.run_id = r.run_id
  order by r.run_id desc;
end;

comment on function monitoring.read_runs(bigint) is 'Reads monitoring.runs: one, however old, or the last thousand.';

create view monitoring.runs with (security_invoker = on) as
select * from monitoring.read_runs();

comment on view monitoring.runs is 'The last thousand runs, newest first, with the counters of those that are under way.';
comment on column monitoring.runs.status is 'running, success, partial (something was refused, or the sweep is not complete) or failed.';
comment on column monitoring.runs.phase is 'working, waiting (for its next slice), abandoned (its slice died, it is resumed within a minute) or over.';
comment on column monitoring.runs.of_pages is 'Pages of the whole sweep, by totalCount; with those of the runs it resumes.';
comment on column monitoring.runs.progress is 'Of a run under way: share of the sweep that is read, 0 to 1.';
comment on column monitoring.runs.seconds_left is 'Of a run under way: what is left at its pace so far.';
comment on column monitoring.runs.waited_ms is 'Milliseconds spent waiting for a turn at Gazelle, or between attempts.';
comment on column monitoring.runs.cpu_ms is 'CPU of its slices that are over, together; null where the runtime does not tell.';
comment on column monitoring.runs.slice_cpu_ms is 'Of the slice that used most CPU: Supabase gives a worker 2 s.';
comment on column monitoring.runs.slice_ms is 'Of its longest slice: a worker lives 150 s on the free plan.';
comment on column monitoring.runs.peak_memory_bytes is 'Most memory after a page: a worker has 256 MB.';
comment on column monitoring.runs.bytes is 'Of Gazelle''s answers, unpacked.';
comment on column monitoring.runs.error is 'Why it failed: {code, message, hint}.';

grant execute on function monitoring.read_runs(bigint) to authenticated;
grant select on monitoring.runs to authenticated;

-- Bytes on disk, by table.

create function monitoring.read_storage()
returns table (
  schema text,
  name text,
  records bigint,
  table_bytes bigint,
  index_bytes bigint,
  total_bytes bigint,
  bytes_per_record numeric
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select s.*
  from (
    select n.nspname::text, c.relname::text, greatest(c.reltuples, 0)::bigint, s.table_bytes, s.index_bytes, s.table_bytes + s.index_bytes,
      round(((s.table_bytes + s.index_bytes) / nullif(greatest(c.reltuples, 0), 0))::numeric, 0)
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
      select pg_catalog.pg_table_size(c.oid) as table_bytes, pg_catalog.pg_indexes_size(c.oid) as index_bytes
    ) s
    where n.nspname in ('staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks') and c.relkind = 'r'
    union all
    select null, 'database', null, null, null, pg_catalog.pg_database_size(pg_catalog.current_database()), null
  ) s
  where (select gazelle.is_member_of_all())
  order by 6 desc;
end;

comment on function monitoring.read_storage() is 'Reads monitoring.storage.';

create view monitoring.storage with (security_invoker = on) as
select * from monitoring.read_storage();

comment on view monitoring.storage is 'What each table takes on the disk, and the database as a whole (schema is null there).';
comment on column monitoring.storage.records is 'As the planner estimates them.';

grant execute on function monitoring.read_storage() to authenticated;
grant select on monitoring.storage to authenticated;

-- Records and pages by hour.

create function monitoring.read_throughput()
returns table (
  hour timestamptz,
  module text,
  account_id text,
  runs bigint,
  failed bigint,
  pages bigint,
  api_calls bigint,
  fetched bigint,
  changed bigint,
  promoted bigint,
  rejected bigint,
  deleted bigint,
  seconds numeric
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with recent as (
    select date_trunc('hour', r.started_at, 'UTC') as hour, r.module, r.account_id, r.status, r.deleted, r.started_at, r.finished_at,
      coalesce(l.pages, r.pages) as pages, coalesce(l.api_calls, r.api_calls) as api_calls, coalesce(l.fetched, r.fetched) as fetched,
      coalesce(l.changed, r.changed) as changed, coalesce(l.promoted, r.promoted) as promoted, coalesce(l.rejected, r.rejected) as rejected
    from sync.runs r
    left join monitoring.open_run_counters() l on l.run_id = r.run_id
    where r.started_at >= date_trunc('hour', now(), 'UTC') - interval '47 hours' and not r.dry_run
  ), sums as (
    select r.hour, r.module, r.account_id, count(*) as runs, count(*) filter (where r.status = 'failed') as failed,
      sum(r.pages) as pages, sum(r.api_calls) as api_calls, sum(r.fetched) as fetched, sum(r.changed) as changed,
      sum(r.promoted) as promoted, sum(r.rejected) as rejected, sum(r.deleted) as deleted,
      sum(extract(epoch from coalesce(r.finished_at, now()) - r.started_at)) as seconds
    from recent r
    group by 1, 2, 3
  )
  select h.hour, m.module, a.account_id, coalesce(s.runs, 0), coalesce(s.failed, 0), coalesce(s.pages, 0), coalesce(s.api_calls, 0),
    coalesce(s.fetched, 0), coalesce(s.changed, 0), coalesce(s.promoted, 0), coalesce(s.rejected, 0), coalesce(s.deleted, 0),
    round(coalesce(s.seconds, 0), 1)
  from generate_series(date_trunc('hour', now(), 'UTC') - interval '47 hours', now(), interval '1 hour') h (hour)
  cross join sync.modules m
  cross join sync.accounts a
  left join sums s on s.hour = h.hour and s.module = m.module and s.account_id = a.account_id
  where a.account_id = any ((select gazelle.member_accounts())::text[])
  order by h.hour, m.position, a.account_id;
end;

comment on function monitoring.read_throughput() is 'Reads monitoring.throughput.';

create view monitoring.throughput with (security_invoker = on) as
select * from monitoring.read_throughput();

comment on view monitoring.throughput is
  'Records and pages by hour, the last 48 hours, hours without runs too. A run counts in the hour in which it began.';
comment on column monitoring.throughput.hour is 'Start of the hour.';
comment on column monitoring.throughput.seconds is 'How long its runs took, together.';

grant execute on function monitoring.read_throughput() to authenticated;
grant select on monitoring.throughput to authenticated;
