-- Placeholders of what Gazelle cannot be asked for by its id: a whole sweep that does not list one is all that can be known. An old invoice
-- refers to a service that is in no list any more.

create function sync.lists_all(p_run sync.runs)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  -- To one who sees less than everything, what is hidden looks gone. A placeholder may stand behind any hole, also where a person has
  -- acknowledged it, and behind what came as null or without an id; an answer without any record is more likely a fault.
  select p_run.mode = 'full' and p_run.complete and not p_run.dry_run and p_run.since is null and p_run.until is null
    and p_run.watermark <= clock_timestamp()
    and exists (
      select from sync.callers c where c.account_id = p_run.account_id and c.is_full_admin and c.unanswered_since is null
    )
    and not exists (
      select from sync.holes h
      where h.account_id = p_run.account_id and h.module = p_run.module and h.closed_at is null and h.kind <> 'apart'
    )
    and coalesce(
      (select sum(l.seen) > 0 and sum(l.without_id) = 0 and bool_and(l.agreed) from sync.lanes l where l.run_id = p_run.run_id), false
    );
end;

comment on function sync.lists_all(sync.runs) is
  'Whether a sweep that is over has shown everything of its module to a full administrator, so that what no list of it has is not there.';

create function sync.end_unlisted_placeholders(p_run sync.runs)
returns int
language plpgsql
set search_path = ''
as $$
begin
  if not sync.lists_all(p_run) then
    return 0;
  end if;
  return reconcile.delete_placeholders(
    p_run.module, p_run.account_id, p_run.watermark, (select m.by_id from sync.modules m where m.module = p_run.module)
  );
end;
$$;

comment on function sync.end_unlisted_placeholders(sync.runs) is
  'Marks as deleted the placeholders that a whole sweep did not list and that were there when it began, where Gazelle has no query by their id (reconcile.delete_placeholders); answers how many.';
