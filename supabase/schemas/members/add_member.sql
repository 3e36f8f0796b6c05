-- Only the secret key and the owner change members: `gazelle members`.

create function sync.add_member(p_account text, p_user uuid, p_role text default null)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_before text;
  v_role text;
begin
  perform sync.check_account(p_account);
  if p_role not in ('reader', 'admin') then
    raise exception 'unknown role %', p_role using errcode = 'GZ400', hint = 'reader reads; admin also acts in the dashboard.';
  end if;
  select m.role into v_before from gazelle.members m where m.account_id = p_account and m.user_id = p_user for update;
  v_role := coalesce(p_role, v_before, 'reader');
  insert into gazelle.members as m (account_id, user_id, role) values (p_account, p_user, v_role)
  on conflict (account_id, user_id) do update set role = excluded.role where m.role <> excluded.role;
  return jsonb_build_object(
    'outcome', case when v_before is null then 'added' when v_before = v_role then 'unchanged' else 'changed' end, 'role', v_role
  );
end;
$$;

comment on function sync.add_member(text, uuid, text) is
  'Makes a user of Supabase Auth a member of an account, as reader or admin, or changes the role. Without a role a new member is a reader, and another stays what they are. Answers {"outcome": added, changed or unchanged, "role"}.';

create function sync.remove_member(p_account text, p_user uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform sync.check_account(p_account);
  delete from gazelle.members m where m.account_id = p_account and m.user_id = p_user;
  return found;
end;
$$;

comment on function sync.remove_member(text, uuid) is 'Ends a membership, from the next request on. False when there was none.';
