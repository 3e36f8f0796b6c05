-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/counts/counts.sql, schemas/monitoring/counts/count_records.sql, schemas/monitoring/counts/count_throttle.sql, schemas/monitoring/counts/drop_counts.sql, schemas/monitoring/counts/throttles.sql. Do not edit.

-- Counting a table takes longer than a view may, so that the end of a sweep counts once.

create table monitoring.counts (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  run_id bigint not null,
  counted_at timestamptz not null,
  local_count bigint not null,
  remote_count bigint not null,
  primary key (account_id, module)
);

comment on table monitoring.counts is
  'Records here and in Gazelle at the end of the last complete full sweep. Kept, because counting takes longer than reading a view may.';
comment on column monitoring.counts.local_count is 'Production rows of the module that are neither deleted nor placeholders.';
comment on column monitoring.counts.remote_count is 'totalCount, as Gazelle answered it during that sweep, without what was erased here (sync.erased).';

alter table monitoring.counts enable row level security;

-- Records here beside Gazelle's own count, taken when a full sweep ends complete.

create function monitoring.sweep_total(p_run bigint)
returns bigint
language sql
stable
set search_path = ''
begin atomic
  with counted as (
    select l.lane, l.total_count, coalesce(l.counts_with, array[l.lane]) as counts_with
    from sync.lanes l
    where l.run_id = p_run and l.total_count is not null
  )
  select coalesce(
    -- The lane that proves the sweep counts what all of them read.
    (select max(c.total_count) from counted c where not exists (select from counted o where o.lane <> all (c.counts_with))),
    -- Two lanes that read one list from its two ends count it once.
    (select sum(g.total) from (select max(c.total_count) as total from counted c group by c.counts_with) g)
  );
end;

comment on function monitoring.sweep_total(bigint) is
  'How many records Gazelle counts for a sweep: the sum of its lanes, or the total of the lane that counts with all of them. Null when it gave no count.';

create function monitoring.count_records()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_entity text;
  v_local bigint;
  v_remote bigint := monitoring.sweep_total(new.run_id) - sync.erased_seen(new);
begin
  if v_remote is null then
    return null;
  end if;
  select e.entity into v_entity
  from reconcile.entities e
  where e.module = new.module and e.owner_column is null
  order by e.position
  limit 1;
  if v_entity is null then
    -- Only children are promoted (measurements): what is counted is the records they come in.
    execute format(
      'select count(*) from staging.%I where account_id = $1 and gone_at is null and status = ''promoted''', 'stg_' || new.module
    ) into v_local using new.account_id;
  else
    execute format(
      -- What no sync has brought is none of Gazelle's: history of version 5.
      'select count(*) from gazelle.%I where account_id = $1 and deleted_at is null and not is_placeholder and synced_at is not null', v_entity
    ) into v_local using new.account_id;
  end if;
  insert into monitoring.counts as c (account_id, module, run_id, counted_at, local_count, remote_count)
  values (new.account_id, new.module, new.run_id, new.finished_at, v_local, v_remote)
  on conflict (account_id, module) do update
  set run_id = excluded.run_id, counted_at = excluded.counted_at, local_count = excluded.local_count, remote_count = excluded.remote_count;
  return null;
exception
  -- A count that fails must not fail the run.
  when others then
    raise warning 'counting % failed: %', new.module, sqlerrm;
    return null;
end;
$$;

comment on function monitoring.count_records() is 'Counts a module''s records when a full sweep ends complete.';

create trigger count_records
after update of status on sync.runs
for each row
when (new.status in ('success', 'partial') and new.complete and new.mode = 'full' and not new.dry_run)
execute function monitoring.count_records();

-- A trigger counts 429s, so that the limiter stays one statement.

create function monitoring.count_throttle()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into monitoring.throttles as t (account_id, hour)
  values (new.account_id, date_trunc('hour', new.slowed_at, 'UTC'))
  on conflict (account_id, hour) do update set throttles = t.throttles + 1;
  return null;
end;
$$;

comment on function monitoring.count_throttle() is 'Counts a 429 of Gazelle; a call that waits for its turn is none.';

create trigger count_first_throttle
after insert on sync.limiters
for each row when (new.slowed_at > '-infinity')
execute function monitoring.count_throttle();

create trigger count_throttle
after update of slowed_at on sync.limiters
for each row when (new.slowed_at <> old.slowed_at)
execute function monitoring.count_throttle();

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

-- 429s by hour; the limiter itself forgets them.

create table monitoring.throttles (
  account_id text not null,
  hour timestamptz not null,
  throttles int not null default 1,
  primary key (account_id, hour)
);

comment on table monitoring.throttles is
  '429s of Gazelle, by hour. Counted where the limiter is in Postgres; Upstash keeps its own.';

alter table monitoring.throttles enable row level security;
