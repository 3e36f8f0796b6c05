-- The end of connecting: tokens, whose they are, and the link, in one transaction.

create function sync.finish_connect(p_state_hash text, p_sealed text, p_expires_at timestamptz, p_caller jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_state sync.connect_states;
  v_link sync.connect_links;
begin
  -- Two browsers that come back with the same link follow each other here.
  select l.* into v_link
  from sync.connect_links l join sync.connect_states s using (link_id)
  where s.state_hash = p_state_hash
  for update of l;
  select * into v_state from sync.connect_states s where s.state_hash = p_state_hash;
  if v_state.connected_at is null then
    if v_state.taken_by is null or v_link.used_at is not null then
      raise exception 'the link was used meanwhile' using errcode = 'GZ410', hint = 'gazelle connect makes another one.';
    end if;
    perform sync.check_company(v_link.account_id, p_caller ->> 'companyId', p_caller ->> 'companyName');
    perform sync.store_credential(v_link.account_id, p_sealed, p_expires_at);
    perform sync.store_caller(v_link.account_id, p_caller, true, 'oauth');
    update sync.connect_links l set used_at = clock_timestamp() where l.link_id = v_link.link_id;
    update sync.connect_states s set connected_at = clock_timestamp() where s.state_hash = p_state_hash;
  end if;
  return (select jsonb_build_object('paused', a.paused_at is not null) from sync.accounts a where a.account_id = v_link.account_id);
end;
$$;

comment on function sync.finish_connect(text, text, timestamptz, jsonb) is
  'Stores the sealed tokens of a full administrator, p_caller with their company, and uses the link up. Refused for another company. Called again after a lost answer, it does nothing more.';
