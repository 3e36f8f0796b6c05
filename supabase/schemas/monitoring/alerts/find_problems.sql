-- What each rule finds at this moment. Reading it changes nothing.

create function monitoring.find_problems()
returns table (rule text, severity text, account_id text, subject text, message text, details jsonb)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
  v_settled boolean := coalesce((select w.resumed_at < now() - interval '10 minutes' from monitoring.watch w), false);
begin
  return query
  with rules as materialized (
    select r.rule, r.severity, r.threshold from monitoring.alert_rules r where r.enabled
  ), modules as materialized (
    select h.* from monitoring.read_module_health() h
  ), ended as materialized (
    -- The last word of each module.
    select m.module, m.account_id, m.failures_24h, m.late, r.run_id, r.error ->> 'code' as code,
      r.error ->> 'message' as message, r.error ->> 'hint' as hint
    from modules m
    cross join lateral (
      select r.* from sync.runs r
      where r.module = m.module and r.account_id = m.account_id and r.status <> 'running' and not r.dry_run
      order by r.started_at desc, r.run_id desc
      limit 1
    ) r
    where r.status = 'failed'
  ), failures as materialized (
    select e.*,
      case
        when e.code in ('gazelle_credential_refused', 'gazelle_not_connected', 'token_key_wrong') then 'token_refused'
        when e.code = 'gazelle_field_gone' then 'field_gone'
        when e.code in (
          'gazelle_unreachable', 'gazelle_timeout', 'gazelle_server_error', 'gazelle_throttled', 'gazelle_answer_unreadable'
        ) then 'gazelle_away'
        else 'run_failed'
      end as rule
    from ended e
  ), silence as materialized (
    select a.account_id, max(m.last_run_at) as last_run_at
    from sync.accounts a
    join modules m using (account_id)
    join rules u on u.rule = 'schedule_silent'
    where v_settled
    group by a.account_id, u.threshold
    having max(m.last_run_at) < now() - make_interval(mins => u.threshold::int) and not bool_or(m.running)
  ), found as (
    select f.rule, case when f.failures_24h > u.threshold or f.late then 'critical' end as severity, f.account_id, f.module as subject,
      format('%s: %s (%s, run %s). %s failures in 24 hours. %s', f.module, f.message, f.code, f.run_id, f.failures_24h, f.hint) as message,
      jsonb_build_object('runId', f.run_id, 'code', f.code, 'failures', f.failures_24h) as details
    from failures f
    join rules u on u.rule = 'run_failed'
    where f.rule = 'run_failed'

    union all
    select 'field_gone', null, f.account_id, f.module, format('%s: %s (run %s).', f.module, f.message, f.run_id),
      jsonb_build_object('runId', f.run_id)
    from failures f
    where f.rule = 'field_gone'

    union all
    -- One trouble outside, however many modules meet it.
    select f.rule, null, f.account_id, f.account_id,
      format('%s: %s.', string_agg(f.module, ', ' order by f.module), (array_agg(f.message order by f.run_id desc))[1]),
      jsonb_build_object('modules', jsonb_agg(f.module order by f.module), 'code', (array_agg(f.code order by f.run_id desc))[1])
    from failures f
    where f.rule = 'gazelle_away' or (
      f.rule = 'token_refused'
      and not exists (select from sync.credentials c where c.account_id = f.account_id and c.refused_at is not null)
    )
    group by f.rule, f.account_id

    union all
    select 'token_refused', null, c.account_id, c.account_id, format('The refresh token was refused at %s.', c.refused_at), '{}'
    from sync.credentials c
    where c.refused_at is not null

    union all
    -- A token is refreshed a day before its end, or in the last tenth of a short life.
    select 'token_ending', null, c.account_id, c.account_id, format('The token ends at %s.', c.expires_at),
      jsonb_build_object('expiresAt', c.expires_at)
    from sync.credentials c
    join rules u on u.rule = 'token_ending'
    where c.refused_at is null
      and c.expires_at - now() < least(interval '1 day', (c.expires_at - c.updated_at) / 10) * (u.threshold / 100)::float8

    union all
    select 'schedule_silent', null, s.account_id, s.account_id,
      format('The last run of account %s began at %s.', s.account_id, s.last_run_at), jsonb_build_object('lastRunAt', s.last_run_at)
    from silence s

    union all
    select 'stale', null, m.account_id, m.module,
      case
        when m.last_success_at is null then format('%s has never been synced to its end.', m.module)
        else format(
          '%s was last synced %s ago; its target is %s.', m.module,
          date_trunc('minute', now() - m.last_success_at), m.fresh_within
        )
      end,
      jsonb_build_object('lastSuccessAt', m.last_success_at, 'freshWithin', m.fresh_within)
    from modules m
    join sync.accounts a using (account_id)
    join rules u on u.rule = 'stale'
    where v_settled
      and now() - coalesce(m.last_success_at, a.created_at) > m.fresh_within * u.threshold::float8
      -- What another alert already says is not said twice.
      and not exists (select from failures f where f.module = m.module and f.account_id = m.account_id)
      and not exists (select from silence s where s.account_id = m.account_id)
      and not exists (select from sync.credentials c where c.account_id = m.account_id and c.refused_at is not null)
      -- A full sweep at work is what makes it fresh; run_slow watches over its length.
      and not exists (
        select from sync.runs r
        where r.run_id = m.run_id and m.running and r.mode = 'full' and r.started_at > now() - interval '6 hours'
      )

    union all
    select 'error_share', case when s.bad >= s.fetched * 0.5 then 'critical' end, s.account_id, s.module,
      format('%s: %s of %s records of the last hour (%s %%).', s.module, s.bad, s.fetched, round(100.0 * s.bad / s.fetched, 1)),
      jsonb_build_object('records', s.bad, 'fetched', s.fetched)
    from (
      select r.module, r.account_id,
        sum(coalesce(l.fetched, r.fetched)) as fetched,
        sum(coalesce(l.bad, r.rejected + r.null_nodes + r.api_errors)) as bad
      from (
        select * from sync.runs e where e.started_at > now() - interval '1 hour'
        union all
        select * from sync.runs e where e.started_at <= now() - interval '1 hour' and e.status = 'running'
      ) r
      left join lateral (
        select sum(n.fetched) as fetched, sum(n.rejected + n.null_nodes + n.api_errors) as bad
        from sync.lanes n
        where n.run_id = r.run_id and r.status = 'running'
      ) l on true
      where not r.dry_run
      group by r.module, r.account_id
    ) s
    join rules u on u.rule = 'error_share'
    -- One bad row of three is a bad row, not a share.
    where s.fetched >= 20 and 100 * s.bad > u.threshold * s.fetched

    union all
    select 'sweep_short', null, m.account_id, m.module,
      case
        when s.seen = 0 then format('%s: the full sweep (run %s) fetched nothing.', m.module, r.run_id)
        else format('%s: the full sweep (run %s) saw %s of %s records.', m.module, r.run_id, s.seen, t.total)
      end,
      jsonb_build_object('runId', r.run_id, 'seen', s.seen, 'totalCount', t.total)
    from modules m
    join rules u on u.rule = 'sweep_short'
    cross join lateral (
      select r.run_id from sync.runs r
      where r.module = m.module and r.account_id = m.account_id and r.mode = 'full' and r.since is null and r.until is null
        and r.status in ('success', 'partial') and not r.dry_run
      order by r.started_at desc, r.run_id desc
      limit 1
    ) r
    cross join lateral (select coalesce(sum(l.seen), 0) as seen from sync.lanes l where l.run_id = r.run_id) s
    cross join lateral (select monitoring.sweep_total(r.run_id) as total) t
    where 100 * s.seen < u.threshold * t.total
      or (s.seen = 0 and exists (
        select from sync.runs e
        where e.module = m.module and e.account_id = m.account_id and e.run_id < r.run_id and e.fetched > 0
      ))

    union all
    select 'run_slow', null, r.account_id, r.module,
      format('%s: run %s (%s) has taken %s; usual is %s.', r.module, r.run_id, r.mode, date_trunc('second', now() - r.started_at),
        date_trunc('second', h.usual)),
      jsonb_build_object('runId', r.run_id, 'usualSeconds', round(extract(epoch from h.usual)))
    from sync.runs r
    join rules u on u.rule = 'run_slow'
    cross join lateral (
      select percentile_cont(0.5) within group (order by p.duration) as usual, count(*) as known
      from (
        select p.finished_at - p.started_at as duration
        from sync.runs p
        where p.module = r.module and p.account_id = r.account_id and p.mode = r.mode and p.status = 'success' and not p.dry_run
        order by p.finished_at desc
        limit 20
      ) p
    ) h
    where r.status = 'running' and h.known >= 3
      and now() - r.started_at > greatest(h.usual * u.threshold::float8, interval '5 minutes')

    union all
    select 'deletion_held', null, d.account_id, d.module,
      format('%s records of %s are no longer in Gazelle, more than may be deleted at once.', count(*), d.module),
      jsonb_build_object('records', count(*))
    from sync.missing d
    where d.status = 'held'
    group by d.account_id, d.module

    union all
    select 'placeholders_stay', null, p.account_id, e.entity,
      format('%s of %s, the oldest since %s (%s).', p.records, e.entity, date_trunc('minute', p.since), p.example),
      jsonb_build_object('records', p.records, 'example', p.example)
    from (
      select m.tableoid, m.account_id, count(*) as records, min(m.created_at) as since,
        (array_agg(m.id order by m.created_at, m.id))[1] as example
      from reconcile.mirror m
      join rules u on u.rule = 'placeholders_stay'
      where m.is_placeholder and m.deleted_at is null and m.created_at < now() - make_interval(hours => u.threshold::int)
      group by 1, 2
    ) p
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = p.tableoid

    union all
    select 'rejects_stay', null, w.account_id, m.module,
      format('%s records of %s, the oldest since %s (%s).', w.records, m.module, date_trunc('minute', w.since), w.example),
      jsonb_build_object('records', w.records, 'example', w.example)
    from (
      select s.tableoid, s.account_id, count(*) as records, min(s.fetched_at) as since, min(s.external_id collate "C") as example
      from staging.records s
      join rules u on u.rule = 'rejects_stay'
      where s.status <> 'promoted' and s.gone_at is null and s.fetched_at < now() - make_interval(hours => u.threshold::int)
      group by 1, 2
    ) w
    join sync.modules m on format('staging.%I', 'stg_' || m.module)::regclass = w.tableoid

    union all
    select 'channel_failing', null, null, c.channel, format('%s has failed since %s: %s', c.channel, c.failing_since, c.last_error), '{}'
    from monitoring.channels c
    join rules u on u.rule = 'channel_failing'
    where c.failing_since < now() - make_interval(mins => u.threshold::int)
  )
  select f.rule, coalesce(f.severity, u.severity), f.account_id, f.subject, f.message, f.details
  from found f
  join rules u on u.rule = f.rule;
end;
$$;

comment on function monitoring.find_problems() is
  'What the rules that are on find now, one row a problem. Read it to see what would alarm; it changes nothing.';
