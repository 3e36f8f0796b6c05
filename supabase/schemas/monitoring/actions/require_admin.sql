-- A signed-in user reads; only an administrator (app_metadata.role in the token, which only the project's owner can set)
-- or a secret key acts.

create function monitoring.require_admin()
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  if v_claims ->> 'role' = 'service_role' then
    return 'service_role';
  end if;
  if v_claims ->> 'role' = 'authenticated' and v_claims #>> '{app_metadata,role}' = 'admin' then
    return coalesce(nullif(v_claims ->> 'email', ''), v_claims ->> 'sub', 'an administrator');
  end if;
  raise exception 'only an administrator may do this'
    using errcode = '42501', hint = 'Set app_metadata.role to admin for this user in Supabase Auth, then sign in again.';
end;
$$;

comment on function monitoring.require_admin() is
  'Who acts, by the request''s token: an administrator''s e-mail or id, or service_role. Any other caller is refused.';

create function monitoring.record_decision(p_by text, p_action text, p_account text, p_module text, p_about text, p_outcome jsonb)
returns jsonb
language sql
set search_path = ''
begin atomic
  insert into monitoring.decisions (decided_by, action, account_id, module, about, outcome)
  values (p_by, p_action, p_account, p_module, p_about, p_outcome)
  returning outcome;
end;

comment on function monitoring.record_decision(text, text, text, text, text, jsonb) is 'Notes a decision and answers its outcome.';

create function monitoring.require_module(p_module text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', coalesce(p_module, 'null') using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
end;
$$;

comment on function monitoring.require_module(text) is 'Refuses a name that is no module''s, before it becomes part of a table''s.';
