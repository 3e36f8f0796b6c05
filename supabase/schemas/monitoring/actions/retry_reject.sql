-- Buttons: promote refused records again.

create function monitoring.retry_reject(p_module text, p_id text, p_account text default 'main')
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_status text;
begin
  perform monitoring.require_module(p_module);
  v_status := reconcile.retry(p_module, p_account, p_id);
  if v_status is null then
    raise exception 'no record % of %', p_id, p_module
      using errcode = 'GZ405', hint = 'It may have left Gazelle since; the next full sync shows it.';
  end if;
  return monitoring.record_decision(v_by, 'retry_reject', p_account, p_module, p_id, jsonb_build_object('outcome', v_status));
end;
$$;

comment on function monitoring.retry_reject(text, text, text) is
  'An administrator promotes one refused record again. Answers {outcome: promoted, rejected or pending}.';

create function monitoring.retry_rejects(p_module text, p_account text default 'main')
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_result jsonb;
begin
  perform monitoring.require_module(p_module);
  v_result := reconcile.run(p_module, p_account);
  return monitoring.record_decision(v_by, 'retry_rejects', p_account, p_module, null, v_result || '{"outcome": "retried"}');
end;
$$;

comment on function monitoring.retry_rejects(text, text) is
  'An administrator promotes a module''s waiting records again, the longest waiting thousand. Answers how many were tried, promoted, rejected.';

grant execute on function monitoring.retry_reject(text, text, text) to authenticated;
grant execute on function monitoring.retry_rejects(text, text) to authenticated;
