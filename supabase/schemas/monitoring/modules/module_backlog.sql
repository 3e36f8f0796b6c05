-- What waits in each module: for promotion, for repair, for a record from Gazelle, for a person.

create function monitoring.read_module_backlog()
returns table (module text, account_id text, pending bigint, rejected bigint, placeholders bigint, held_back bigint)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  -- PL/pgSQL keeps the plan for the session.
  return query
  -- offset 0 twice: without it the planner reads a whole table in the order of its key to spare a sort of nine rows.
  select b.module, b.account_id, sum(b.pending)::bigint, sum(b.rejected)::bigint, sum(b.placeholders)::bigint, sum(b.held_back)::bigint
  from (
    select m.module, w.account_id, w.pending, w.rejected, 0 as placeholders, 0 as held_back
    from (
      select s.tableoid, s.account_id, count(*) filter (where s.status = 'pending') as pending,
        count(*) filter (where s.status = 'rejected') as rejected
      from (
        select r.tableoid, r.account_id, r.status from staging.records r where r.status <> 'promoted' and r.gone_at is null offset 0
      ) s
      group by 1, 2
    ) w
    join sync.modules m on format('staging.%I', 'stg_' || m.module)::regclass = w.tableoid
    union all
    select u.module, u.account_id, 0, count(*), 0, 0 from sync.unidentified u group by 1, 2
    union all
    select e.module, p.account_id, 0, 0, p.placeholders, 0
    from (
      select m.tableoid, m.account_id, count(*) as placeholders
      from (
        select r.tableoid, r.account_id from reconcile.mirror r where r.is_placeholder and r.deleted_at is null offset 0
      ) m
      group by 1, 2
    ) p
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = p.tableoid
    union all
    select d.module, d.account_id, 0, 0, 0, count(*) from sync.missing d where d.status = 'held' group by 1, 2
  ) b
  group by 1, 2;
end;
$$;

comment on function monitoring.read_module_backlog() is
  'Counts by module and account, only where there is something: pending and rejected records, placeholders, deletions held back.';
