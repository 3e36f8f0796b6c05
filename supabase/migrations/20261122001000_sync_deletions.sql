-- Written by `npm run generate:migrations` from supabase/: schemas/sync/deletions/missing.sql, schemas/sync/deletions/delete_records.sql, schemas/sync/deletions/find_unseen.sql, schemas/sync/deletions/finish_sweep.sql, schemas/sync/deletions/record_missing.sql, schemas/sync/deletions/release_deletions.sql, schemas/sync/deletions/resolve_missing.sql. Do not edit.

-- Records that a complete sweep did not see, and records that others refer to.
-- Both are asked for by id where Gazelle has such a query; only then is something deleted, softly.

create table sync.missing (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  external_id text not null,
  reason text not null constraint reason_is_known check (reason in ('unseen', 'referenced')),
  status text not null default 'due' constraint status_is_known check (status in ('due', 'held', 'dismissed', 'gone')),
  attempts int not null default 0,
  last_error text,
  next_at timestamptz not null default now(),
  successor_id text,
  run_id bigint,
  found_missing_at timestamptz not null default now(),
  decided_by text,
  resolved_at timestamptz,
  primary key (account_id, module, external_id)
);

comment on table sync.missing is 'Records that should be there and are not. A record that is seen again leaves this table.';
comment on column sync.missing.reason is 'unseen: a complete sweep did not meet it; referenced: something refers to it (a placeholder stands in).';
comment on column sync.missing.status is
  'due: is asked for by id at the next run; held: too many at once, waits for a person; dismissed: a person keeps it; gone: Gazelle has it no more.';
comment on column sync.missing.successor_id is 'What it was merged into: the record that owns its children now.';

create index missing_due on sync.missing (module, account_id, next_at) where status = 'due';

-- Partial indexes for the views of monitoring, which must stay fast over 100,000 runs and 300,000 records.
create index missing_found on sync.missing (found_missing_at desc) where reason = 'unseen';
create index missing_held on sync.missing (module, account_id) where status = 'held';

alter table sync.missing enable row level security;

-- A deletion is recorded with what the record was merged into; production itself is changed by reconcile.

create function sync.delete_records(p_module text, p_account text, p_ids text[], p_run bigint default null)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_deleted int;
begin
  update sync.missing m
  set status = 'gone', resolved_at = now(), run_id = coalesce(p_run, m.run_id), last_error = null,
      successor_id = reconcile.successor_of(p_module, p_account, m.external_id)
  where m.module = p_module and m.account_id = p_account and m.external_id = any (p_ids) and m.status <> 'gone';
  get diagnostics v_deleted = row_count;
  perform reconcile.soft_delete(p_module, p_account, p_ids);
  return v_deleted;
end;
$$;

comment on function sync.delete_records(text, text, text[], bigint) is
  'Soft-deletes records with their children (reconcile.soft_delete) and records what they were merged into; answers how many were not known to be gone.';

-- Which staged records a complete sweep did not see.

create function sync.proves_absence(p_run bigint, p_lanes text[])
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select sync.is_complete(p_run, p_lanes) and case
      when r.mode = 'full' then r.since is null and r.until is null
      when m.scope_column is not null and r.since is not null and r.until is not null then true
      else m.since_column is not null and r.since is not null
    end
  from sync.runs r
  join sync.modules m using (module)
  where r.run_id = p_run;
end;

comment on function sync.proves_absence(bigint, text[]) is
  'Whether what a sweep did not see is missing: it is complete, and covers everything, its window or all since an instant.';

create function sync.find_unseen(p_run bigint, out ids text[], out known bigint)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_module sync.modules;
  v_covered text := '';
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select * into v_module from sync.modules m where m.module = v_run.module;
  if v_run.mode <> 'full' then
    v_covered := format(
      ' join gazelle.%I t on t.id = s.external_id and t.%I >= $3%s',
      sync.root_entity(v_run.module), coalesce(v_module.since_column, v_module.scope_column),
      case when v_module.since_column is null then format(' and t.%I < $4', v_module.scope_column) else '' end
    );
  end if;
  -- A record that a person has decided about needs no second decision, and does not count towards max_delete_share.
  execute format(
    'select array_agg(s.external_id) filter (where not exists (
              select from sync.seen n where n.sweep_id = $2 and n.external_id = s.external_id
            ) and not exists (
              select from sync.missing m
              where m.module = $5 and m.account_id = $1 and m.external_id = s.external_id
                and m.status in (''due'', ''dismissed'') and m.decided_by is not null
            )), count(*)
     from staging.%I s%s
     where s.account_id = $1 and s.gone_at is null', 'stg_' || v_run.module, v_covered
  ) into ids, known using v_run.account_id, v_run.sweep_id, v_run.since, v_run.until, v_run.module;
end;
$$;

comment on function sync.find_unseen(bigint) is
  'Staged records that a sweep should have seen and did not, without those that a person has decided about; and how many records it covers.';

create function sync.root_entity(p_module text)
returns text
language sql
stable
set search_path = ''
begin atomic
  select e.entity from reconcile.entities e where e.module = p_module and e.owner_column is null order by e.position limit 1;
end;

comment on function sync.root_entity(text) is 'The production table of a module''s records themselves; null where only children are promoted.';

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

-- What follows from a sweep for each record: seen, unseen, or known only because another record refers to it.

create function sync.forget_seen(p_run bigint)
returns void
language sql
set search_path = ''
begin atomic
  delete from sync.missing m
  using sync.runs r, sync.seen s
  where r.run_id = p_run and s.sweep_id = r.sweep_id
    and m.module = r.module and m.account_id = r.account_id and m.external_id = s.external_id;
end;

comment on function sync.forget_seen(bigint) is 'A record that a sweep saw is not missing, whatever was recorded before.';

create function sync.record_unseen(p_run bigint)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_unseen record;
  v_is_too_many boolean;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select * into v_unseen from sync.find_unseen(p_run);
  if v_unseen.ids is null then
    return;
  end if;
  select
    cardinality(v_unseen.ids) > ceil(v_unseen.known * m.max_delete_share)
    -- An answer without any record is more likely a fault than an empty company.
    or (v_run.mode = 'full' and not exists (select from sync.seen n where n.sweep_id = v_run.sweep_id))
  into v_is_too_many
  from sync.modules m
  where m.module = v_run.module;

  insert into sync.missing as m (account_id, module, external_id, reason, status, run_id)
  select v_run.account_id, v_run.module, i.id, 'unseen', case when v_is_too_many then 'held' else 'due' end, p_run
  from unnest(v_unseen.ids) i (id)
  on conflict (account_id, module, external_id) do update
  set status = excluded.status, reason = 'unseen', found_missing_at = now(), run_id = excluded.run_id,
      attempts = 0, last_error = null, next_at = now(), decided_by = null, resolved_at = null, successor_id = null
  where m.status = 'gone' or (m.status = 'held' and excluded.status = 'due') or m.reason = 'referenced';
end;
$$;

comment on function sync.record_unseen(bigint) is
  'Records what a complete sweep did not see as due, or as held when it is more than max_delete_share of what the sweep covers.';

create function sync.record_referenced(p_run bigint)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_root text;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  v_root := sync.root_entity(v_run.module);
  if v_root is not null then
    execute format(
      'insert into sync.missing (account_id, module, external_id, reason, run_id)
       select t.account_id, $2, t.id, ''referenced'', $3
       from gazelle.%I t
       where t.account_id = $1 and t.is_placeholder and t.deleted_at is null
       on conflict do nothing', v_root
    ) using v_run.account_id, v_run.module, p_run;
  end if;
end;
$$;

comment on function sync.record_referenced(bigint) is 'Records the placeholders of a run''s module as due: another record refers to each, and Gazelle has not given it.';

-- The decision of a person on deletions that are held back.

create function sync.release_deletions(p_module text, p_account text default 'main', p_ids text[] default null, p_by text default null)
returns int
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_ids text[];
begin
  with released as (
    update sync.missing m
    set status = 'due', next_at = now(), decided_by = coalesce(p_by, current_user)
    where m.module = p_module and m.account_id = p_account and m.status = 'held'
      and (p_ids is null or m.external_id = any (p_ids))
    returning m.external_id
  )
  select array_agg(external_id) into v_ids from released;

  if v_ids is not null and not (select m.by_id from sync.modules m where m.module = p_module) then
    perform sync.delete_records(p_module, p_account, v_ids);
  end if;
  return coalesce(cardinality(v_ids), 0);
end;
$$;

comment on function sync.release_deletions(text, text, text[], text) is
  'Releases held deletions on a person''s decision. Where Gazelle has a query by id, each is still looked up at the module''s next run. Answers how many.';

create function sync.dismiss_deletions(p_module text, p_account text default 'main', p_ids text[] default null, p_by text default null)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_count int;
begin
  update sync.missing m
  set status = 'dismissed', decided_by = coalesce(p_by, current_user)
  where m.module = p_module and m.account_id = p_account and m.status in ('held', 'due') and m.reason = 'unseen'
    and (p_ids is null or m.external_id = any (p_ids));
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

comment on function sync.dismiss_deletions(text, text, text[], text) is
  'Dismisses held deletions on a person''s decision: the records stay, although Gazelle does not list them. Answers how many.';

-- What Gazelle answered when missing records were looked up by id.

create function sync.resolve_missing(
  p_run bigint,
  p_lease uuid,
  p_gone text[],
  p_nodes jsonb,
  p_failed jsonb default '{}',
  p_api_calls int default 0,
  p_waited_ms int default 0
)
returns void
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_counts record;
  v_deleted int;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;

  select * into v_counts from sync.stage_nodes(v_run.module, v_run.account_id, p_run, p_nodes);
  v_deleted := sync.delete_records(v_run.module, v_run.account_id, p_gone, p_run);

  delete from sync.missing m
  using jsonb_array_elements(p_nodes) n (node)
  where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = n.node ->> 'id';

  -- A look-up that failed is repeated after a delay that doubles.
  update sync.missing m
  set attempts = m.attempts + 1,
      last_error = f.value #>> '{}',
      -- 2 ^ 11 minutes is more than a day.
      next_at = now() + least(interval '1 minute' * power(2, least(m.attempts, 11)), interval '1 day')
  from jsonb_each(p_failed) f
  where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = f.key;

  insert into sync.lanes as l (
    run_id, lane, finished_at, agreed, api_calls, waited_ms, fetched, changed, promoted, rejected, placeholders
  )
  values (
    p_run, 'missing', clock_timestamp(), true, p_api_calls, p_waited_ms, jsonb_array_length(p_nodes),
    v_counts.changed, v_counts.promoted, v_counts.rejected, v_counts.placeholders
  )
  on conflict (run_id, lane) do update
  set api_calls = l.api_calls + excluded.api_calls,
      waited_ms = l.waited_ms + excluded.waited_ms,
      fetched = l.fetched + excluded.fetched,
      changed = l.changed + excluded.changed,
      promoted = l.promoted + excluded.promoted,
      rejected = l.rejected + excluded.rejected,
      placeholders = l.placeholders + excluded.placeholders;

  update sync.runs r set deleted = r.deleted + v_deleted where r.run_id = p_run and v_deleted > 0;
end;
$$;

comment on function sync.resolve_missing(bigint, uuid, text[], jsonb, jsonb, int, int) is
  'Stores what Gazelle answered about missing records: p_gone are deleted, p_nodes were found (moved, or a placeholder''s own record) and are staged, p_failed {id: error} are looked up again later.';

select sync.seal_functions();
