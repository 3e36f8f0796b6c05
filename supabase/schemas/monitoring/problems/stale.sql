-- Data that is older than its target, where no other alert explains it.

create function monitoring.find_stale(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, m.account_id, m.module,
    case
      when m.watermark is null then format('%s has never been synced to its end.', m.module)
      else format(
        '%s is known as it was %s ago; its target is %s.', m.module, date_trunc('minute', now() - m.watermark), m.fresh_within
      )
    end,
    jsonb_build_object('watermark', m.watermark, 'lastSuccessAt', m.last_success_at, 'freshWithin', m.fresh_within)
  from monitoring.read_module_runs() m
  join sync.accounts a using (account_id)
  where monitoring.is_grace_over()
    and now() - greatest(coalesce(m.watermark, a.created_at), a.resumed_at) > m.fresh_within * p_threshold::float8
    -- The alert about the module's failure, the silent schedule or the refused token explains it.
    and not exists (
      select from monitoring.read_failing_runs() f where f.module = m.module and f.account_id = m.account_id and not f.is_followed
    )
    and not exists (
      select from monitoring.alert_rules u cross join lateral monitoring.silent_accounts(u.threshold) s
      where u.rule = 'schedule_silent' and u.enabled and s.account_id = m.account_id
    )
    and not exists (select from sync.credentials c where c.account_id = m.account_id and c.refused_at is not null)
    -- A full sweep at work makes it fresh; run_slow watches over its length.
    and not exists (
      select from sync.runs r
      where r.run_id = m.run_id and m.phase in ('working', 'waiting') and r.mode = 'full' and r.started_at > now() - interval '6 hours'
    );
$$;

comment on function monitoring.find_stale(numeric) is 'Rule stale. p_threshold: times the freshness target.';
