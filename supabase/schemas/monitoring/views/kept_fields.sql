-- Protected fields that Gazelle gives as blank: a policy keeps what production has, until a person accepts the blank.

create function monitoring.read_kept_fields()
returns table (entity text, account_id text, id text, field text, value text, since timestamptz)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
  v_field record;
begin
  for v_field in
    select distinct k.entity, k.field
    from reconcile.kept_fields k
    join reconcile.field_policies p using (entity, field)
    where p.policy = 'keep'
    order by 1, 2
  loop
    return query execute format(
      'select k.entity, k.account_id, k.external_id, k.field, t.%2$I::text, k.since
       from reconcile.kept_fields k
       join gazelle.%1$I t on t.id = k.external_id and t.account_id = k.account_id
       where k.entity = %1$L and k.field = %2$L and t.deleted_at is null and k.account_id = any ($1)
       order by k.since desc, k.external_id
       limit 1000', v_field.entity, v_field.field
    ) using gazelle.member_accounts();
  end loop;
end;
$$;

comment on function monitoring.read_kept_fields() is 'Reads monitoring.kept_fields.';

create view monitoring.kept_fields with (security_invoker = on) as
select * from monitoring.read_kept_fields();

comment on view monitoring.kept_fields is
  'Values that production keeps although Gazelle gives a blank (policy keep), the last thousand of each field. To empty one: monitoring.accept_blanks, or gazelle kept accept.';
comment on column monitoring.kept_fields.value is 'What production has.';
comment on column monitoring.kept_fields.since is 'When the blank came.';

grant execute on function monitoring.read_kept_fields() to authenticated;
grant select on monitoring.kept_fields to authenticated;
