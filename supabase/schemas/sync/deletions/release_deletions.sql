-- The decision of a person on deletions that are held back.

create function sync.release_deletions(p_module text, p_account text default 'main', p_ids text[] default null, p_by text default null)
returns int
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_count int;
begin
  -- Of these nothing is deleted here: the next run asks whose credential it is, and where it can whether Gazelle has each.
  update sync.missing m
  set status = 'due', held_because = null, next_at = now(), decided_by = coalesce(sync.fit_text(p_by, 100), current_user)
  where m.module = p_module and m.account_id = p_account and m.status = 'held'
    and (p_ids is null or m.external_id = any (p_ids));
  get diagnostics v_count = row_count;
  return v_count + reconcile.release_missing_children(p_module, p_account, p_ids);
end;
$$;

comment on function sync.release_deletions(text, text, text[], text) is
  'Releases held deletions on a person''s decision: the module''s next run deletes what it does not see, once a full administrator''s rights are known, and where Gazelle has a query by id each after a look-up. What lists in records no longer hold is deleted at once. Answers how many.';

create function sync.dismiss_deletions(p_module text, p_account text default 'main', p_ids text[] default null, p_by text default null)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_count int;
begin
  update sync.missing m
  set status = 'dismissed', held_because = null, decided_by = coalesce(sync.fit_text(p_by, 100), current_user)
  where m.module = p_module and m.account_id = p_account and m.status in ('held', 'due') and m.reason = 'unseen'
    and (p_ids is null or m.external_id = any (p_ids));
  get diagnostics v_count = row_count;
  return v_count + reconcile.dismiss_missing_children(p_module, p_account, p_ids, coalesce(sync.fit_text(p_by, 100), current_user));
end;
$$;

comment on function sync.dismiss_deletions(text, text, text[], text) is
  'Dismisses held deletions on a person''s decision: the records stay, although Gazelle does not list them. Answers how many.';
