-- Erasing a person takes along what version 5 knew of them.

create function reconcile.erase_v5(p_account text, p_ids text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_values int;
  v_rows int;
  v_readings int;
begin
  delete from reconcile.v5_values v where v.account_id = p_account and v.source_id = any (p_ids);
  get diagnostics v_values = row_count;
  delete from reconcile.v5_rows r
  where r.account_id = p_account and (r.source_id = any (p_ids) or exists (select from jsonb_each_text(r.refers_to) f where f.value = any (p_ids)));
  get diagnostics v_rows = row_count;
  delete from reconcile.v5_readings r where r.account_id = p_account and (r.entry_id = any (p_ids) or r.source_id = any (p_ids));
  get diagnostics v_readings = row_count;
  delete from reconcile.v5_twins t where t.account_id = p_account and t.entry_id = any (p_ids);
  delete from reconcile.v5_placeholders p where p.account_id = p_account and p.id = any (p_ids);
  return jsonb_build_object('reconcile.v5_values', v_values, 'reconcile.v5_rows', v_rows, 'reconcile.v5_readings', v_readings);
end;
$$;

comment on function reconcile.erase_v5(text, text[]) is 'Removes what came from version 5 and is about these records; answers how many rows by table.';

create function reconcile.write_v5_rows(p_account text, p_rows jsonb)
returns void
language sql
set search_path = ''
begin atomic
  update reconcile.v5_rows v set data = r.data
  from jsonb_to_recordset(p_rows) r (source_table text, source_id text, data jsonb)
  where v.account_id = p_account and v.source_table = r.source_table and v.source_id = r.source_id;
end;

comment on function reconcile.write_v5_rows(text, jsonb) is 'Gives rows that came from version 5 other data: [{"source_table", "source_id", "data"}].';
