-- A raw record holds personal data: a role that may only read the views does not get it.

create function monitoring.read_raw(p_module text, p_id text, p_account text default 'main')
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_raw jsonb;
begin
  if not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', p_module using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
  execute format(
    'select s.raw_data from staging.%I s where s.account_id = $1 and s.external_id = $2 and s.issues is not null',
    'stg_' || p_module
  ) into v_raw using p_account, p_id;
  return v_raw;
end;
$$;

comment on function monitoring.read_raw(text, text, text) is
  'A record as Gazelle gave it, shown beside its issues; null for one without issues. A role that may only read the views does not get it: it holds personal data.';

revoke execute on function monitoring.read_raw(text, text, text) from authenticated;
