-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/count_records.sql, schemas/monitoring/count_throttle.sql, schemas/monitoring/counts.sql, schemas/monitoring/examine.sql, schemas/monitoring/freshness_days.sql, schemas/monitoring/keep_freshness.sql, schemas/monitoring/phase_of.sql, schemas/monitoring/read_raw.sql, schemas/monitoring/throttles.sql. Do not edit.

-- Records here beside Gazelle's own count, taken when a full sweep ends complete.

create function monitoring.sweep_total(p_run bigint)
returns bigint
language sql
stable
set search_path = ''
begin atomic
  -- A lane that reads only until the sweep is whole agrees although it saw few: its total is everybody's.
  select coalesce(
    max(l.total_count) filter (where l.agreed and l.seen < l.total_count),
    case when max(l.total_count) >= sum(l.total_count) - max(l.total_count) and count(l.total_count) > 2
      then max(l.total_count) else sum(l.total_count) end
  )
  from sync.lanes l
  where l.run_id = p_run;
end;

comment on function monitoring.sweep_total(bigint) is
  'How many records Gazelle counts for a sweep: the sum of its lanes, or the total of the lane that proves them all. Null when it gave no count.';

create function monitoring.count_records()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_entity text;
  v_here bigint;
  v_there bigint := monitoring.sweep_total(new.run_id);
begin
  if v_there is null then
    return null;
  end if;
  select e.entity into v_entity
  from reconcile.entities e
  where e.module = new.module and e.owner_column is null
  order by e.position
  limit 1;
  if v_entity is null then
    -- Only children are promoted (measurements): what is counted is the records they come in.
    execute format(
      'select count(*) from staging.%I where account_id = $1 and gone_at is null and status = ''promoted''', 'stg_' || new.module
    ) into v_here using new.account_id;
  else
    execute format(
      'select count(*) from gazelle.%I where account_id = $1 and deleted_at is null and not is_placeholder', v_entity
    ) into v_here using new.account_id;
  end if;
  insert into monitoring.counts as c (account_id, module, run_id, counted_at, here, there)
  values (new.account_id, new.module, new.run_id, new.finished_at, v_here, v_there)
  on conflict (account_id, module) do update
  set run_id = excluded.run_id, counted_at = excluded.counted_at, here = excluded.here, there = excluded.there;
  return null;
exception
  -- A count is never worth a run.
  when others then
    raise warning 'counting % failed: %', new.module, sqlerrm;
    return null;
end;
$$;

comment on function monitoring.count_records() is 'Counts a module''s records when a full sweep ends complete.';

create trigger count_records
after update of status on sync.runs
for each row
when (new.status in ('success', 'partial') and new.complete and new.mode = 'full' and not new.dry_run)
execute function monitoring.count_records();

-- A trigger counts 429s, so that the limiter stays one statement.

create function monitoring.count_throttle()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into monitoring.throttles as t (account_id, hour)
  values (new.account_id, date_trunc('hour', new.slowed_at, 'UTC'))
  on conflict (account_id, hour) do update set throttles = t.throttles + 1;
  return null;
end;
$$;

comment on function monitoring.count_throttle() is 'Counts a complaint of Gazelle; a call that waits its turn is not one.';

create trigger count_first_throttle
after insert on sync.limiters
for each row when (new.slowed_at > '-infinity')
execute function monitoring.count_throttle();

create trigger count_throttle
after update of slowed_at on sync.limiters
for each row when (new.slowed_at <> old.slowed_at)
execute function monitoring.count_throttle();

-- Counting a table takes longer than a view may, so that the end of a sweep counts once.

create table monitoring.counts (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  run_id bigint not null,
  counted_at timestamptz not null,
  here bigint not null,
  there bigint not null,
  primary key (account_id, module)
);

comment on table monitoring.counts is
  'Records here and in Gazelle at the end of the last complete full sweep. Kept, because counting takes longer than reading a view may.';
comment on column monitoring.counts.here is 'Production rows of the module that are neither deleted nor placeholders.';
comment on column monitoring.counts.there is 'totalCount, as Gazelle answered it during that sweep.';

alter table monitoring.counts enable row level security;

-- One call gives `gazelle doctor` all that only the database knows.

create function monitoring.examine()
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_migrations jsonb;
  v_jobs jsonb;
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    execute 'select jsonb_agg(m.version order by m.version) from supabase_migrations.schema_migrations m' into v_migrations;
  end if;
  if to_regclass('cron.job') is not null then
    -- The last thousand firings, by the key: the log itself has no index by time.
    execute $sql$
      select jsonb_agg(jsonb_build_object(
        'name', j.jobname, 'schedule', j.schedule, 'active', j.active,
        'lastAt', d.start_time, 'status', d.status, 'message', left(d.return_message, 200)
      ) order by j.jobname)
      from cron.job j
      left join lateral (
        select l.start_time, l.status, l.return_message
        from (select * from cron.job_run_details order by runid desc limit 1000) l
        where l.jobid = j.jobid
        order by l.runid desc
        limit 1
      ) d on true
      where j.jobname like 'gazelle-%'
    $sql$ into v_jobs;
  end if;
  return jsonb_build_object(
    'now', clock_timestamp(),
    'startedAt', pg_catalog.pg_postmaster_start_time(),
    'migrations', coalesce(v_migrations, '[]'),
    'jobs', coalesce(v_jobs, '[]'),
    'vault', (
      select jsonb_object_agg(n.name, exists (select from vault.secrets s where s.name = n.name))
      from (values ('gazelle_functions_url'), ('gazelle_secret_key')) n (name)
    ),
    'functionsUrl', (select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'gazelle_functions_url'),
    'stalePromotions', coalesce(
      (
        select jsonb_agg(e.entity order by e.entity)
        from reconcile.entities e
        where e.fingerprint is distinct from reconcile.fingerprint_of(e.entity)
      ), '[]'
    ),
    'unscheduled', coalesce(
      (
        select jsonb_agg(m.module order by m.position)
        from sync.modules m
        where not exists (
          select from jsonb_array_elements(coalesce(v_jobs, '[]')) j (job)
          where j.job ->> 'name' like 'gazelle-sync-' || m.module || '-%' and (j.job ->> 'active')::boolean
        )
      ), '[]'
    ),
    'watch', (select to_jsonb(w) - 'singleton' from monitoring.watch w)
  );
end;
$$;

comment on function monitoring.examine() is 'What gazelle doctor must know of the database: migrations, jobs and their last firing, Vault, promotions, the clock.';

-- Days that are over do not change, so that their freshness is kept.

create table monitoring.freshness_days (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  day date not null,
  fresh_share numeric not null,
  known interval not null,
  longest_gap interval not null,
  primary key (account_id, module, day)
);

comment on table monitoring.freshness_days is
  'Freshness of days that are over, kept: it takes a look at each run, and runs are pruned. See monitoring.freshness_history.';

alter table monitoring.freshness_days enable row level security;

-- Freshness of a day: the share of it that a module was within its target.

create function monitoring.measure_freshness(p_account text, p_from date)
returns table (day date, module text, fresh_share numeric, known interval, longest_gap interval)
language sql
stable
set search_path = ''
begin atomic
  with days as (
    select d.day::date as day, d.day at time zone a.time_zone as begins,
      least((d.day + interval '1 day') at time zone a.time_zone, now()) as ends
    from sync.accounts a
    cross join lateral generate_series(p_from::timestamp, (now() at time zone a.time_zone)::date, interval '1 day') d (day)
    where a.account_id = p_account
  ), known as (
    select m.module, a.time_zone, m.fresh_within, f.started_at,
      greatest(f.started_at, p_from::timestamp at time zone a.time_zone) as begins
    from sync.modules m
    join sync.accounts a on a.account_id = p_account
    cross join lateral (
      select r.started_at from sync.runs r
      where r.module = m.module and r.account_id = p_account
      order by r.started_at
      limit 1
    ) f
  ), successes as (
    select k.module, s.finished_at
    from known k
    cross join (values ('incremental'), ('full'), ('repair')) o (mode)
    cross join lateral (
      -- Mode by mode, so that the index runs_successes ends the look: today is a hundredth of the table.
      select r.finished_at from sync.runs r
      where r.module = k.module and r.account_id = p_account and r.mode = o.mode
        and r.status = 'success' and not r.dry_run and r.finished_at >= k.begins
      offset 0
    ) s
    union all
    -- What was fresh as the first day began, if anything was.
    select k.module, coalesce(max(b.finished_at), '-infinity')
    from known k
    left join lateral (
      select l.finished_at
      from (values ('incremental'), ('full'), ('repair')) o (mode)
      cross join lateral (
        select r.finished_at from sync.runs r
        where r.module = k.module and r.account_id = p_account and r.mode = o.mode
          and r.status = 'success' and not r.dry_run and r.finished_at < k.begins
        order by r.finished_at desc
        limit 1
      ) l
    ) b on true
    group by k.module
  ), gaps as materialized (
    select k.module, k.time_zone, greatest(s.finished_at + k.fresh_within, k.begins) as begins, s.next_at as ends
    from (
      select s.*, lead(s.finished_at, 1, now()) over (partition by s.module order by s.finished_at) as next_at
      from successes s
    ) s
    join known k using (module)
    where s.next_at > greatest(s.finished_at + k.fresh_within, k.begins)
  ), stale as (
    select g.module, d.day::date as day, sum(p.gap) as stale, max(p.gap) as longest
    from gaps g
    cross join lateral generate_series(
      (g.begins at time zone g.time_zone)::date::timestamp, (g.ends at time zone g.time_zone)::date, interval '1 day'
    ) d (day)
    cross join lateral (
      select least(g.ends, (d.day + interval '1 day') at time zone g.time_zone) - greatest(g.begins, d.day at time zone g.time_zone) as gap
    ) p
    group by 1, 2
  )
  select d.day, k.module,
    round(1 - coalesce(extract(epoch from g.stale) / nullif(extract(epoch from l.known), 0), 0), 4), l.known, coalesce(g.longest, interval '0')
  from known k
  join days d on d.ends > k.started_at
  cross join lateral (select d.ends - greatest(d.begins, k.started_at) as known) l
  left join stale g on g.module = k.module and g.day = d.day;
end;

comment on function monitoring.measure_freshness(text, date) is
  'How fresh each module was on each day from p_from to today, from its first run on: the time since the last success, against its target.';

create function monitoring.first_unkept_day(p_account text)
returns date
language sql
stable
set search_path = ''
begin atomic
  select coalesce(max(k.day) + 1, (now() at time zone 'UTC')::date - 30)
  from monitoring.freshness_days k
  where k.account_id = p_account;
end;

comment on function monitoring.first_unkept_day(text) is 'The first day whose freshness is not kept yet, at most a month ago.';

create function monitoring.keep_freshness()
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_days int;
begin
  insert into monitoring.freshness_days (account_id, module, day, fresh_share, known, longest_gap)
  select a.account_id, f.module, f.day, f.fresh_share, f.known, f.longest_gap
  from sync.accounts a
  cross join lateral monitoring.measure_freshness(a.account_id, monitoring.first_unkept_day(a.account_id)) f
  where f.day < (now() at time zone a.time_zone)::date
  on conflict do nothing;
  get diagnostics v_days = row_count;
  delete from monitoring.freshness_days k where k.day < now() - interval '400 days';
  return v_days;
end;
$$;

comment on function monitoring.keep_freshness() is 'Keeps the freshness of the days that are over since it was last called; answers how many rows.';

-- One definition of a run's phase for all views.

create function monitoring.phase_of(p_status text, p_lease_until timestamptz, p_heartbeat_at timestamptz)
returns text
language sql
stable
set search_path = ''
return case
  when p_status <> 'running' then 'over'
  when p_lease_until > now() then 'working'
  when p_lease_until is null and p_heartbeat_at > now() - interval '2 minutes' then 'waiting'
  else 'abandoned'
end;

comment on function monitoring.phase_of(text, timestamptz, timestamptz) is
  'working: a slice holds the lease; waiting: for its next slice; abandoned: its slice died, the keeper picks it up; over.';

-- A raw record holds personal data: a role that may only read the views does not get it.

create function monitoring.read_raw(p_module text, p_id text, p_account text default 'main')
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_raw jsonb;
begin
  if not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', p_module using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
  execute format(
    'select s.raw_data from staging.%I s where s.account_id = $1 and s.external_id = $2 and s.issues is not null',
    'stg_' || p_module
  ) into v_raw using p_account, p_id;
  return v_raw;
end;
$$;

comment on function monitoring.read_raw(text, text, text) is
  'A record as Gazelle gave it, to look at beside what is wrong in it; null for one without issues. Not for whoever may only read: it holds what an office knows of people.';

revoke execute on function monitoring.read_raw(text, text, text) from authenticated;

-- 429s by hour; the limiter itself forgets them.

create table monitoring.throttles (
  account_id text not null,
  hour timestamptz not null,
  throttles int not null default 1,
  primary key (account_id, hour)
);

comment on table monitoring.throttles is
  'How often Gazelle asked for fewer calls, by hour. Counted where the limiter is in Postgres; Upstash keeps its own.';

alter table monitoring.throttles enable row level security;

select sync.seal_functions();
