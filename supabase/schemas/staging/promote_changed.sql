-- Promotion follows staging in the same transaction, for all rows of a statement at once.

create function staging.promote_inserted()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_account text;
  v_ids text[];
  v_is_noted boolean;
begin
  for v_account, v_ids, v_is_noted in
    select f.account_id, array_agg(f.external_id), bool_and(f.status = 'promoted' and f.issues is null and f.last_error is null and f.has_plain_text)
    from fresh f
    where f.status <> 'rejected'
    group by f.account_id
  loop
    perform reconcile.promote(tg_argv[0], v_account, v_ids, v_is_noted);
  end loop;
  return null;
end;
$$;

comment on function staging.promote_inserted() is 'Promotes new staging rows as one set.';

create function staging.promote_updated()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_account text;
  v_ids text[];
  v_is_noted boolean;
begin
  -- Promotion's own updates of status and issues change no content and set no row to pending, so the recursion ends here.
  for v_account, v_ids, v_is_noted in
    select f.account_id, array_agg(f.external_id), bool_and(f.status = 'promoted' and f.issues is null and f.last_error is null and f.has_plain_text)
    from fresh f
    join stale s using (account_id, external_id)
    where f.gone_at is null
      and (f.raw_data <> s.raw_data or (f.status = 'pending' and s.status <> 'pending') or s.gone_at is not null)
    group by f.account_id
  loop
    perform reconcile.promote(tg_argv[0], v_account, v_ids, v_is_noted);
  end loop;
  return null;
end;
$$;

comment on function staging.promote_updated() is
  'Promotes staging rows whose content changed, that returned after a soft delete, or that were set back to pending in Studio.';
