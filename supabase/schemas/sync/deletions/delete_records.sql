-- A deletion is recorded with what the record was merged into; production itself is changed by reconcile.

create function sync.delete_records(
  p_module text, p_account text, p_ids text[], p_run bigint default null, p_asked_at timestamptz default clock_timestamp()
)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_newer text[];
  v_ids text[];
  v_deleted int;
begin
  -- A page that is being staged comes first.
  perform reconcile.lock_records(p_module, p_account, p_ids);
  -- What was staged since Gazelle was asked is there: it came back, and a later sweep asks again.
  execute format(
    'select array_agg(s.external_id) from staging.%I s
     where s.account_id = $1 and s.external_id = any ($2) and s.gone_at is null and s.fetched_at > $3
       and s.fetched_at <= clock_timestamp()', 'stg_' || p_module
  ) into v_newer using p_account, p_ids, p_asked_at;
  delete from sync.missing m
  where m.module = p_module and m.account_id = p_account and m.external_id = any (v_newer);
  v_ids := array(select i.id from unnest(p_ids) i (id) where i.id = any (v_newer) is not true);

  update sync.missing m
  set status = 'gone', held_because = null, resolved_at = now(), run_id = coalesce(p_run, m.run_id), last_error = null,
      successor_id = reconcile.successor_of(p_module, p_account, m.external_id)
  where m.module = p_module and m.account_id = p_account and m.external_id = any (v_ids) and m.status <> 'gone';
  get diagnostics v_deleted = row_count;
  perform reconcile.soft_delete(p_module, p_account, v_ids, p_asked_at);
  return v_deleted;
end;
$$;

comment on function sync.delete_records(text, text, text[], bigint, timestamptz) is
  'Soft-deletes records with their children (reconcile.soft_delete) and records what they were merged into; answers how many were not known to be gone. p_asked_at: when Gazelle was asked; content that came later stays.';
