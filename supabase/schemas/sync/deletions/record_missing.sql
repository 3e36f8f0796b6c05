-- What follows from a sweep for each record: seen, unseen, or known only because another record refers to it.

create function sync.forget_seen(p_run bigint)
returns void
language sql
set search_path = ''
begin atomic
  delete from sync.missing m
  using sync.runs r, sync.seen s
  where r.run_id = p_run and s.sweep_id = r.sweep_id
    and m.module = r.module and m.account_id = r.account_id and m.external_id = s.external_id
    -- A sweep may take an hour: what was found missing or deleted since it began, it may have seen before.
    and (greatest(m.found_missing_at, m.resolved_at) < r.watermark or greatest(m.found_missing_at, m.resolved_at) > clock_timestamp());
  -- What the list only names is not restored, nor does it fill a placeholder: its content did not come.
  delete from sync.missing m
  using sync.runs r
  where r.run_id = p_run and m.module = r.module and m.account_id = r.account_id and m.external_id = any (sync.named_ids(p_run))
    and m.reason = 'unseen' and m.status <> 'gone' and (m.found_missing_at < r.watermark or m.found_missing_at > clock_timestamp());
end;

comment on function sync.forget_seen(bigint) is
  'A record that a sweep saw, or that its list names, is not missing, whatever was recorded before the sweep began.';

create function sync.delete_limit(p_module text, p_known bigint)
returns bigint
language sql
stable
set search_path = ''
begin atomic
  select greatest(ceil(p_known * m.max_delete_share), case when m.by_id then m.delete_floor else 0 end)::bigint
  from sync.modules m
  where m.module = p_module;
end;

comment on function sync.delete_limit(text, bigint) is
  'How many of so many records may go without a person: max_delete_share of them, or delete_floor, where each is asked for by its id.';

create function sync.record_unseen(p_run bigint)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_unseen record;
  v_held_because text;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select * into v_unseen from sync.find_unseen(p_run);
  if coalesce(v_unseen.ids, v_unseen.found_ids) is null then
    return;
  end if;
  select case
      when sync.is_drained(p_run) then null
      -- An answer without any record is more likely a fault than an empty company.
      when v_run.mode = 'full' and not exists (select from sync.seen n where n.sweep_id = v_run.sweep_id) then 'empty'
      -- Any of them may stand behind a null, or be the one that totalCount counts, also where a person has acknowledged it.
      when not m.by_id and exists (select from sync.lanes l where l.run_id = p_run and (l.without_id > 0 or not l.agreed)) then 'empty'
      when cardinality(v_unseen.ids) > sync.delete_limit(v_run.module, v_unseen.known) then 'share'
    end
  into v_held_because
  from sync.modules m
  where m.module = v_run.module;

  insert into sync.missing as m (account_id, module, external_id, reason, status, held_because, run_id)
  select v_run.account_id, v_run.module, i.id, 'unseen', case when i.held_because is null then 'due' else 'held' end, i.held_because, p_run
  from (
    select u.id, v_held_because from unnest(v_unseen.ids) u (id)
    union all
    -- No list has shown these: how many they are says nothing. sync.hold_mass counts those that come by their ids no more either.
    select f.id, nullif(v_held_because, 'share') from unnest(v_unseen.found_ids) f (id)
  ) i (id, held_because)
  on conflict (account_id, module, external_id) do update
  set status = excluded.status, held_because = excluded.held_because, reason = 'unseen', found_missing_at = now(), run_id = excluded.run_id,
      found_at = case when m.status <> 'gone' then m.found_at end,
      attempts = 0, refusals = 0, refused_at = null, last_error = null, next_at = now(), decided_by = null, resolved_at = null, successor_id = null
  where m.status in ('gone', 'found') or m.reason = 'referenced'
    or (m.status = 'held' and excluded.status = 'due' and (m.found_at is null or m.held_because <> 'share'));
  -- What only polls have missed is proposed by the whole list now, and may have waited for it.
  update sync.missing m
  set run_id = p_run, next_at = case when m.next_at = 'infinity' then now() else m.next_at end
  where v_run.mode = 'full' and m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'due'
    and m.external_id = any (v_unseen.ids || v_unseen.found_ids) and m.run_id is distinct from p_run;
end;
$$;

comment on function sync.record_unseen(bigint) is
  'Records what a sweep did not see as due; as held when it is more than sync.delete_limit of what the sweep covers, when the sweep saw nothing (but see sync.is_drained), or, where none can be asked for, when something came as null or without an id.';

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
