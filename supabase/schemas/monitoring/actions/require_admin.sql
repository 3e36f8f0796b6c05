-- A member reads; only an admin of the account, or a secret key, acts.

create function monitoring.require_admin(p_account text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_name text := coalesce(nullif(v_claims ->> 'email', ''), gazelle.signed_in_user());
begin
  if v_claims ->> 'role' = 'service_role' then
    return 'service_role';
  end if;
  if gazelle.signed_in_user() is not null
    and (p_account = any (gazelle.member_accounts('admin')) or (p_account is null and gazelle.is_member_of_all('admin'))) then
    return v_name;
  end if;
  -- The same words for what is another account's and for what is not there.
  raise exception 'only an admin of the account that this is about may do it'
    using errcode = '42501',
      hint = format('The owner of the project makes one: gazelle members add %s --role admin (with several companies: --account).', coalesce(v_name, '<e-mail>'));
end;
$$;

comment on function monitoring.require_admin(text) is
  'Who acts, by the request''s token: the e-mail or id of an admin of the account, or service_role. Any other caller is refused, in the same words whether or not what it is about exists. Null: what is about all accounts, or is not there; an admin of all of them.';

create function monitoring.record_decision(p_by text, p_action text, p_account text, p_module text, p_about text, p_outcome jsonb)
returns jsonb
language sql
set search_path = ''
begin atomic
  insert into monitoring.decisions (decided_by, action, account_id, module, about, outcome)
  values (sync.fit_text(p_by), p_action, p_account, p_module, sync.fit_text(p_about), p_outcome)
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
