-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/examine.sql, schemas/monitoring/open_run_counters.sql, schemas/monitoring/phase_of.sql, schemas/monitoring/read_raw.sql, schemas/monitoring/slices_near_limits.sql. Do not edit.

-- One call gives `gazelle doctor` all that only the database knows.
-- Long (examine): one document, each part of which is a query of its own.

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
        'lastAt', d.start_time, 'status', d.status, 'message', sync.fit_text(d.return_message, 200)
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
    -- Jobs fire for the first time a minute after the server's start, or after they were made.
    'startedAt', greatest(pg_catalog.pg_postmaster_start_time(), (select min(a.created_at) from sync.accounts a)),
    'migrations', coalesce(v_migrations, '[]'),
    'jobs', coalesce(v_jobs, '[]'),
    'vault', (
      select jsonb_object_agg(n.name, exists (select from vault.secrets s where s.name = n.name))
      from (values ('gazelle_functions_url'), ('gazelle_secret_key')) n (name)
    ),
    'functionsUrl', (select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'gazelle_functions_url'),
    -- Whether it is a key of the project nobody can tell from here: what the schedule has begun with it can.
    'secretKeyDigest', (
      select encode(sha256(convert_to(s.decrypted_secret, 'UTF8')), 'hex') from vault.decrypted_secrets s where s.name = 'gazelle_secret_key'
    ),
    'scheduledAt', (
      select max(r.started_at) from sync.runs r
      where r.triggered_by = 'schedule' and r.started_at > now() - interval '15 minutes'
        and r.started_at > (select s.updated_at from vault.secrets s where s.name = 'gazelle_secret_key')
    ),
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
    'slices', (
      select jsonb_agg(
        jsonb_build_object('module', s.module, 'runId', s.run_id, 'resource', s.resource, 'used', s.used, 'limit', s.of_limit, 'unit', s.unit)
        order by s.percent desc
      )
      from (
        select distinct on (n.module, n.resource) n.*
        from monitoring.slices_near_limits((select u.threshold from monitoring.alert_rules u where u.rule = 'slice_near_limit')) n
        order by n.module, n.resource, n.percent desc
      ) s
    ),
    'limits', (
      select jsonb_agg(
        jsonb_build_object(
          'resource', l.resource, 'most', l.most, 'unit', l.unit,
          'isMeasured', exists (
            select from sync.runs r
            where r.started_at > now() - interval '1 day'
              and case l.resource when 'CPU' then r.slice_cpu_ms when 'memory' then r.peak_memory_bytes else r.slice_ms end is not null
          )
        ) order by l.resource
      )
      from sync.worker_limits l
    ),
    'watch', (select to_jsonb(w) - 'singleton' from monitoring.watch w)
  );
end;
$$;

comment on function monitoring.examine() is 'What gazelle doctor must know of the database: migrations, jobs and their last firing, Vault, promotions, slices near a limit, the clock.';

-- Counters of the runs under way, summed over their lanes: a run's own counters are written at its end.

create function monitoring.of_pages(p_lane sync.lanes)
returns bigint
language sql
immutable
set search_path = ''
return case
  when p_lane.finished_at is not null then p_lane.page
  -- A page to come counts as many records as the staged ones held; before the first page of a resumed lane, a hundred.
  else greatest(
    ceil(p_lane.total_count / coalesce(nullif(p_lane.fetched::float8 / nullif(p_lane.pages, 0), 0), 100)), p_lane.page
  )
end::bigint;

comment on function monitoring.of_pages(sync.lanes) is 'Pages to the end of a lane, by totalCount; those so far where Gazelle gives no count.';

create function monitoring.open_run_counters()
returns table (
  run_id bigint,
  page bigint,
  of_pages bigint,
  pages int,
  api_calls int,
  waited_ms bigint,
  fetched int,
  changed int,
  promoted int,
  rejected int,
  placeholders int,
  null_nodes int,
  api_errors int
)
language sql
stable
set search_path = ''
begin atomic
  select
    r.run_id, p.page, p.of_pages, t.pages, t.api_calls, t.waited_ms, t.fetched, t.changed, t.promoted, t.rejected, t.placeholders,
    t.null_nodes, t.api_errors
  from sync.runs r
  -- offset 0 twice: without it the planner sums the lanes of every run there is.
  cross join lateral (select s.* from sync.run_totals s where s.run_id = r.run_id offset 0) t
  cross join lateral (
    select sum(l.page) as page, sum(monitoring.of_pages(l))::bigint as of_pages from sync.lanes l where l.run_id = r.run_id offset 0
  ) p
  where r.status = 'running';
end;

comment on function monitoring.open_run_counters() is
  'The counters of each run under way that has staged a page, with its pages so far and those of the whole sweep. For views: coalesce with the run''s own.';

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
  'working: a slice holds the lease; waiting: for its next slice; abandoned: its slice died, it is resumed within a minute; over.';

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
  'A record as Gazelle gave it, shown beside its issues; null for one without issues. A role that may only read the views does not get it: it holds personal data.';

revoke execute on function monitoring.read_raw(text, text, text) from authenticated;

-- Hosted Supabase ends a worker that lives too long or uses too much CPU or memory: what came near.

create function monitoring.slices_near_limits(p_percent numeric)
returns table (run_id bigint, account_id text, module text, resource text, used numeric, of_limit numeric, unit text, percent numeric)
language sql
stable
set search_path = ''
begin atomic
  select r.run_id, r.account_id, r.module, l.resource, round(u.used, 1), l.most, l.unit, round(100 * u.used / l.most)
  from sync.runs r
  cross join lateral (
    values ('CPU', r.slice_cpu_ms / 1000.0), ('memory', r.peak_memory_bytes / 1e6), ('time', r.slice_ms / 1000.0)
  ) u (resource, used)
  join sync.worker_limits l using (resource)
  where r.started_at > now() - interval '1 day' and 100 * u.used >= p_percent * l.most
  order by 100 * u.used / l.most desc;
end;

comment on function monitoring.slices_near_limits(numeric) is
  'Runs of the last day of which a slice used so many percent of what hosted Supabase gives a worker, sync.worker_limits; the worst first.';
