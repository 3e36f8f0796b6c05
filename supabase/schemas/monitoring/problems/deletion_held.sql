-- Deletions that a person must release or dismiss.

create function monitoring.find_deletion_held()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, d.account_id, d.module,
    concat_ws(
      ' ',
      case when d.others > 0 then format('%s records of %s are no longer in Gazelle, more than may be deleted at once.', d.others, d.module) end,
      case when d.children > 0 then format(
        '%s %s of %s are no longer in their lists, more than may be deleted at once (%s).', d.children, d.entities, d.module, d.child
      ) end,
      case when d.errors > 0 then format(
        '%s records of %s are not in Gazelle''s list, and it answers each look-up with an error: %s (%s).', d.errors, d.module, d.example, d.error
      ) end
    ),
    jsonb_build_object('records', d.others + d.children + d.errors, 'errors', d.errors)
  from (
    select
      m.account_id, m.module,
      count(*) filter (where m.held_because = 'error') as errors,
      count(*) filter (where m.entity is null and m.held_because is distinct from 'error') as others,
      count(m.entity) as children,
      string_agg(distinct m.entity, ', ') as entities,
      min(m.external_id) filter (where m.entity is not null) as child,
      min(m.external_id) filter (where m.held_because = 'error') as example,
      min(m.last_error) filter (where m.held_because = 'error') as error
    from (
      select h.account_id, h.module, h.external_id, h.held_because, h.last_error, null as entity from sync.missing h where h.status = 'held'
      union all
      select v.account_id, e.module, v.external_id, null, null, v.entity
      from reconcile.missing_children v
      join reconcile.entities e using (entity)
      where v.status = 'held'
    ) m
    group by m.account_id, m.module
  ) d;
$$;

comment on function monitoring.find_deletion_held() is 'Rule deletion_held: one problem a module.';
