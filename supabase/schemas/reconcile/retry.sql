-- One record that waits or was refused is promoted again, at once.

create function reconcile.retry(p_module text, p_account text, p_id text)
returns text
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_status text;
begin
  perform reconcile.refresh(p_module);
  perform reconcile.promote(p_module, p_account, array[p_id], p_is_replay => true);
  execute format('select s.status from staging.%I s where s.account_id = $1 and s.external_id = $2', 'stg_' || p_module)
  into v_status using p_account, p_id;
  return v_status;
end;
$$;

comment on function reconcile.retry(text, text, text) is
  'Promotes one record again; answers promoted, rejected or pending, and null when it is not staged.';
