-- A raw record beside its issues, for admins of the account only.

create function monitoring.read_record(p_module text, p_id text, p_account text default 'main')
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_record jsonb;
begin
  perform monitoring.require_admin(p_account);
  perform monitoring.require_module(p_module);
  execute format(
    'select jsonb_build_object(
       ''raw'', s.raw_data, ''issues'', coalesce(s.issues, ''[]''), ''status'', s.status, ''lastError'', s.last_error,
       ''kept'', (select to_jsonb(t) from gazelle.%I t where t.id = s.external_id and t.account_id = s.account_id and not t.is_placeholder)
     )
     from staging.%I s where s.account_id = $1 and s.external_id = $2',
    (select e.entity from reconcile.entities e where e.module = p_module order by e.list is not null, e.position limit 1), 'stg_' || p_module
  ) into v_record using p_account, p_id;
  return v_record;
end;
$$;

comment on function monitoring.read_record(text, text, text) is
  'For an administrator: a record as Gazelle gave it (raw), beside what is wrong in it (issues) and what production has of it (kept); null when there is none.';

grant execute on function monitoring.read_record(text, text, text) to authenticated;
