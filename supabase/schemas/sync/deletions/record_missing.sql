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
  v_held_because text;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select * into v_unseen from sync.find_unseen(p_run);
  if v_unseen.ids is null then
    return;
  end if;
  select case
      -- An answer without any record is more likely a fault than an empty company.
      when v_run.mode = 'full' and not exists (select from sync.seen n where n.sweep_id = v_run.sweep_id) then 'empty'
      -- Any of them may stand behind a null, also behind one that a person has acknowledged.
      when not m.by_id and exists (select from sync.lanes l where l.run_id = p_run and l.without_id > 0) then 'empty'
      when cardinality(v_unseen.ids) > greatest(ceil(v_unseen.known * m.max_delete_share), case when m.by_id then m.delete_floor else 0 end)
        then 'share'
    end
  into v_held_because
  from sync.modules m
  where m.module = v_run.module;

  insert into sync.missing as m (account_id, module, external_id, reason, status, held_because, run_id)
  select v_run.account_id, v_run.module, i.id, 'unseen', case when v_held_because is null then 'due' else 'held' end, v_held_because, p_run
  from unnest(v_unseen.ids) i (id)
  on conflict (account_id, module, external_id) do update
  set status = excluded.status, held_because = excluded.held_because, reason = 'unseen', found_missing_at = now(), run_id = excluded.run_id,
      attempts = 0, refusals = 0, last_error = null, next_at = now(), decided_by = null, resolved_at = null, successor_id = null
  where m.status in ('gone', 'found') or (m.status = 'held' and excluded.status = 'due') or m.reason = 'referenced';
end;
$$;

comment on function sync.record_unseen(bigint) is
  'Records what a sweep did not see as due; as held when it is more than max_delete_share of what the sweep covers (and than delete_floor, where each is asked for by its id), when the sweep saw nothing, or, where none can be asked for, when something came as null or without an id.';

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
