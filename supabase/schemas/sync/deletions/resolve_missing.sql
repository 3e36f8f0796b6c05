-- What Gazelle answered when missing records were looked up by id.

create function sync.resolve_missing(
  p_run bigint,
  p_lease uuid,
  p_gone text[],
  p_nodes jsonb,
  p_failed jsonb default '{}',
  p_api_calls int default 0,
  p_waited_ms int default 0
)
returns void
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_counts record;
  v_deleted int;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;

  select * into v_counts from sync.stage_nodes(v_run.module, v_run.account_id, p_run, p_nodes);
  v_deleted := sync.delete_records(v_run.module, v_run.account_id, p_gone, p_run);

  delete from sync.missing m
  using jsonb_array_elements(p_nodes) n (node)
  where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = n.node ->> 'id';

  -- A look-up that failed is repeated after a delay that doubles.
  update sync.missing m
  set attempts = m.attempts + 1,
      last_error = f.value #>> '{}',
      -- 2 ^ 11 minutes is more than a day.
      next_at = now() + least(interval '1 minute' * power(2, least(m.attempts, 11)), interval '1 day')
  from jsonb_each(p_failed) f
  where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = f.key;

  insert into sync.lanes as l (
    run_id, lane, finished_at, agreed, api_calls, waited_ms, fetched, changed, promoted, rejected, placeholders
  )
  values (
    p_run, 'missing', clock_timestamp(), true, p_api_calls, p_waited_ms, jsonb_array_length(p_nodes),
    v_counts.changed, v_counts.promoted, v_counts.rejected, v_counts.placeholders
  )
  on conflict (run_id, lane) do update
  set api_calls = l.api_calls + excluded.api_calls,
      waited_ms = l.waited_ms + excluded.waited_ms,
      fetched = l.fetched + excluded.fetched,
      changed = l.changed + excluded.changed,
      promoted = l.promoted + excluded.promoted,
      rejected = l.rejected + excluded.rejected,
      placeholders = l.placeholders + excluded.placeholders;

  update sync.runs r set deleted = r.deleted + v_deleted where r.run_id = p_run and v_deleted > 0;
end;
$$;

comment on function sync.resolve_missing(bigint, uuid, text[], jsonb, jsonb, int, int) is
  'Stores what Gazelle answered about missing records: p_gone are deleted, p_nodes were found (moved, or a placeholder''s own record) and are staged, p_failed {id: error} are looked up again later.';
