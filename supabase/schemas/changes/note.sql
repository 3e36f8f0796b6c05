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
