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

create function monitoring.retry_rejects(
  p_module text, p_account text default 'main', p_rule text default null, p_field text default null, p_after text default ''
)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_ids text[];
begin
  perform monitoring.require_module(p_module);
  perform reconcile.refresh(p_module);
  execute format(
    'select coalesce(array_agg(w.external_id order by w.external_id), ''{}'') from (
       select s.external_id
       from staging.%I s
       where s.account_id = $1 and s.status <> ''promoted'' and s.gone_at is null and s.external_id > coalesce($2, '''')
         and ($3 is null or s.issues is not null and monitoring.cause_of(s.issues) @> jsonb_strip_nulls(jsonb_build_object(''rule'', $3, ''field'', $4)))
       order by s.external_id
       limit 1000
     ) w', 'stg_' || p_module
  ) into v_ids using p_account, p_after, p_rule, p_field;
  return monitoring.record_decision(
    v_by, 'retry_rejects', p_account, p_module, concat_ws(' ', p_rule, p_field),
    reconcile.retry_all(p_module, p_account, v_ids) || jsonb_build_object('outcome', 'retried')
    || case when cardinality(v_ids) = 1000 then jsonb_build_object('after', v_ids[1000]) else '{}'::jsonb end
  );
end;
$$;

comment on function monitoring.retry_rejects(text, text, text, text, text) is
  'An administrator promotes a module''s waiting records again, a thousand at a time in the order of their ids; with p_rule only those refused for it (a group of monitoring.reject_groups). Answers {outcome: retried, tried, promoted, rejected, written}, and after where more may follow: the next call''s p_after.';

grant execute on function monitoring.retry_reject(text, text, text) to authenticated;
grant execute on function monitoring.retry_rejects(text, text, text, text, text) to authenticated;
