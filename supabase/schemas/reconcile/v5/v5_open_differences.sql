-- What is left for a person to decide after a move.

create view reconcile.v5_open_differences with (security_invoker = on) as
select v.account_id, v.source_table, v.source_id, v.source_column, v.outcome as reason, v.value, v.found, v.accepted_by, v.accepted_at
from reconcile.v5_values v
where v.outcome in ('kept_here', 'no_record', 'unreadable', 'other_account')
union all
select r.account_id, r.source_table, r.source_id, f.key, 'unresolved', r.data -> f.key, null, r.accepted_by, r.accepted_at
from reconcile.v5_rows r
cross join lateral jsonb_each(r.refers_to) f
where f.value = 'null';

comment on view reconcile.v5_open_differences is
  'What no rule decides after a move: values for which production has another or no record, values and references that cannot be read. A person accepts them: `gazelle migrate-v5 --compare --accept`.';

create function reconcile.accept_v5(p_account text, p_by text)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_accepted int;
begin
  with open as (
    select o.* from reconcile.v5_open_differences o where o.account_id = p_account and o.accepted_at is null
  ), accepted_values as (
    update reconcile.v5_values v set accepted_by = p_by, accepted_at = now()
    from open o
    where v.account_id = p_account and (v.source_table, v.source_id, v.source_column) = (o.source_table, o.source_id, o.source_column)
  ), accepted_rows as (
    update reconcile.v5_rows r set accepted_by = p_by, accepted_at = now()
    where r.account_id = p_account and (r.source_table, r.source_id) in (select o.source_table, o.source_id from open o where o.reason = 'unresolved')
  )
  select count(*) into v_accepted from open;
  return v_accepted;
end;
$$;

comment on function reconcile.accept_v5(text, text) is
  'A person decides that what reconcile.v5_open_differences shows of an account may stay as it is; answers how many differences. p_by: who says so.';
