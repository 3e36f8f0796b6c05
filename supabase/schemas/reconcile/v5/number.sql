-- Numbers for the records that version 5 has not numbered: programs written for it know clients and pianos by one.

create function reconcile.number_records(p_account text)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_numbered int;
begin
  insert into reconcile.v5_serials (account_id, entity, id)
  select r.account_id, r.entity, r.id
  from (
    select c.account_id, 'clients'::text as entity, c.id from gazelle.clients c
    union all
    select p.account_id, 'pianos'::text, p.id from gazelle.pianos p
  ) r
  where r.account_id = p_account
    and not exists (select from reconcile.v5_serials s where s.account_id = r.account_id and s.entity = r.entity and s.id = r.id)
  order by r.entity, r.id
  on conflict do nothing;
  get diagnostics v_numbered = row_count;
  return v_numbered;
end;
$$;

comment on function reconcile.number_records(text) is
  'Numbers the clients and pianos of an account that have no number of version 5, from 1000000000 on, which version 5 does not reach; answers how many. New ones are numbered as they come, once one is.';

create function reconcile.number_inserted()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into reconcile.v5_serials (account_id, entity, id)
  select n.account_id, tg_table_name::text, n.id
  from inserted n
  where exists (select from reconcile.v5_serials s where s.account_id = n.account_id)
  order by n.id
  on conflict do nothing;
  return null;
end;
$$;

comment on function reconcile.number_inserted() is
  'Numbers new clients and pianos of an account that has numbers of version 5; of any other account it writes nothing, and of an unchanged sync neither.';
