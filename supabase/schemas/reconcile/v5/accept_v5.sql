-- A person decides that what no rule explains may stay as it is.

create function reconcile.accept_v5(p_account text, p_by text)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_values int;
  v_rows int;
begin
  update reconcile.v5_values v set accepted_by = p_by, accepted_at = now()
  where v.account_id = p_account and v.is_open and v.accepted_at is null;
  get diagnostics v_values = row_count;
  update reconcile.v5_rows r set accepted_by = p_by, accepted_at = now()
  where r.account_id = p_account and r.is_open and r.accepted_at is null;
  get diagnostics v_rows = row_count;
  return v_values + v_rows;
end;
$$;

comment on function reconcile.accept_v5(text, text) is 'Accepts what reconcile.v5_open shows of an account; answers how many values and rows. p_by: who says so.';
