-- A person decides what the rules leave open.

create function reconcile.decide_match(
  p_kind text,
  p_key text,
  p_id text default null,
  p_account text default 'main',
  p_by text default null,
  p_reason text default null
)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_is_known boolean := p_id is null;
begin
  perform from reconcile.legacy_references r where r.account_id = p_account and r.kind = p_kind and r.legacy_key = p_key;
  if not found then
    raise exception 'there is no % reference %', p_kind, p_key
      using errcode = 'GZ405', hint = 'See reconcile.legacy_references.';
  end if;
  if p_id is not null then
    execute format('select exists (select from gazelle.%I t where t.id = $1 and t.account_id = $2)', p_kind || 's')
    into v_is_known using p_id, p_account;
  end if;
  if not v_is_known then
    raise exception 'there is no % %', p_kind, p_id
      using errcode = 'GZ405', hint = 'Give the id of a record in production, or none when it means no record of Gazelle''s.';
  end if;

  insert into reconcile.match_decisions as d (account_id, kind, legacy_key, matched_id, decided_by, reason)
  values (p_account, p_kind, p_key, p_id, coalesce(p_by, current_user), p_reason)
  on conflict (account_id, kind, legacy_key) do update
  set matched_id = excluded.matched_id, decided_by = excluded.decided_by, reason = excluded.reason, decided_at = now();

  update reconcile.legacy_references r
  set matched_id = p_id, method = 'decision', score = null, matched_at = now()
  where r.account_id = p_account and r.kind = p_kind and r.legacy_key = p_key;
  return format('%s %s is %s.', p_kind, p_key, coalesce(p_id, 'none of Gazelle''s'));
end;
$$;

comment on function reconcile.decide_match(text, text, text, text, text, text) is
  'A person decides which record a reference means; p_id null: none. Stored, and changed by deciding again. Raises GZ405 when reference or record is unknown.';
