-- Records that wait or were refused are promoted again, at once.

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

create function reconcile.retry_all(p_module text, p_account text, p_ids text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_written int;
  v_left int;
begin
  v_written := reconcile.promote(p_module, p_account, p_ids, p_is_replay => true);
  execute format(
    'select count(*) from staging.%I where account_id = $1 and external_id = any ($2) and status <> ''promoted''', 'stg_' || p_module
  ) into v_left using p_account, p_ids;
  return jsonb_build_object('tried', cardinality(p_ids), 'promoted', cardinality(p_ids) - v_left, 'rejected', v_left, 'written', v_written);
end;
$$;

comment on function reconcile.retry_all(text, text, text[]) is
  'Promotes records again; answers how many were tried, are promoted, are still refused or waiting, and were written. The caller has called reconcile.refresh.';
