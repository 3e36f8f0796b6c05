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
