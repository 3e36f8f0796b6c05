-- Deletions that a person must release or dismiss.

create function monitoring.find_deletion_held()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, d.account_id, d.module,
    format('%s records of %s are no longer in Gazelle, more than may be deleted at once.', count(*), d.module),
    jsonb_build_object('records', count(*))
  from sync.missing d
  where d.status = 'held'
  group by d.account_id, d.module;
$$;

comment on function monitoring.find_deletion_held() is 'Rule deletion_held: one problem a module.';
