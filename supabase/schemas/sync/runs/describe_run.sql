-- A run as JSON: for the worker of a slice, and as the function's answer at the end.

create function sync.describe_run(p_run bigint, p_outcome text)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  select jsonb_build_object(
    'outcome', p_outcome,
    'runId', r.run_id,
    'lease', r.lease,
    'module', r.module,
    'account', r.account_id,
    'mode', r.mode,
    'window', r."window",
    'since', r.since,
    'until', r.until,
    'watermark', r.watermark,
    'dryRun', r.dry_run,
    'asksCaller', sync.asks_caller(r, p_outcome),
    'askedCredential', c.credential,
    'hasCompany', c.company_id is not null,
    'timeZone', a.time_zone,
    'pageSize', a.page_size,
    'knownHoles', coalesce(
      (
        select jsonb_agg(jsonb_build_object('kind', h.kind, 'id', h.external_id, 'place', h.place, 'path', h.path))
        from (
          select h.*
          from sync.hole_fields(r.account_id, r.module) f
          cross join lateral (
            select *
            from sync.holes o
            where o.account_id = r.account_id and o.module = r.module and o.kind = f.kind and o.field = f.field and o.closed_at is null
            order by o.last_seen_at desc
            limit 1000
          ) h
          -- What a page steps around is known by its id.
          where not f.is_widespread or f.kind in ('record', 'apart')
          order by f.kind in ('record', 'apart') desc, h.last_seen_at desc
          limit 1000
        ) h
      ),
      '[]'
    ),
    'knownFields', coalesce(
      (
        select jsonb_agg(jsonb_build_object('kind', f.kind, 'field', f.field))
        from sync.hole_fields(r.account_id, r.module) f
        where f.is_widespread
      ),
      '[]'
    ),
    'lanes', coalesce(
      (
        select jsonb_object_agg(
          l.lane, jsonb_build_object(
            'cursor', l.cursor, 'page', l.page, 'finished', l.finished_at is not null
          )
        )
        from sync.lanes l
        where l.run_id = r.run_id
      ),
      '{}'
    )
  )
  from sync.runs r
  join sync.accounts a using (account_id)
  left join sync.callers c using (account_id)
  where r.run_id = p_run;
end;

comment on function sync.describe_run(bigint, text) is 'What a slice must know of its run, as JSON.';

create function sync.describe_busy(p_run sync.runs)
returns jsonb
language sql
immutable
set search_path = ''
return jsonb_build_object('outcome', 'busy', 'runId', p_run.run_id, 'mode', p_run.mode, 'asOf', p_run.watermark);

comment on function sync.describe_busy(sync.runs) is 'The answer to a caller that finds a run at work.';

create function sync.count_due(p_module text, p_account text)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
begin
  return (select count(*) from sync.missing m where m.module = p_module and m.account_id = p_account and m.status = 'due');
end;
$$;

comment on function sync.count_due(text, text) is 'Missing records that are still to be asked for.';

create function sync.report_run(p_run bigint)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  select jsonb_build_object(
    'runId', r.run_id,
    'module', r.module,
    'mode', r.mode,
    'status', r.status,
    'asOf', r.watermark,
    'complete', r.complete,
    'pages', coalesce(s.pages, 0),
    'apiCalls', coalesce(s.api_calls, 0),
    'fetched', coalesce(s.fetched, 0),
    'changed', coalesce(s.changed, 0),
    'promoted', coalesce(s.promoted, 0),
    'rejected', coalesce(s.rejected, 0),
    'placeholders', coalesce(s.placeholders, 0),
    'deleted', r.deleted,
    'heldBack', r.held_back,
    'due', sync.count_due(r.module, r.account_id),
    'durationMs', round(extract(epoch from coalesce(r.finished_at, clock_timestamp()) - r.started_at) * 1000)
  )
  from sync.runs r
  left join sync.run_totals s using (run_id)
  where r.run_id = p_run;
end;

comment on function sync.report_run(bigint) is 'A run''s counters as the functions answer them.';
