-- Promotion statements are kept and written anew when a view or a policy has changed.

create function reconcile.prepare(p_module text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update reconcile.entities e
  set promotion = p.statement
  from (
    select e.entity, reconcile.promotion_of(e.entity) as statement
    from reconcile.entities e
    where e.module = coalesce(p_module, e.module)
  ) p
  where p.entity = e.entity and e.promotion is distinct from p.statement;
end;
$$;

comment on function reconcile.prepare(text) is
  'Writes the promotion statements anew from views, foreign keys and policies. Called when a run begins and when a policy changes; writes only what differs.';

create function reconcile.policies_changed()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  update reconcile.entities set promotion = null where promotion is not null;
  return null;
end;
$$;

comment on function reconcile.policies_changed() is 'A changed policy counts from the next page on.';

create trigger policies_changed
after insert or update or delete or truncate on reconcile.field_policies
for each statement execute function reconcile.policies_changed();
