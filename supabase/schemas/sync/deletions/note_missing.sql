-- After the lanes of a run, a poll's too, and before sync.finish_run: records that it did not see are held for a person, or asked for
-- and then soft-deleted.
--
--   note_missing    records what is missing, and answers what is due
--   record_caller   whose credential it is; only a full administrator's deletes
--   then, where Gazelle has a query by id:   resolve_missing and next_look_ups, until nothing is due
--   where it has none:                       delete_unseen

create function sync.note_missing(p_run bigint, p_lease uuid, p_lanes text[], p_limit int default 1000, p_with_records boolean default true)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_is_by_id boolean;
  v_held int;
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
    -- What stood against a look-up was not the record: whose credential it is may have changed, and this sweep has seen who is there.
    update sync.missing m
    set next_at = now()
    where m.module = v_run.module and m.account_id = v_run.account_id and m.next_at > now()
      and (
        m.status = 'due' and split_part(m.last_error, ':', 1) in ('rights_lost', 'rights_unknown', 'control_missing', 'control_silent')
        -- What an error was about may be mended: it is asked for once by each full sweep.
        or m.status = 'due' and m.refusals > 0
        or m.status = 'held' and m.held_because = 'error'
        -- No look-up waits for longer than a day: the clock was ahead.
        or m.next_at > now() + interval '25 hours' and m.next_at < 'infinity'
      );
  end if;
  if v_is_by_id then
    perform sync.record_referenced(p_run);
  end if;

  select count(*) + reconcile.count_held(v_run.module, v_run.account_id) into v_held
  from sync.missing m
  where m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'held';
  update sync.runs r set held_back = v_held where r.run_id = p_run and r.held_back is distinct from v_held;

  return sync.due_look_ups(p_run, p_limit, p_with_records)
    || case when sync.asks_rights(p_run) then jsonb_build_object('asksRights', true) else '{}' end;
end;
$$;

comment on function sync.note_missing(bigint, uuid, text[], int, boolean) is
  'Called when every lane of a run, poll or sweep, is read: records what may be missing, and answers what is due for a look-up (sync.due_look_ups), and whether what is held asks for the caller''s rights (sync.asks_rights). Deletes nothing.';

create function sync.asks_rights(p_run bigint)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select exists (
    select
    from sync.runs r
    join sync.missing m using (account_id, module)
    where r.run_id = p_run and m.status = 'held' and (r.mode = 'full' or m.run_id = p_run)
  ) or exists (
    select
    from sync.runs r
    join reconcile.entities e using (module)
    join reconcile.missing_children v on v.account_id = r.account_id and v.entity = e.entity
    where r.run_id = p_run and v.status = 'held' and (r.mode = 'full' or v.missing_since >= r.started_at)
  );
end;

comment on function sync.asks_rights(bigint) is
  'Whether records, or what lists in them held, are held that may only be hidden from the caller: by this run, or by any before a full sweep. Polls that find nothing new do not ask again.';

create function sync.delete_unseen(p_run bigint, p_lease uuid)
returns int
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_lanes constant text[] := array(select l.lane from sync.lanes l where l.run_id = p_run);
  v_is_whole constant boolean := sync.misses_no_record(p_run, v_lanes);
  v_ids text[];
  v_deleted int;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;
  -- A list that did not come shows nothing, whatever an earlier one has proved and a person has decided; nor does one whose beginning
  -- is not known, since the clock was set back.
  if v_run.watermark > clock_timestamp() or not v_is_whole and not (
    sync.is_read_to_end(p_run, v_lanes) and exists (select from sync.seen s where s.sweep_id = v_run.sweep_id)
  ) then
    return 0;
  end if;
  select array_agg(m.external_id) into v_ids
  from sync.missing m
  where m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'due' and m.reason = 'unseen'
    and m.next_at <= clock_timestamp() and (v_is_whole or m.decided_by is not null);
  v_deleted := sync.delete_records(v_run.module, v_run.account_id, coalesce(v_ids, '{}'), p_run, v_run.watermark);
  update sync.runs r set deleted = r.deleted + v_deleted where r.run_id = p_run and v_deleted > 0;
  return v_deleted;
end;
$$;

comment on function sync.delete_unseen(bigint, uuid) is
  'Soft-deletes what is due where Gazelle has no query by id: absence from a whole list is all that can be known, and of this run''s too. Answers how many.';

create function sync.update_successors(p_module text, p_account text)
returns void
language sql
set search_path = ''
begin atomic
  -- Children that another module brings, as measurements do, may move only when that one is swept, after the deletion: daily.
  update sync.missing m
  set successor_id = reconcile.successor_of(m.module, m.account_id, m.external_id)
  where m.module = p_module and m.account_id = p_account and m.status = 'gone'
    and m.successor_id is null and m.resolved_at > now() - interval '3 days';
end;

comment on function sync.update_successors(text, text) is 'Searches again for the successors of records that were deleted in the last three days.';

create function sync.no_open_hole_sql(p_id text)
returns text
language sql
immutable
set search_path = ''
return format(
  'not exists (
     select from sync.holes h where h.account_id = $2 and h.module = $3 and h.external_id = %s and h.closed_at is null and h.kind <> ''apart''
   )', p_id
);

comment on function sync.no_open_hole_sql(text) is 'The condition that a record has no open hole, as SQL text; $2 is the account, $3 the module.';

create function sync.living_record(p_run bigint)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_module sync.modules;
  v_date text;
  v_id text;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select * into v_module from sync.modules m where m.module = v_run.module;
  v_date := coalesce(v_module.since_column, v_module.scope_column);
  -- Of the latest that this sweep has seen: where a list has to be searched for one, it stands near the beginning. Not the same each time,
  -- nor one with a hole: Gazelle may never answer for it.
  execute format(
    'select l.external_id
     from (
       select n.external_id
       from (select e.external_id from sync.seen e where e.sweep_id = $1 limit 1000) n
       join staging.%1$I s on s.account_id = $2 and s.external_id = n.external_id and s.gone_at is null
       %2$s limit 20
     ) l
     where %3$s
     order by random() limit 1', 'stg_' || v_run.module,
    case
      when v_date is null then ''
      else format('join gazelle.%I t on t.id = n.external_id order by t.%I desc nulls last', sync.root_entity(v_run.module), v_date)
    end,
    sync.no_open_hole_sql('l.external_id')
  ) into v_id using v_run.sweep_id, v_run.account_id, v_run.module;
  if v_id is null then
    execute format(
      'select l.external_id
       from (
         select s.external_id from staging.%I s
         where s.account_id = $2 and s.gone_at is null and not exists (
           select from sync.missing m where m.module = $3 and m.account_id = $2 and m.external_id = s.external_id
         )
         order by s.external_id desc limit 20
       ) l
       where %s
       order by random() limit 1', 'stg_' || v_run.module, sync.no_open_hole_sql('l.external_id')
    ) into v_id using v_run.sweep_id, v_run.account_id, v_run.module;
  end if;
  return v_id;
end;
$$;

comment on function sync.living_record(bigint) is
  'A record that is known to be there: what Gazelle answers for it shows whether its answers for missing ones can be believed. Null when none is known.';

create function sync.due_look_ups(p_run bigint, p_limit int, p_with_records boolean)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_is_by_id boolean;
  v_due text[];
  v_left int;
  v_control text;
  v_records jsonb;
  v_unswept text[];
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select m.by_id into v_is_by_id from sync.modules m where m.module = v_run.module;
  select coalesce(array_agg(d.external_id order by d.next_at, d.external_id) filter (where d.n <= p_limit), '{}'), count(*)
  into v_due, v_left
  from (
    select m.external_id, m.next_at, row_number() over (order by m.next_at, m.external_id) as n
    from sync.missing m
    where m.module = v_run.module and m.account_id = v_run.account_id and m.next_at <= clock_timestamp()
      and (m.status = 'due' or v_is_by_id and v_run.mode = 'full' and m.status = 'held' and m.held_because = 'error')
  ) d;
  if not v_is_by_id then
    return jsonb_build_object('due', '[]'::jsonb) || case when v_left = 0 then '{}' else jsonb_build_object('unseen', v_left) end;
  end if;
  if v_left = 0 then
    return jsonb_build_object('due', '[]'::jsonb);
  end if;

  v_control := sync.living_record(p_run);
  if p_with_records then
    execute format(
      'select jsonb_object_agg(s.external_id, s.raw_data) from staging.%I s where s.account_id = $1 and s.external_id = any ($2)',
      'stg_' || v_run.module
    ) into v_records using v_run.account_id, v_due || v_control;
    select array_agg(m.external_id order by m.external_id) into v_unswept
    from sync.missing m
    left join sync.runs r on r.run_id = m.run_id
    where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = any (v_due) and m.decided_by is null
      and r.mode is distinct from 'full';
  end if;
  return jsonb_strip_nulls(jsonb_build_object('control', v_control))
    || jsonb_build_object('due', v_due)
    || case when v_records is null then '{}' else jsonb_build_object('records', v_records) end
    || case when v_unswept is null then '{}' else jsonb_build_object('unswept', v_unswept) end;
end;
$$;

comment on function sync.due_look_ups(bigint, int, boolean) is
  'What is due: {due, records, unswept, control}, the ids to ask Gazelle for now, those of them (and of it) that were staged, those that no full sweep has missed and no person has decided about, and a record that is known to be there; {unseen}, how many, where Gazelle has no query by id.';

create function sync.next_look_ups(p_run bigint, p_lease uuid, p_limit int default 1000, p_with_records boolean default true)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
begin
  perform sync.hold_lease(p_run, p_lease);
  return sync.due_look_ups(p_run, p_limit, p_with_records);
end;
$$;

comment on function sync.next_look_ups(bigint, uuid, int, boolean) is 'What is still due after the look-ups before.';
