-- How SQL reaches an edge function: pg_net posts, Vault keeps the URL and the key.

create function sync.call_function(p_name text, p_body jsonb, p_trigger text)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_url text;
  v_key text;
begin
  select s.decrypted_secret into v_url from vault.decrypted_secrets s where s.name = 'gazelle_functions_url';
  select s.decrypted_secret into v_key from vault.decrypted_secrets s where s.name = 'gazelle_secret_key';
  if v_url is null or v_key is null then
    raise exception 'Vault lacks %', case when v_url is null then 'gazelle_functions_url' else 'gazelle_secret_key' end
      using errcode = 'GZ424', hint = 'select sync.connect_functions(url, secret key);';
  end if;
  -- pg_net sends the next calls when the slowest of these was answered: the function answers at once and goes on. A time-out of this
  -- request does not end a run; until then a function may start and wait for its turn at the database.
  return net.http_post(
    url := v_url || '/' || p_name,
    body := p_body,
    headers := jsonb_build_object(
      'Content-Type', 'application/json', 'apikey', v_key, 'x-triggered-by', p_trigger, 'Prefer', 'respond-async'
    ),
    timeout_milliseconds := 20000
  );
end;
$$;

comment on function sync.call_function(text, jsonb, text) is
  'Posts to an edge function after this transaction commits, with URL and key from Vault; answers pg_net''s request id. Runs as its owner: service_role reaches neither pg_net nor Vault.';

create function sync.call_if_connected(p_name text, p_trigger text)
returns text
language plpgsql
set search_path = ''
as $$
begin
  perform sync.call_function(p_name, '{}', p_trigger);
  return null;
exception
  when sqlstate 'GZ424' then
    return sqlerrm;
end;
$$;

comment on function sync.call_if_connected(text, text) is 'Posts to an edge function where Vault has its address; null then, else what is missing.';

create function sync.connect_functions(p_url text, p_secret_key text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_secret record;
  v_id uuid;
begin
  for v_secret in
    select *
    from (values
      ('gazelle_functions_url', rtrim(p_url, '/'), 'Where pg_cron finds the edge functions'),
      ('gazelle_secret_key', p_secret_key, 'Secret key that opens the edge functions')
    ) s (name, secret, description)
  loop
    select s.id into v_id from vault.decrypted_secrets s where s.name = v_secret.name;
    if v_id is null then
      perform vault.create_secret(v_secret.secret, v_secret.name, v_secret.description);
    else
      perform vault.update_secret(v_id, v_secret.secret);
    end if;
  end loop;
  return format('The schedule calls %s.', rtrim(p_url, '/'));
end;
$$;

comment on function sync.connect_functions(text, text) is 'Stores the functions'' URL and secret key in Vault, for the schedule. Safe to repeat.';
