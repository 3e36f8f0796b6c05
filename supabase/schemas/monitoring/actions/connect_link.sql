-- Button: a link with which a full administrator at Gazelle connects an account again.

create function monitoring.connect_link(p_account text default 'main')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_url text := (select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'gazelle_functions_url');
  v_link jsonb;
begin
  if v_url is null then
    raise exception 'Vault lacks gazelle_functions_url'
      using errcode = 'GZ424', hint = 'select sync.connect_functions(url, secret key);';
  end if;
  v_link := sync.create_connect_link(p_account);
  -- The token is told to the caller alone.
  perform monitoring.record_decision(v_by, 'connect_link', p_account, null, null, jsonb_build_object('outcome', 'linked'));
  return jsonb_build_object(
    'outcome', 'linked', 'url', v_url || '/gazelle-oauth/start?link=' || (v_link ->> 'token'), 'expiresAt', v_link -> 'expiresAt'
  );
end;
$$;

comment on function monitoring.connect_link(text) is
  'An administrator makes a link that connects the account to Gazelle again, once, within an hour: {outcome: linked, url, expiresAt}. For an account of which OAuth tokens are stored; an API key is replaced in the settings.';

grant execute on function monitoring.connect_link(text) to authenticated;
