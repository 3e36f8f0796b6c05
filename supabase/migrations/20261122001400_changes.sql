-- Written by `npm run generate:migrations` from supabase/: schemas/changes/log.sql, schemas/changes/broadcast.sql, schemas/changes/note.sql, schemas/changes/prune.sql, schemas/changes/read.sql, schemas/changes/snapshot.sql, schemas/changes/told.sql. Do not edit.

-- Every change of a production row, since Gazelle tells of none.

create sequence changes.log_position_seq;

create table changes.log (
  "position" bigint not null default nextval('changes.log_position_seq'),
  account_id text not null,
  entity text not null,
  id text not null,
  operation text not null constraint operation_is_known check (operation in ('created', 'updated', 'deleted', 'restored', 'merged')),
  version int not null,
  changes jsonb not null,
  merged_into text,
  run_id bigint,
  cause text not null constraint cause_is_known check (cause in ('poll', 'sweep', 'replay', 'migration', 'person')),
  at timestamptz not null,
  primary key (at, "position")
) partition by range (at);

comment on table changes.log is 'Each change of a production row, written in the transaction that makes it. What a first full sweep brings is no change.';
comment on column changes.log."position" is 'The order of the changes: of one record always that in which they happened.';
comment on column changes.log.entity is 'Production table.';
comment on column changes.log.id is 'Gazelle''s id of the record.';
comment on column changes.log.operation is
  'created: it is new here; updated; deleted: Gazelle has it no longer, or a person was erased; restored: Gazelle has it again; merged: Gazelle has made it a part of merged_into.';
comment on column changes.log.version is 'The row''s, after the change.';
comment on column changes.log.changes is
  '{"column": [before, after]}: what differs; of a record that came or went, all that it has. Empty for what was erased, and for what came from version 5 whole.';
comment on column changes.log.merged_into is 'The record that it was merged into.';
comment on column changes.log.run_id is 'The run that brought it, of sync.runs; null for what no run did.';
comment on column changes.log.cause is
  'poll or sweep: a run of that kind; replay: staged records were promoted again, since a rule changed here or they had been refused; migration: version 5; person: somebody''s own statement or decision.';
comment on column changes.log.at is 'When it happened here.';

-- Rows of a month for which no partition was made in time, such as the first one.
create table changes.log_rest partition of changes.log default;

comment on table changes.log_rest is 'The changes of the months for which no partition was made in time, such as the first one.';

create index log_position on changes.log (account_id, "position");
create index log_record on changes.log (account_id, entity, id, "position");
create index log_run on changes.log (run_id, "position") where run_id is not null;

alter table changes.log enable row level security;
alter table changes.log_rest enable row level security;

create policy of_members on changes.log for select to authenticated
using ((select gazelle.is_member_of_all()) or account_id = any ((select gazelle.member_accounts())::text[]));
grant select on changes.log to authenticated;

create table changes.pruned (
  is_only boolean primary key default true constraint is_one_row check (is_only),
  "position" bigint not null,
  at timestamptz
);

comment on table changes.pruned is 'Up to where the log is no longer kept: one row.';
comment on column changes.pruned.at is 'Before it nothing is known; null while all of it is kept.';

alter table changes.pruned enable row level security;

insert into changes.pruned ("position") values (0);

create table changes.loaded (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  since timestamptz not null default clock_timestamp(),
  primary key (account_id, module)
);

comment on table changes.loaded is 'Since when the changes of a module are noted: a first full sweep has read its list to the end.';

alter table changes.loaded enable row level security;

insert into sync.retention (what, keep_days, about) values
  ('changes', 400, 'Changes of records (changes.log), by whole months where a month has its own partition. A consumer that is further behind has to start anew.');

-- A word over Supabase Realtime that there are changes to read, where somebody has switched it on. What has changed consumers read from changes.read.

create function changes.send_broadcast()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  -- What goes into one message: about 12 kB.
  v_most constant int := 100;
  v_message record;
begin
  for v_message in
    select n.account_id, jsonb_build_object(
      'count', count(*),
      'changes', jsonb_agg(
        jsonb_build_object('position', changes.written(n.account_id, n."position"), 'entity', n.entity, 'id', n.id, 'operation', n.operation)
        order by n."position"
      ) filter (where n.nth <= v_most)
    ) as payload
    from (select r.*, row_number() over (partition by r.account_id order by r."position") as nth from new_rows r) n
    group by n.account_id
  loop
    execute 'select realtime.send($1, $2, $3, true)' using v_message.payload, 'changes', 'changes:' || v_message.account_id;
  end loop;
  if exists (select from reconcile.job_errors e where e.job = 'broadcast') and pg_try_advisory_xact_lock(hashtext('changes.broadcast')) then
    perform reconcile.forget_job_errors('broadcast');
  end if;
  return null;
exception
  -- The page goes on: its changes are in the log, where consumers find them.
  when others then
    -- One transaction notes it; the others do not wait for that.
    if pg_try_advisory_xact_lock(hashtext('changes.broadcast')) then
      perform reconcile.note_job_error('broadcast', 'changes', null, sqlerrm);
    end if;
    return null;
end;
$$;

comment on function changes.send_broadcast() is
  'Tells Supabase Realtime what a statement has written into the log: a message for each account, on the private channel changes:<account>. What fails there fails nothing here; it is in reconcile.job_errors.';

create function changes.broadcast(p_on boolean)
returns text
language plpgsql
security definer
set search_path = ''
-- Who writes waits behind the one who waits for the table.
set lock_timeout = '3s'
as $$
declare
  v_is_hearable boolean := true;
begin
  drop trigger if exists broadcast on changes.log;
  if not p_on then
    perform reconcile.forget_job_errors('broadcast');
    return 'Changes are not broadcast.';
  elsif to_regprocedure('realtime.send(jsonb,text,text,boolean)') is null then
    raise exception 'this database has no Supabase Realtime' using errcode = 'GZ400', hint = 'Read changes.read, or the function changes with wait.';
  end if;
  create trigger broadcast after insert on changes.log
  referencing new table as new_rows for each statement execute function changes.send_broadcast();
  if not exists (select from pg_catalog.pg_policy p where p.polrelid = to_regclass('realtime.messages') and p.polname = 'members hear changes') then
    begin
      execute $sql$
        create policy "members hear changes" on realtime.messages for select to authenticated
        using (extension = 'broadcast' and substr((select realtime.topic()), 9) = any ((select gazelle.member_accounts())::text[])
          and starts_with((select realtime.topic()), 'changes:'))
      $sql$;
    exception
      when insufficient_privilege then
        v_is_hearable := false;
    end;
  end if;
  return 'Changes are broadcast.'
    || case when v_is_hearable then '' else ' Members cannot hear them yet: create the policy of docs/API_REFERENCE.md on realtime.messages.' end;
end;
$$;

comment on function changes.broadcast(boolean) is
  'Switches on, or off, that changes are broadcast over Supabase Realtime; answers a sentence. Off at first. Raises GZ400 where there is no Realtime.';

-- One statement trigger for all production tables writes changes.log.

create function changes.because(p_cause text, p_run bigint default null, p_unless_known boolean default false)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if not p_unless_known or coalesce(current_setting('changes.cause', true), '') = '' then
    perform set_config('changes.cause', p_cause, true), set_config('changes.run', coalesce(p_run::text, ''), true);
  end if;
end;
$$;

comment on function changes.because(text, bigint, boolean) is
  'Says why the rest of the transaction changes production: cause and run of changes.log. Nothing said: a person. p_unless_known: only where it has not been said.';

create function changes.hold_place()
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_last bigint;
begin
  if current_setting('changes.place_of', true) = pg_current_xact_id()::text then
    return;
  end if;
  -- All that this transaction writes gets a higher position; while it runs, nothing above is given out (changes.last_position).
  select s.last_value - case when s.is_called then 0 else 1 end into v_last from changes.log_position_seq s;
  perform pg_advisory_xact_lock_shared(hashtext('changes.log'), mod(v_last, 2147483648)::int);
  perform set_config('changes.place_of', pg_current_xact_id()::text, true);
end;
$$;

comment on function changes.hold_place() is 'Holds the place in the log above which this transaction writes, until it ends.';

create function changes.is_loaded(p_entity text, p_account text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from changes.loaded l
    where l.account_id = p_account and l.module = (select e.module from reconcile.entities e where e.entity = p_entity)
  );
end;
$$;

comment on function changes.is_loaded(text, text) is 'Whether a first full sweep has brought an entity: what it brought is no change.';

create function changes.is_noted(p_entity text, p_account text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if changes.is_loaded(p_entity, p_account) then
    return true;
  end if;
  -- The sweep that makes it so waits for those that have looked, or is waited for: no copy begins between the two.
  perform pg_advisory_xact_lock_shared(hashtext('changes.loaded'), hashtext(p_account));
  return changes.is_loaded(p_entity, p_account);
end;
$$;

comment on function changes.is_noted(text, text) is 'Whether the changes of an entity are noted, also where that begins at this moment.';

create function changes.hold_loaded(p_run bigint)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtext('changes.loaded'), hashtext(r.account_id))
  from sync.runs r
  where r.run_id = p_run and r.kind = 'sweep' and not r.dry_run
    and not exists (select from changes.loaded l where l.account_id = r.account_id and l.module = r.module);
end;
$$;

comment on function changes.hold_loaded(bigint) is 'Before the end of a first full sweep: waits for those who write without noting it. First of all locks, so that nobody waits for whom it holds up.';

create function changes.begin(p_account text, p_module text)
returns void
language sql
security definer
set search_path = ''
begin atomic
  insert into changes.loaded (account_id, module) values (p_account, p_module) on conflict do nothing;
end;

comment on function changes.begin(text, text) is 'From now on the changes of a module are noted.';

create function changes.differences(p_before jsonb, p_after jsonb)
returns jsonb
language sql
immutable parallel safe
set search_path = ''
begin atomic
  select coalesce(jsonb_object_agg(a.key, jsonb_build_array(b.value, a.value)), '{}')
  from jsonb_each(p_after) a
  join jsonb_each(p_before) b using (key)
  where a.value <> b.value
    and a.key <> all (array['id', 'account_id', 'version', 'is_placeholder', 'deleted_at', 'created_at', 'updated_at', 'synced_at']);
end;

comment on function changes.differences(jsonb, jsonb) is 'What differs between two forms of a row, {"column": [before, after]}, but for the columns that all tables share.';

create function changes.blank(p_row jsonb)
returns jsonb
language sql
immutable parallel safe
set search_path = ''
begin atomic
  select jsonb_object_agg(f.key, null::text) from jsonb_each(p_row) f;
end;

comment on function changes.blank(jsonb) is 'A row in which every column is null.';

create function changes.note()
returns trigger
language plpgsql
security definer
set search_path = ''
-- Instants are written in one way, whoever writes.
set timezone = 'UTC'
-- The first statement of a connection may have one row, and a plan is kept.
set enable_nestloop = off
as $$
declare
  v_cause constant text := coalesce(nullif(current_setting('changes.cause', true), ''), 'person');
  v_run constant bigint := nullif(current_setting('changes.run', true), '')::bigint;
  v_accounts text[];
begin
  -- What a first load brings costs no more than this.
  if tg_op = 'DELETE' then
    v_accounts := array(select distinct b.account_id from old_rows b where not b.is_placeholder and b.deleted_at is null);
  else
    v_accounts := array(select distinct a.account_id from new_rows a);
  end if;
  v_accounts := array(select a.id from unnest(v_accounts) a (id) where changes.is_noted(tg_table_name, a.id));
  if v_accounts = '{}' then
    return null;
  end if;
  perform changes.hold_place();
  if tg_op = 'INSERT' then
    insert into changes.log (account_id, entity, id, operation, version, changes, run_id, cause, at)
    select a.account_id, tg_table_name, a.id, 'created', a.version,
      -- History that version 5 brings would be here twice.
      case when v_cause = 'migration' then '{}' else changes.differences(changes.blank(to_jsonb(a)), to_jsonb(a)) end,
      v_run, v_cause, clock_timestamp()
    from new_rows a
    where a.account_id = any (v_accounts) and not a.is_placeholder and a.deleted_at is null;
  elsif tg_op = 'DELETE' then
    insert into changes.log (account_id, entity, id, operation, version, changes, run_id, cause, at)
    select b.account_id, tg_table_name, b.id, 'deleted', b.version + 1, changes.differences(to_jsonb(b), changes.blank(to_jsonb(b))), v_run, v_cause, clock_timestamp()
    from old_rows b
    where b.account_id = any (v_accounts) and not b.is_placeholder and b.deleted_at is null;
  else
    insert into changes.log (account_id, entity, id, operation, version, changes, merged_into, run_id, cause, at)
    select c.account_id, tg_table_name, c.id, case when c.operation = 'deleted' and c.successor_id is not null then 'merged' else c.operation end,
      c.version, c.changes, c.successor_id, v_run, v_cause, clock_timestamp()
    from (
      select a.account_id, a.id, a.version,
        case
          when w.was_there and w.is_there then 'updated'
          when w.is_there then case when b.is_placeholder then 'created' else 'restored' end
          else 'deleted'
        end as operation,
        case
          when w.was_there and w.is_there then changes.differences(to_jsonb(b), to_jsonb(a))
          when w.is_there then changes.differences(changes.blank(to_jsonb(a)), to_jsonb(a))
          else changes.differences(to_jsonb(b), changes.blank(to_jsonb(b)))
        end as changes,
        case when a.deleted_at is not null and not w.is_there then (
          select m.successor_id from sync.missing m
          where m.account_id = a.account_id and m.external_id = a.id
            and m.module = (select e.module from reconcile.entities e where e.entity = tg_table_name and e.owner_column is null)
        ) end as successor_id
      from old_rows b
      join new_rows a using (id)
      cross join lateral (
        select not b.is_placeholder and b.deleted_at is null as was_there, not a.is_placeholder and a.deleted_at is null as is_there
      ) w
      where a.account_id = any (v_accounts) and (w.was_there or w.is_there)
      -- What differs is looked for once.
      offset 0
    ) c
    where c.operation <> 'updated' or c.changes <> '{}';
  end if;
  return null;
end;
$$;

comment on function changes.note() is
  'Writes what a statement changed in a production table into changes.log. Runs as its owner: nobody else writes there.';

create function changes.follow(p_entity text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  execute format(
    'create trigger note_created after insert on gazelle.%1$I referencing new table as new_rows for each statement execute function changes.note();
     create trigger note_updated after update on gazelle.%1$I referencing old table as old_rows new table as new_rows for each statement execute function changes.note();
     create trigger note_deleted after delete on gazelle.%1$I referencing old table as old_rows for each statement execute function changes.note()',
    p_entity
  );
end;
$$;

comment on function changes.follow(text) is 'Has the changes of a production table written into changes.log.';

-- A partition each month; what is older than sync.retention says goes, a month at a time.

create function changes.add_partitions(p_today date default current_date)
returns int
language plpgsql
set search_path = ''
set timezone = 'UTC'
-- Who writes waits behind the one who waits for the table.
set lock_timeout = '3s'
as $$
declare
  v_month date;
  v_name text;
  v_added int := 0;
begin
  for v_month in select date_trunc('month', p_today) + n * interval '1 month' from generate_series(0, 2) n loop
    v_name := to_char(v_month, '"log_"YYYY_MM');
    continue when to_regclass('changes.' || v_name) is not null;
    begin
      execute format(
        'create table changes.%1$I partition of changes.log for values from (%2$L) to (%3$L);
         alter table changes.%1$I enable row level security;
         comment on table changes.%1$I is %4$L',
        v_name, v_month::timestamptz, (v_month + interval '1 month')::timestamptz, to_char(v_month, '"The changes of "YYYY-MM.')
      );
      v_added := v_added + 1;
    exception
      -- Changes of that month are in changes.log_rest, and stay there.
      when check_violation then
        null;
    end;
  end loop;
  return v_added;
end;
$$;

comment on function changes.add_partitions(date) is 'Makes the partitions of this month and the next two, where they are not there; answers how many. A month that has begun without one stays in changes.log_rest.';

create function changes.prune(p_before timestamptz, p_limit int)
returns int
language plpgsql
set search_path = ''
set timezone = 'UTC'
set lock_timeout = '3s'
as $$
declare
  v_partition record;
  v_last bigint;
  v_gone bigint := 0;
  v_count int := 0;
  v_some int;
begin
  perform changes.add_partitions();
  if p_before is null then
    return 0;
  end if;
  for v_partition in
    select c.relname as name, c.reltuples as rows
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'changes.log'::regclass and c.relname ~ '^log_[0-9]{4}_[0-9]{2}$'
      and to_date(substr(c.relname, 5), 'YYYY_MM') + interval '1 month' <= p_before
    order by c.relname
  loop
    execute format('select max(t."position"), count(*) from changes.%I t', v_partition.name) into v_last, v_some;
    execute format('drop table changes.%I', v_partition.name);
    v_gone := greatest(v_gone, v_last);
    v_count := v_count + v_some;
  end loop;
  with gone as (
    delete from changes.log_rest r
    where (r.at, r."position") in (select o.at, o."position" from changes.log_rest o where o.at < p_before order by o.at, o."position" limit p_limit)
    returning r."position"
  )
  select count(*), max(g."position") into v_some, v_last from gone g;
  update changes.pruned p set "position" = greatest(p."position", v_gone, v_last), at = p_before where p."position" < greatest(v_gone, v_last);
  return v_count + v_some;
end;
$$;

comment on function changes.prune(timestamptz, int) is
  'Makes the next months'' partitions, and drops those that are wholly older than p_before; of changes.log_rest p_limit rows at most go. Answers how many changes went. p_before: null keeps all.';

create function changes.without_ids(p_changes jsonb, p_ids text[])
returns jsonb
language sql
immutable
set search_path = ''
begin atomic
  select jsonb_object_agg(f.key, (
    -- A reference that was is none any more; in a text the id is struck out.
    select jsonb_agg(case when v.value #>> '{}' = any (p_ids) then 'null' else sync.struck(v.value, null, p_ids) end order by v.place)
    from jsonb_array_elements(f.value) with ordinality v (value, place)
  ))
  from jsonb_each(p_changes) f;
end;

comment on function changes.without_ids(jsonb, text[]) is 'What changed, without the ids of erased records.';

create function changes.forget(p_account text, p_ids text[])
returns int
language plpgsql
set search_path = ''
-- Thousands of ids are looked for in each row: hashed, never one after the other.
set enable_nestloop = off
as $$
declare
  v_count int;
begin
  -- The last that is told of each is that it is gone: a consumer that has not read so far must remove it too.
  with ranked as (
    select l.at, l."position", l.operation in ('deleted', 'merged') and row_number() over (partition by l.entity, l.id order by l."position" desc) = 1 as is_end
    from changes.log l
    where l.account_id = p_account and l.id = any (p_ids)
  ), ends as (
    update changes.log l set operation = 'deleted', changes = '{}', merged_into = null
    from ranked r
    where r.is_end and l.at = r.at and l."position" = r."position" and (l.operation <> 'deleted' or l.changes <> '{}')
  )
  delete from changes.log l using ranked r where not r.is_end and l.at = r.at and l."position" = r."position";
  get diagnostics v_count = row_count;

  update changes.log l set merged_into = null where l.account_id = p_account and l.merged_into = any (p_ids);
  update changes.log l set changes = changes.without_ids(l.changes, p_ids)
  from (
    select distinct g.at, g."position"
    from changes.log g
    -- Mostly an id is a text of its own; only in longer ones that may have one is each word looked at.
    cross join lateral (
      select t.text from string_to_table(g.changes::text, '"') t (text)
      union all
      select m.words[1]
      from string_to_table(g.changes::text, '"') t (text)
      cross join lateral regexp_matches(t.text, '[\w-]+', 'g') m (words)
      where strpos(t.text, '_') > 0 and t.text ~ '[^\w-]'
    ) w (word)
    join unnest(p_ids) i (id) on i.id = w.word
    where g.account_id = p_account
  ) m
  where l.at = m.at and l."position" = m."position";
  return v_count;
end;
$$;

comment on function changes.forget(text, text[]) is
  'Removes the changes of erased records, and their ids from those of others; answers how many went. That a record is gone stays, so that consumers remove it too.';

-- The feed: changes in their order, none of which can appear behind a position that was given out.

create function changes.last_position()
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_last bigint;
  v_held bigint;
begin
  -- An older snapshot does not see what this one calls whole, and a replica does not know who is writing.
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') or pg_is_in_recovery() then
    raise exception 'the changes are read at the primary, in a transaction that is read committed'
      using errcode = 'GZ400', hint = 'Use the Data API of the project itself, or leave the isolation level as it is.';
  end if;
  -- In this order: who takes a place after the first line writes above it, who took one before is in the second or has ended.
  select s.last_value - case when s.is_called then 0 else 1 end into v_last from changes.log_position_seq s;
  select min(v_last - mod(v_last - l.objid::bigint, 2147483648)) into v_held
  from pg_catalog.pg_locks l
  where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
    and l.classid::bigint = (hashtext('changes.log')::bigint & 4294967295);
  return least(v_last, v_held);
end;
$$;

comment on function changes.last_position() is
  'Up to where the log is whole: no transaction that is under way can write at or below it. A statement that reads the log must begin after this one has ended.';

create function changes.drawn_position()
returns bigint
language sql
stable
security definer
set search_path = ''
return (select s.last_value from changes.log_position_seq s);

comment on function changes.drawn_position() is 'The last position that anybody has drawn: none above it was given out.';

create function changes.first_position()
returns bigint
language sql
stable
security definer
set search_path = ''
return (select p."position" from changes.pruned p);

comment on function changes.first_position() is 'Behind it the log is kept.';

create function changes.is_kept(p_instant timestamptz)
returns boolean
language sql
stable
security definer
set search_path = ''
return not exists (select from changes.pruned p where p.at > p_instant);

comment on function changes.is_kept(timestamptz) is 'Whether the log has what has changed since an instant.';

create function changes.written(p_account text, p_position bigint)
returns text
language sql
immutable
set search_path = ''
return left(md5(p_account), 6) || '-' || p_position;

comment on function changes.written(text, bigint) is 'A position as consumers keep it: which account''s, and how far.';

create function changes.position_of(p_account text, p_position text)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
declare
  v_position bigint;
begin
  if p_account is null or p_account <> all (gazelle.member_accounts()) then
    raise exception 'there is no account % whose changes you may read', left(p_account, 60)
      using errcode = 'GZ403', hint = 'Write an account of which you are a member.';
  elsif p_position is null then
    return changes.first_position();
  elsif p_position !~ '^[0-9a-f]{6}-[0-9]{1,18}$' then
    raise exception 'the position is none that was given out' using errcode = 'GZ400', hint = 'Give the position of the last answer, as it was.';
  elsif not starts_with(p_position, left(md5(p_account), 6)) then
    raise exception 'the position is another account''s than %', p_account using errcode = 'GZ400', hint = 'Give the account whose changes were read.';
  end if;
  v_position := split_part(p_position, '-', 2)::bigint;
  if v_position > changes.drawn_position() then
    raise exception 'the position is none that was given out'
      using errcode = 'GZ400', hint = 'The database may have been restored since: start anew (changes.start).';
  elsif v_position < changes.first_position() then
    raise exception 'changes behind this position are no longer kept'
      using errcode = 'GZ411', hint = 'Start anew: changes.start gives a position, and changes.snapshot the records as they are there.';
  end if;
  return v_position;
end;
$$;

comment on function changes.position_of(text, text) is
  'The place in the log that a position means. Raises GZ403 for an account that the caller may not read, GZ400 for a position that was never given out or is another account''s, GZ411 for one that is no longer kept.';

create function changes.position_at(p_account text, p_instant timestamptz)
returns text
language plpgsql
set search_path = ''
as $$
declare
  -- Asked for first: what is written meanwhile takes a place above it, however late it ends.
  v_last constant bigint := changes.last_position();
begin
  if not changes.is_kept(p_instant) then
    raise exception 'what has changed since then is no longer kept' using errcode = 'GZ411', hint = 'Choose a later instant, or start anew (changes.start).';
  end if;
  -- Places and instants are drawn one after the other, by many at the same time: in a minute the lowest place has come.
  return changes.written(p_account, least(v_last, (
    select min(l."position") - 1
    from changes.log l
    where l.account_id = p_account and l.at >= p_instant
      and l.at <= (select min(f.at) from changes.log f where f.account_id = p_account and f.at >= p_instant) + interval '1 minute'
  )));
end;
$$;

comment on function changes.position_at(text, timestamptz) is
  'The position behind which all that has changed since an instant lies. Raises GZ411 for an instant since which not all is kept.';

create function changes.checked_entities(p_entities text[])
returns text[]
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_unknown constant text := (
    select string_agg(sync.fit_text(n.name, 60), ', ') from unnest(p_entities) n (name) where not exists (select from reconcile.entities e where e.entity = n.name)
  );
begin
  if v_unknown is not null then
    raise exception 'unknown entity: %', left(v_unknown, 200) using errcode = 'GZ400', hint = 'An entity is a table of schema gazelle.';
  end if;
  if cardinality(array_remove(p_entities, null)) = 0 then
    raise exception 'no entity is named' using errcode = 'GZ400', hint = 'Leave the entities out for all of them.';
  end if;
  return coalesce(p_entities, array(select e.entity from reconcile.entities e order by e.entity));
end;
$$;

comment on function changes.checked_entities(text[]) is 'The entities that are asked for, all of them where none is named. Raises GZ400 for one that is unknown.';

create function changes.check_loaded(p_account text, p_entities text[])
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_missing constant text := (select string_agg(e.entity, ', ' order by e.entity) from unnest(p_entities) e (entity) where not changes.is_loaded(e.entity, p_account));
begin
  if v_missing is not null then
    raise exception 'no full sweep has ended yet that brings %', v_missing
      using errcode = 'GZ400', hint = 'Wait for it, or name other entities.';
  end if;
end;
$$;

comment on function changes.check_loaded(text, text[]) is 'Raises GZ400 where a copy would begin before a first full sweep has brought an entity.';

create function changes.shown(p_change changes.log)
returns jsonb
language sql
immutable
set search_path = ''
return jsonb_build_object(
  'position', changes.written(p_change.account_id, p_change."position"), 'entity', p_change.entity, 'id', p_change.id, 'operation', p_change.operation,
  'version', p_change.version, 'changes', p_change.changes, 'merged_into', p_change.merged_into, 'run', p_change.run_id, 'cause', p_change.cause, 'at', p_change.at
);

comment on function changes.shown(changes.log) is 'A change as consumers get it.';

create function changes.read(p_after text default null, p_entities text[] default null, p_limit int default 1000, p_account text default 'main')
returns jsonb
language plpgsql
set search_path = ''
set timezone = 'UTC'
set statement_timeout = '30s'
as $$
declare
  v_after constant bigint := changes.position_of(p_account, p_after);
  v_entities constant text[] := case when p_entities is not null then changes.checked_entities(p_entities) end;
  v_limit constant int := least(greatest(coalesce(p_limit, 1000), 1), 10000);
  v_last constant bigint := changes.last_position();
  v_changes jsonb;
  v_end bigint;
  v_count int;
  v_is_more boolean;
begin
  -- A statement of its own: what it sees is younger than v_last.
  select
    coalesce(jsonb_agg(changes.shown(l) order by l."position"), '[]'),
    max(l."position"), count(*)
  into v_changes, v_end, v_count
  from (
    select (b.g).*
    from (
      select g, sum(pg_column_size(g.changes)) over (order by g."position") - pg_column_size(g.changes) as bytes_before
      from (
        select * from changes.log g
        where g.account_id = p_account and g."position" > v_after and g."position" <= v_last and (v_entities is null or g.entity = any (v_entities))
        order by g."position"
        limit v_limit
      ) g
    ) b
    -- An answer that nobody could take would come again and again.
    where b.bytes_before < 16000000
  ) l;
  -- A month may have gone between the two statements.
  perform changes.position_of(p_account, p_after);
  v_is_more := v_count = v_limit or exists (
    select from changes.log g
    where g.account_id = p_account and g."position" > v_end and g."position" <= v_last and (v_entities is null or g.entity = any (v_entities))
  );
  return jsonb_build_object(
    'changes', v_changes,
    'position', changes.written(p_account, case when v_is_more then v_end else greatest(v_after, v_last) end),
    'more', v_is_more
  );
end;
$$;

comment on function changes.read(text, text[], int, text) is
  'The changes behind a position, in their order: {"changes": [{position, entity, id, operation, version, changes: {column: [before, after]}, merged_into, run, cause, at}], "position", "more"}. Go on with the answer''s position; where more is true, at once. p_after: null reads from the oldest that is kept. p_limit: 10,000 at most. Raises GZ400 for an unknown entity or position, GZ403 for an account that the caller may not read, GZ411 for a position that is no longer kept.';

create function changes.newest(p_entities text[] default null, p_limit int default 50, p_account text default 'main')
returns jsonb
language plpgsql
set search_path = ''
set timezone = 'UTC'
set statement_timeout = '30s'
as $$
declare
  v_after constant bigint := changes.position_of(p_account, null);
  v_entities constant text[] := case when p_entities is not null then changes.checked_entities(p_entities) end;
  v_limit constant int := least(greatest(coalesce(p_limit, 50), 1), 10000);
  v_last constant bigint := changes.last_position();
begin
  return (
    select jsonb_build_object(
      'changes', coalesce(jsonb_agg(changes.shown(l) order by l."position"), '[]'), 'position', changes.written(p_account, greatest(v_after, v_last)), 'more', false
    )
    from (
      select * from changes.log g
      where g.account_id = p_account and g."position" <= v_last and (v_entities is null or g.entity = any (v_entities))
      order by g."position" desc
      limit v_limit
    ) l
  );
end;
$$;

comment on function changes.newest(text[], int, text) is
  'The newest changes, in their order, as changes.read answers them; the position is behind them. p_limit: 10,000 at most.';

create function changes.of_runs(p_runs bigint[], p_each int default 3)
returns setof changes.log
language sql
stable
set search_path = ''
begin atomic
  select l.*
  from unnest(p_runs) r (run_id)
  cross join lateral (
    select * from changes.log g
    -- Of a record of which only Gazelle's own time is new there is nothing to show.
    where g.run_id = r.run_id and (g.operation <> 'updated' or g.changes - 'gazelle_updated_at' <> '{}')
    order by g."position"
    limit least(p_each, 100)
  ) l;
end;

comment on function changes.of_runs(bigint[], int) is 'The first changes of each of some runs, p_each at most: what a list of runs shows.';

grant execute on function changes.last_position() to authenticated;
grant execute on function changes.first_position() to authenticated;
grant execute on function changes.drawn_position() to authenticated;
grant execute on function changes.is_kept(timestamptz) to authenticated;
grant execute on function changes.position_at(text, timestamptz) to authenticated;
grant execute on function changes.check_loaded(text, text[]) to authenticated;
grant execute on function changes.written(text, bigint) to authenticated;
grant execute on function changes.position_of(text, text) to authenticated;
grant execute on function changes.checked_entities(text[]) to authenticated;
grant execute on function changes.shown(changes.log) to authenticated;
grant execute on function changes.read(text, text[], int, text) to authenticated;
grant execute on function changes.of_runs(bigint[], int) to authenticated;
grant execute on function changes.newest(text[], int, text) to authenticated;

-- A copy to begin with, and the position that continues it without gap or doubling: records as they were at a place in the log.

create function changes.records_at(p_account text, p_entity text, p_ids text[], p_position bigint)
returns table (id text, version int, record jsonb)
language plpgsql
stable
set search_path = ''
set timezone = 'UTC'
as $$
begin
  perform changes.checked_entities(array[p_entity]);
  return query execute format(
    $sql$
    with later as (
      select l.id, l."position", l.operation, l.version, l.changes
      from changes.log l
      where l.account_id = $1 and l.entity = %1$L and l.id = any ($2) and l."position" > $3
    ),
    -- What the first change behind the place says of the time before it.
    first as (
      select distinct on (l.id) l.id, l.operation not in ('created', 'restored') as was_there, l.version - 1 as version from later l order by l.id, l."position"
    ),
    -- A column was what its first later change had before.
    before as (
      select c.id, jsonb_object_agg(c.key, c.value) as changes
      from (
        select distinct on (l.id, f.key) l.id, f.key, f.value -> 0 as value
        from later l cross join lateral jsonb_each(l.changes) f
        order by l.id, f.key, l."position"
      ) c
      group by c.id
    ),
    current as (
      select t.id, t.version, not t.is_placeholder and t.deleted_at is null as is_there, to_jsonb(t) as record
      from gazelle.%1$I t
      where t.account_id = $1 and t.id = any ($2)
    )
    select i.id, coalesce(f.version, c.version), coalesce(
      (c.record || coalesce(b.changes, '{}')) - '{version,is_placeholder,deleted_at,created_at,updated_at,synced_at}'::text[],
      jsonb_build_object('id', i.id, 'account_id', $1) || b.changes
    )
    from unnest($2) i (id)
    left join current c on c.id = i.id
    left join first f on f.id = i.id
    left join before b on b.id = i.id
    -- Of what was erased since, nothing is left to tell.
    where coalesce(f.was_there, c.is_there, false) and (c.id is not null or b.changes is not null)
    $sql$, p_entity
  ) using p_account, p_ids, p_position;
end;
$$;

comment on function changes.records_at(text, text, text[], bigint) is
  'Records of an entity as they were at a place in the log, those alone that were there. record: the columns of the production table.';

create function changes.start(p_entities text[] default null, p_account text default 'main')
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_entities constant text[] := changes.checked_entities(p_entities);
begin
  perform changes.position_of(p_account, null);
  perform changes.check_loaded(p_account, v_entities);
  return jsonb_build_object(
    'entities', to_jsonb(v_entities), 'position', changes.written(p_account, changes.last_position())
  );
end;
$$;

comment on function changes.start(text[], text) is
  'Where a copy begins: {"entities", "position"}. changes.snapshot gives each entity''s records as they are at that position, however long reading them takes; changes.read goes on behind it.';

create function changes.snapshot(p_position text, p_entity text, p_after text default '', p_limit int default 1000, p_account text default 'main')
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '30s'
as $$
declare
  v_position constant bigint := changes.position_of(p_account, p_position);
  v_limit constant int := least(greatest(coalesce(p_limit, 1000), 1), 10000);
  v_ids text[];
  v_records jsonb;
begin
  perform changes.checked_entities(array[p_entity]);
  perform changes.check_loaded(p_account, array[p_entity]);
  -- What is there, and what went since; one statement reads the ids, another the records, and both what has changed behind the place.
  execute format(
    'select array_agg(i.id)
     from (
       select i.id
       from (
         (select t.id from gazelle.%1$I t where t.account_id = $1 and t.id > $2 order by t.id limit $3)
         union
         (select distinct l.id from changes.log l where l.account_id = $1 and l.entity = %1$L and l.id > $2 and l."position" > $4 order by l.id limit $3)
       ) i
       order by i.id limit $3
     ) i', p_entity
  ) into v_ids using p_account, coalesce(p_after, ''), v_limit, v_position;
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'version', r.version, 'record', r.record) order by r.id), '[]') into v_records
  from changes.records_at(p_account, p_entity, v_ids, v_position) r;
  return jsonb_build_object('records', v_records, 'after', case when cardinality(v_ids) = v_limit then v_ids[v_limit] end);
end;
$$;

comment on function changes.snapshot(text, text, text, int, text) is
  'The records of an entity as they were at a position of changes.start, by id: {"records": [{id, version, record}], "after"}. Go on with the answer''s after until it is null. Raises GZ400 for an unknown entity or position, GZ411 for a position that is no longer kept.';

grant execute on function changes.records_at(text, text, text[], bigint) to authenticated;
grant execute on function changes.start(text[], text) to authenticated;
grant execute on function changes.snapshot(text, text, text, int, text) to authenticated;

-- Changes with the record before and after, as messages tell them.

create function changes.told(p_account text, p_positions bigint[])
returns table ("position" bigint, change jsonb)
language plpgsql
stable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_entity text;
begin
  for v_entity in
    select distinct l.entity from changes.log l where l.account_id = p_account and l."position" = any (p_positions)
  loop
    return query execute format(
      $sql$
      select l."position", changes.shown(l) || jsonb_build_object(
        'account', l.account_id,
        'before', case when l.operation not in ('created', 'restored') then coalesce(r.after, n.name) || d.before end,
        'after', case when l.operation not in ('deleted', 'merged') then r.after end
      )
      from changes.log l
      left join gazelle.%1$I t on t.account_id = l.account_id and t.id = l.id
      cross join lateral (select jsonb_build_object('id', l.id, 'account_id', l.account_id) as name) n
      -- A column was what its first later change had before.
      left join lateral (
        select jsonb_object_agg(c.key, c.value) as changes
        from (
          select distinct on (f.key) f.key, f.value -> 0 as value
          from changes.log g cross join lateral jsonb_each(g.changes) f
          where g.account_id = l.account_id and g.entity = %1$L and g.id = l.id and g."position" > l."position"
          order by f.key, g."position"
        ) c
      ) b on true
      cross join lateral (
        select (coalesce(to_jsonb(t), n.name) || coalesce(b.changes, '{}')) - '{version,is_placeholder,deleted_at,created_at,updated_at,synced_at}'::text[] as after
        where l.operation not in ('deleted', 'merged') and (t.id is not null or b.changes is not null)
        union all
        select null where l.operation in ('deleted', 'merged') or (t.id is null and b.changes is null)
      ) r
      cross join lateral (select coalesce(jsonb_object_agg(f.key, f.value -> 0), '{}') as before from jsonb_each(l.changes) f) d
      where l.account_id = $1 and l.entity = %1$L and l."position" = any ($2)
      $sql$, v_entity
    ) using p_account, p_positions;
  end loop;
end;
$$;

comment on function changes.told(text, bigint[]) is
  'Changes as changes.read gives them, each with its account and the record before and after it (null where it was not there): the columns of the production table.';
