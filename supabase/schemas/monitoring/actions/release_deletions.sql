-- Buttons: release held deletions, or dismiss them.

create function monitoring.release_deletions(p_module text, p_account text default 'main', p_ids text[] default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_count int;
begin
  perform monitoring.require_module(p_module);
  v_count := sync.release_deletions(p_module, p_account, p_ids, v_by);
  return monitoring.record_decision(
    v_by, 'release_deletions', p_account, p_module, array_to_string(p_ids[1:10], ', '),
    jsonb_build_object('outcome', 'released', 'records', v_count)
  );
end;
$$;

comment on function monitoring.release_deletions(text, text, text[]) is
  'An administrator releases held deletions (sync.release_deletions). Answers how many.';

create function monitoring.dismiss_deletions(p_module text, p_account text default 'main', p_ids text[] default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_count int;
begin
  perform monitoring.require_module(p_module);
  -- Without ids, all that are held: a released deletion stays released.
  v_count := sync.dismiss_deletions(
    p_module, p_account,
    coalesce(p_ids, array(
      select m.external_id from sync.missing m where m.module = p_module and m.account_id = p_account and m.status = 'held'
      union all
      select v.external_id
      from reconcile.missing_children v
      join reconcile.entities e using (entity)
      where e.module = p_module and v.account_id = p_account and v.status = 'held'
    )),
    v_by
  );
  return monitoring.record_decision(
    v_by, 'dismiss_deletions', p_account, p_module, array_to_string(p_ids[1:10], ', '),
    jsonb_build_object('outcome', 'dismissed', 'records', v_count)
  );
end;
$$;

comment on function monitoring.dismiss_deletions(text, text, text[]) is
  'An administrator dismisses held deletions, so that the records stay (sync.dismiss_deletions). Answers how many.';

grant execute on function monitoring.release_deletions(text, text, text[]) to authenticated;
grant execute on function monitoring.dismiss_deletions(text, text, text[]) to authenticated;
