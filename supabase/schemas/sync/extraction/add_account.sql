-- A further company: its account and, if there is one already, its API key, in one transaction.

create function sync.add_account(
  p_account text, p_title text default null, p_time_zone text default 'America/Montreal', p_sealed_key text default null
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into sync.accounts (account_id, title, time_zone, paused_at)
  values (p_account, p_title, p_time_zone, case when p_sealed_key is null then now() end);
  if p_sealed_key is not null then
    perform sync.store_credential(p_account, p_sealed_key, p_kind => 'api_key');
  end if;
end;
$$;

comment on function sync.add_account(text, text, text, text) is
  'Adds an account. With a sealed API key the schedules sync it from now on; without a credential it is paused until sync.resume_account.';
