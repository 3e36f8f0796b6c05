-- After the lanes of a sweep: records that it did not see are soft-deleted, held for a person, or looked up by id first.

create function sync.finish_sweep(p_run bigint, p_lease uuid, p_lanes text[], p_limit int default 100)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_is_by_id boolean;
  v_held int;
  v_deleted int := 0;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;
  select m.by_id into v_is_by_id from sync.modules m where m.module = v_run.module;
  if v_run.dry_run then
    return jsonb_build_object('due', '[]'::jsonb);
  end if;

  perform sync.forget_seen(p_run);
  if sync.proves_absence(p_run, p_lanes) then
    perform sync.record_unseen(p_run);
  end if;
  if v_run.mode = 'full' then
    perform sync.update_successors(v_run.module, v_run.account_id);
  end if;
  if v_is_by_id then
    perform sync.record_referenced(p_run);
  else
    v_deleted := coalesce(sync.delete_unseen(p_run), 0);
  end if;

  select count(*) into v_held
  from sync.missing m
  where m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'held';
  update sync.runs r
  set held_back = v_held, deleted = r.deleted + v_deleted
  where r.run_id = p_run and (r.held_back, r.deleted) is distinct from (v_held, r.deleted + v_deleted);

  return case
    when v_is_by_id then sync.due_look_ups(v_run.module, v_run.account_id, p_limit)
    else jsonb_build_object('due', '[]'::jsonb)
  end;
end;
$$;

comment on function sync.finish_sweep(bigint, uuid, text[], int) is
  'Ends the reading of a sweep: records what it proves to be missing, soft-deletes it where Gazelle has no query by id, and answers the ids to look up, with the records as they were last known.';

create function sync.delete_unseen(p_run bigint)
returns int
language sql
set search_path = ''
begin atomic
  select sync.delete_records(r.module, r.account_id, array_agg(m.external_id), p_run)
  from sync.runs r
  join sync.missing m on m.module = r.module and m.account_id = r.account_id and m.status = 'due' and m.reason = 'unseen'
  where r.run_id = p_run
  group by r.module, r.account_id;
end;

comment on function sync.delete_unseen(bigint) is
  'Soft-deletes what is due: without a query by id, absence from a complete sweep is all that can be known. Null when nothing was due.';

create function sync.update_successors(p_module text, p_account text)
returns void
language sql
set search_path = ''
begin atomic
  -- Children may move only when their own module is swept, after the deletion; within three days each module is swept.
  update sync.missing m
  set successor_id = reconcile.successor_of(m.module, m.account_id, m.external_id)
  where m.module = p_module and m.account_id = p_account and m.status = 'gone'
    and m.successor_id is null and m.resolved_at > now() - interval '3 days';
end;

comment on function sync.update_successors(text, text) is 'Searches again for the successors of records that were deleted in the last three days.';

create function sync.due_look_ups(p_module text, p_account text, p_limit int)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_due text[] := array(
    select m.external_id
    from sync.missing m
    where m.module = p_module and m.account_id = p_account and m.status = 'due' and m.next_at <= clock_timestamp()
    order by m.next_at
    limit p_limit
  );
  v_records jsonb;
begin
  execute format(
    'select jsonb_object_agg(s.external_id, s.raw_data) from staging.%I s where s.account_id = $1 and s.external_id = any ($2)',
    'stg_' || p_module
  ) into v_records using p_account, v_due;
  return jsonb_build_object('due', v_due)
    || case when v_records is null then '{}' else jsonb_build_object('records', v_records) end;
end;
$$;

comment on function sync.due_look_ups(text, text, int) is
  'The missing records to ask Gazelle for now, by id, and those of them that were staged: {due, records}.';
