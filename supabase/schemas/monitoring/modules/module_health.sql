-- Health of each module, for the views, the metrics and the page.
-- Long (read_module_health): the columns of the answer stand in it.
-- Functions behind views run as their owner, so that a reader of a view needs no right on runs or staging; and without JIT:
-- compiling a view took ten seconds, reading it twenty milliseconds.

create function monitoring.read_module_health()
returns table (
  module text,
  account_id text,
  status text,
  running boolean,
  last_success_at timestamptz,
  last_run_at timestamptz,
  last_error text,
  age interval,
  fresh_within interval,
  failures_24h int,
  records bigint,
  pending bigint,
  rejected bigint,
  placeholders bigint,
  watermark timestamptz,
  "position" smallint,
  late boolean,
  age_seconds bigint,
  fresh_within_seconds bigint,
  last_incremental_at timestamptz,
  last_full_at timestamptz,
  last_repair_at timestamptz,
  run_id bigint,
  phase text,
  held_back bigint,
  local_count bigint,
  remote_count bigint,
  counted_at timestamptz,
  title jsonb,
  whole_at timestamptz,
  next_sweep_at timestamptz,
  paused boolean,
  connected boolean
)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
begin
  -- PL/pgSQL keeps the plan: planning over every table takes as long as reading.
  return query
  select
    r.module,
    r.account_id,
    case when r.late or r.failures_24h > 3 then 'unhealthy' when r.failures_24h > 0 then 'degraded' else 'healthy' end,
    coalesce(r.phase in ('working', 'waiting'), false),
    r.last_success_at,
    r.last_run_at,
    r.last_error,
    now() - r.watermark,
    r.fresh_within,
    r.failures_24h,
    greatest(c.reltuples, 0)::bigint,
    coalesce(b.pending, 0),
    coalesce(b.rejected, 0),
    coalesce(b.placeholders, 0),
    r.watermark,
    r.position,
    r.late,
    extract(epoch from now() - r.watermark)::bigint,
    extract(epoch from r.fresh_within)::bigint,
    r.last_incremental_at,
    r.last_full_at,
    r.last_repair_at,
    r.run_id,
    r.phase,
    coalesce(b.held_back, 0),
    n.local_count,
    n.remote_count,
    n.counted_at,
    m.title,
    s.whole_at,
    case when a.paused_at is null then monitoring.next_time(sync.schedule_of(r.module, 'full', null, r.account_id), now()) end,
    a.paused_at is not null,
    a.account_id = 'main' or exists (select from sync.credentials d where d.account_id = a.account_id)
  from monitoring.read_module_runs() r
  join sync.modules m using (module)
  join sync.accounts a using (account_id)
  join pg_catalog.pg_class c on c.oid = format('staging.%I', 'stg_' || r.module)::regclass
  left join monitoring.read_module_backlog() b using (module, account_id)
  left join monitoring.counts n using (module, account_id)
  left join monitoring.read_sweeps() s using (module, account_id)
  where r.account_id = any ((select gazelle.member_accounts())::text[])
  order by r.position, r.account_id;
end;
$$;

comment on function monitoring.read_module_health() is 'Reads monitoring.module_health.';

create view monitoring.module_health with (security_invoker = on) as
select * from monitoring.read_module_health();

comment on view monitoring.module_health is
  'One row a module and account. healthy; degraded: a failure in the last 24 hours; unhealthy: more than three, or past its freshness target.';
comment on column monitoring.module_health.running is 'A slice works on it now, or is about to. False for a run whose slice died, until it is picked up.';
comment on column monitoring.module_health.last_success_at is 'End of the last run that read everything it asked for, of any mode; holes that stay do not count.';
comment on column monitoring.module_health.last_error is 'Of the newest failure in the last 24 hours: code and message.';
comment on column monitoring.module_health.age is
  'Time since the watermark: everything that Gazelle shows a poll is here as it was then. What only a sweep sees is as it was at whole_at.';
comment on column monitoring.module_health.fresh_within is 'The freshness target.';
comment on column monitoring.module_health.records is
  'About how many records staging has: the planner''s estimate, of all accounts, with what is gone from Gazelle. How many of this account are in production: local_count.';
comment on column monitoring.module_health.pending is 'Records that wait for promotion.';
comment on column monitoring.module_health.rejected is 'Records of which something was refused; see monitoring.rejects.';
comment on column monitoring.module_health.placeholders is 'Records that others refer to and that Gazelle has not given; see monitoring.placeholders.';
comment on column monitoring.module_health.late is 'Past its freshness target; not while its account is paused.';
comment on column monitoring.module_health.run_id is 'The open run, if there is one.';
comment on column monitoring.module_health.phase is 'Of the open run: working, waiting (for its next slice) or abandoned (its slice died).';
comment on column monitoring.module_health.held_back is 'Deletions that wait for a person; see monitoring.deletions.';
comment on column monitoring.module_health.local_count is 'Production rows at the end of the last complete full sweep. Counted at that moment; null from an erasure on until the next one.';
comment on column monitoring.module_health.remote_count is 'Gazelle''s totalCount in that sweep. Equal to local_count when nothing is refused or held back.';
comment on column monitoring.module_health.counted_at is 'When that sweep ended.';
comment on column monitoring.module_health.title is 'The module''s name by language: {"en": …, "fr": …}.';
comment on column monitoring.module_health.whole_at is
  'Start of the last whole full sweep: everything is as it was then or later. An edit that Gazelle shows no poll comes with the next sweep.';
comment on column monitoring.module_health.next_sweep_at is
  'When the schedule begins the next full sweep. Null where there is none, while the account is paused, or its times have another form than a minute and an hour of each day or of one day of the week.';
comment on column monitoring.module_health.paused is 'Its account is paused: no schedule syncs it.';
comment on column monitoring.module_health.connected is 'Its account has a credential. That of main may be among the functions'' settings, and counts as given.';

grant execute on function monitoring.read_module_health() to authenticated;
grant select on monitoring.module_health to authenticated;
