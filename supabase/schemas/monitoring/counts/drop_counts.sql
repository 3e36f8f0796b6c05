-- What was counted before an erasure is more than there is, and Gazelle may still have it: until the next sweep counts again, no count is shown.

create function monitoring.drop_counts()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  delete from monitoring.counts c
  using reconcile.entities e
  where c.account_id = new.account_id and c.module = e.module and new.counts ? ('gazelle.' || e.entity);
  return null;
end;
$$;

comment on function monitoring.drop_counts() is 'Drops the counts of modules from which an erasure removed rows; the next complete full sweep counts them again.';

create trigger drop_counts
after insert on sync.erasures
for each row
execute function monitoring.drop_counts();
