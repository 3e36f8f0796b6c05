-- A deletion is recorded with what the record was merged into; production itself is changed by reconcile.

create function sync.delete_records(p_module text, p_account text, p_ids text[], p_run bigint default null)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_deleted int;
begin
  update sync.missing m
  set status = 'gone', resolved_at = now(), run_id = coalesce(p_run, m.run_id), last_error = null,
      successor_id = reconcile.successor_of(p_module, p_account, m.external_id)
  where m.module = p_module and m.account_id = p_account and m.external_id = any (p_ids) and m.status <> 'gone';
  get diagnostics v_deleted = row_count;
  perform reconcile.soft_delete(p_module, p_account, p_ids);
  return v_deleted;
end;
$$;

comment on function sync.delete_records(text, text, text[], bigint) is
  'Soft-deletes records with their children (reconcile.soft_delete) and records what they were merged into; answers how many were not known to be gone.';
