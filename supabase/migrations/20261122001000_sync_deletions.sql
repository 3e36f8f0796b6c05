-- Written by `npm run generate:migrations` from supabase/: schemas/sync/deletions/missing.sql, schemas/sync/deletions/delete_records.sql, schemas/sync/deletions/find_missing.sql, schemas/sync/deletions/release_deletions.sql, schemas/sync/deletions/settle_missing.sql. Do not edit.

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
  settled_at timestamptz,
  primary key (account_id, module, external_id)
);

comment on table sync.missing is 'Records that should be there and are not. A record that is seen again leaves this table.';
comment on column sync.missing.reason is 'unseen: a complete sweep did not meet it; referenced: something refers to it (a placeholder stands in).';
comment on column sync.missing.status is
  'due: is asked for by id at the next run; held: too many at once, waits for a person; dismissed: a person keeps it; gone: Gazelle has it no more.';
comment on column sync.missing.successor_id is 'What it was merged into: the record that owns its children now.';

create index missing_due on sync.missing (module, account_id, next_at) where status = 'due';

-- What the views of monitoring look for among 100,000 runs and 300,000 records; each is a fraction of its table.
create index missing_found on sync.missing (found_missing_at desc) where reason = 'unseen';
create index missing_held on sync.missing (module, account_id) where status = 'held';

alter table sync.missing enable row level security;

-- Soft deletion, with the record that took the place of a merged one.

create function sync.successor_of(p_module text, p_account text, p_id text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_child reconcile.entities;
  v_owners text[];
begin
  -- Children keep their ids when records are merged: whoever owns all that we knew of it now is its successor.
  for v_child in
    select c.*
    from reconcile.entities c
    join pg_catalog.pg_constraint f
      on f.conrelid = format('gazelle.%I', c.entity)::regclass and f.contype = 'f'
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum] and a.attname = c.owner_column
    join reconcile.entities r
      on r.module = p_module and r.owner_column is null and format('gazelle.%I', r.entity)::regclass = f.confrelid
    order by c.position
  loop
    execute format(
      'select array_agg(distinct t.%2$I)
       from reconcile.%1$I v
       join gazelle.%1$I t on t.id = v.id
       where v.account_id = $1 and v.source_id = $2 and t.%2$I <> $2 and t.deleted_at is null',
      v_child.entity, v_child.owner_column
    ) into v_owners using p_account, p_id;
    if cardinality(v_owners) = 1 then
      return v_owners[1];
    end if;
  end loop;
  return null;
end;
$$;

comment on function sync.successor_of(text, text, text) is
  'What a vanished record was merged into, by the children that moved; null when nothing or more than one thing says so.';

create function sync.delete_records(p_module text, p_account text, p_ids text[], p_run bigint default null)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_deleted int;
begin
  update sync.missing m
  set status = 'gone', settled_at = now(), run_id = coalesce(p_run, m.run_id), last_error = null,
      successor_id = sync.successor_of(p_module, p_account, m.external_id)
  where m.module = p_module and m.account_id = p_account and m.external_id = any (p_ids) and m.status <> 'gone';
  get diagnostics v_deleted = row_count;

  execute format(
    'update staging.%I set gone_at = now() where account_id = $1 and external_id = any ($2) and gone_at is null', 'stg_' || p_module
  ) using p_account, p_ids;

  for v_entity in select * from reconcile.entities e where e.module = p_module order by e.position loop
    execute format(
      'update gazelle.%I t
       set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
       where t.account_id = $1 and t.%I = any ($2) and t.deleted_at is null',
      v_entity.entity, coalesce(v_entity.owner_column, 'id')
    ) using p_account, p_ids;
  end loop;
  return v_deleted;
end;
$$;

comment on function sync.delete_records(text, text, text[], bigint) is
  'Soft-deletes records with their children, and remembers what they were merged into. A record that returns is restored by its next staging.';

-- After the lanes of a sweep: what is due, what is held for a person, what is to be asked for by id.

create function sync.find_missing(p_run bigint, p_lease uuid, p_lanes text[], p_limit int default 100)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_module sync.modules;
  v_root text;
  v_ids text[];
  v_known bigint;
  v_is_too_many boolean;
  v_held int := 0;
  v_deleted int := 0;
  v_due text[];
  v_records jsonb;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;
  select * into v_module from sync.modules m where m.module = v_run.module;
  select e.entity into v_root
  from reconcile.entities e
  where e.module = v_run.module and e.owner_column is null
  order by e.position
  limit 1;
  if v_run.dry_run then
    return jsonb_build_object('due', '[]'::jsonb);
  end if;

  -- Whatever was seen is not missing, whoever thought so.
  delete from sync.missing m
  using sync.seen s
  where m.module = v_run.module and m.account_id = v_run.account_id
    and s.sweep_id = v_run.sweep_id and s.external_id = m.external_id;

  if sync.is_complete(p_run, p_lanes)
    -- In parentheses: plpgsql takes the first bare "then" for its own.
    and (case v_run.mode
      when 'full' then v_run.since is null and v_run.until is null
      else (v_module.scope_column is not null and v_run.since is not null and v_run.until is not null)
        or (v_module.since_column is not null and v_run.since is not null)
    end)
  then
    -- What a person has decided about needs no second word, and does not make the others too many.
    execute format(
      'select array_agg(s.external_id) filter (where not exists (
                select from sync.seen n where n.sweep_id = $2 and n.external_id = s.external_id
              ) and not exists (
                select from sync.missing m
                where m.module = $5 and m.account_id = $1 and m.external_id = s.external_id
                  and m.status in (''due'', ''dismissed'') and m.decided_by is not null
              )), count(*)
       from staging.%I s%s
       where s.account_id = $1 and s.gone_at is null', 'stg_' || v_run.module,
      case
        when v_run.mode = 'full' then ''
        when v_module.since_column is not null
          then format(' join gazelle.%I t on t.id = s.external_id and t.%I >= $3', v_root, v_module.since_column)
        else format(
          ' join gazelle.%I t on t.id = s.external_id and t.%2$I >= $3 and t.%2$I < $4', v_root, v_module.scope_column
        )
      end
    ) into v_ids, v_known using v_run.account_id, v_run.sweep_id, v_run.since, v_run.until, v_run.module;

    if v_ids is not null then
      -- An answer without anything is more likely a fault than an empty company.
      v_is_too_many := cardinality(v_ids) > ceil(v_known * v_module.max_delete_share)
        or (v_run.mode = 'full' and not exists (select from sync.seen n where n.sweep_id = v_run.sweep_id));
      insert into sync.missing as m (account_id, module, external_id, reason, status, run_id)
      select v_run.account_id, v_run.module, i.id, 'unseen',
        case when v_is_too_many then 'held' else 'due' end, p_run
      from unnest(v_ids) i (id)
      on conflict (account_id, module, external_id) do update
      set status = excluded.status, reason = 'unseen', found_missing_at = now(), run_id = excluded.run_id,
          attempts = 0, last_error = null, next_at = now(), decided_by = null, settled_at = null, successor_id = null
      where m.status = 'gone' or (m.status = 'held' and excluded.status = 'due') or m.reason = 'referenced';
    end if;
  end if;

  -- Children may have moved after the deletion, when their module was read.
  if v_run.mode = 'full' then
    update sync.missing m
    set successor_id = sync.successor_of(m.module, m.account_id, m.external_id)
    where m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'gone'
      and m.successor_id is null and m.settled_at > now() - interval '3 days';
  end if;

  -- Without a query by id, absence from a complete sweep is all there is to know.
  if not v_module.by_id then
    select array_agg(m.external_id) into v_ids
    from sync.missing m
    where m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'due' and m.reason = 'unseen';
    if v_ids is not null then
      v_deleted := sync.delete_records(v_run.module, v_run.account_id, v_ids, p_run);
    end if;
  elsif v_root is not null then
    execute format(
      'insert into sync.missing (account_id, module, external_id, reason, run_id)
       select t.account_id, $2, t.id, ''referenced'', $3
       from gazelle.%I t
       where t.account_id = $1 and t.is_placeholder and t.deleted_at is null
       on conflict do nothing', v_root
    ) using v_run.account_id, v_run.module, p_run;
  end if;

  select count(*) into v_held
  from sync.missing m
  where m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'held';
  update sync.runs r
  set held_back = v_held, deleted = r.deleted + v_deleted
  where r.run_id = p_run and (r.held_back, r.deleted) is distinct from (v_held, r.deleted + v_deleted);

  v_due := array(
    select m.external_id
    from sync.missing m
    where m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'due'
      and v_module.by_id and m.next_at <= clock_timestamp()
    order by m.next_at
    limit p_limit
  );
  execute format(
    'select jsonb_object_agg(s.external_id, s.raw_data) from staging.%I s where s.account_id = $1 and s.external_id = any ($2)',
    'stg_' || v_run.module
  ) into v_records using v_run.account_id, v_due;
  return jsonb_build_object('due', to_jsonb(v_due))
    || case when v_records is null then '{}' else jsonb_build_object('records', v_records) end;
end;
$$;

comment on function sync.find_missing(bigint, uuid, text[], int) is
  'After the lanes: finds what a complete sweep did not see (held when it is more than max_delete_share) and what only a placeholder stands for; answers the ids to ask Gazelle for, with the records as they were last known.';

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
  'A person''s word: what was held back may go. Each is still asked for by id, at the module''s next run, where Gazelle has such a query. Answers how many.';

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
  'A person''s word: these stay, although Gazelle does not show them, until it does again. Answers how many.';

-- What Gazelle answered when it was asked for missing records by id.

create function sync.settle_missing(
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

  -- What could not be asked for is asked again, later and later.
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

comment on function sync.settle_missing(bigint, uuid, text[], jsonb, jsonb, int, int) is
  'What Gazelle said of missing records: p_gone are deleted, p_nodes were found (moved, or a placeholder''s own record) and are staged, p_failed {id: error} are asked again later.';

select sync.seal_functions();
