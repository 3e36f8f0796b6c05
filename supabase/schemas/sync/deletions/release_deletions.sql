-- The decision of a person on deletions that are held back.

create function sync.release_deletions(p_module text, p_account text default 'main', p_ids text[] default null, p_by text default null)
returns int
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_ids text[];
begin
  with released as (
    update sync.missing m
    set status = 'due', held_because = null, next_at = now(), decided_by = coalesce(p_by, current_user)
    where m.module = p_module and m.account_id = p_account and m.status = 'held'
      and (p_ids is null or m.external_id = any (p_ids))
    returning m.external_id
  )
  select array_agg(external_id) into v_ids from released;

  if v_ids is not null
    and not (select m.by_id from sync.modules m where m.module = p_module)
    and not exists (select from sync.callers c where c.account_id = p_account and not c.is_full_admin)
  then
    perform sync.delete_records(p_module, p_account, v_ids);
  end if;
  return coalesce(cardinality(v_ids), 0);
end;
$$;

comment on function sync.release_deletions(text, text, text[], text) is
  'Releases held deletions on a person''s decision. Where Gazelle has a query by id, or the credential is known to see less than all, each still waits for the module''s next run. Answers how many.';

create function sync.dismiss_deletions(p_module text, p_account text default 'main', p_ids text[] default null, p_by text default null)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_count int;
begin
  update sync.missing m
  set status = 'dismissed', held_because = null, decided_by = coalesce(p_by, current_user)
  where m.module = p_module and m.account_id = p_account and m.status in ('held', 'due') and m.reason = 'unseen'
    and (p_ids is null or m.external_id = any (p_ids));
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

comment on function sync.dismiss_deletions(text, text, text[], text) is
  'Dismisses held deletions on a person''s decision: the records stay, although Gazelle does not list them. Answers how many.';
