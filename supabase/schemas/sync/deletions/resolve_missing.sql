-- What Gazelle answered when missing records were looked up by id.

create function sync.count_look_ups(
  p_run bigint, p_api_calls int, p_waited_ms int, p_fetched int default 0, p_changed int default 0, p_promoted int default 0,
  p_rejected int default 0, p_placeholders int default 0
)
returns void
language sql
set search_path = ''
begin atomic
  insert into sync.lanes as l (
    run_id, lane, finished_at, agreed, api_calls, waited_ms, fetched, changed, promoted, rejected, placeholders
  )
  values (
    p_run, 'missing', clock_timestamp(), true, p_api_calls, p_waited_ms, p_fetched, p_changed, p_promoted, p_rejected, p_placeholders
  )
  on conflict (run_id, lane) do update
  set api_calls = l.api_calls + excluded.api_calls,
      waited_ms = l.waited_ms + excluded.waited_ms,
      fetched = l.fetched + excluded.fetched,
      changed = l.changed + excluded.changed,
      promoted = l.promoted + excluded.promoted,
      rejected = l.rejected + excluded.rejected,
      placeholders = l.placeholders + excluded.placeholders;
end;

comment on function sync.count_look_ups(bigint, int, int, int, int, int, int, int) is 'Adds what look-ups cost and brought to the lane "missing" of a run.';

create function sync.resolve_missing(
  p_run bigint,
  p_lease uuid,
  p_gone text[],
  p_nodes jsonb,
  p_failed jsonb default '{}',
  p_api_calls int default 0,
  p_waited_ms int default 0,
  p_refused jsonb default '{}',
  p_has_control boolean default true,
  p_age_ms int default 0,
  p_waiting text[] default '{}'
)
returns void
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_asked_at constant timestamptz := sync.asked_at(p_age_ms);
  v_run sync.runs;
  v_gone text[];
  v_counts record;
  v_deleted int;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;
  -- Before the rows are locked: an erasure holds it first, too.
  perform reconcile.lock_erasures(v_run.account_id);

  -- What a person has decided to keep since it was asked for, or a sweep has seen, stays.
  v_gone := array(
    select m.external_id
    from sync.missing m
    where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = any (p_gone)
      -- What waits because of errors has its answer now, and needs no person.
      and (m.status = 'due' or m.status = 'held' and m.held_because = 'error')
    order by m.external_id for update
  );
  select * into v_counts from sync.stage_nodes(v_run.module, v_run.account_id, p_run, p_nodes, v_asked_at);
  -- What its list does not show and its id gives is not looked up by each run: the list may never show it. The next day's sweep, which asks
  -- a little earlier or later, asks again.
  update sync.missing m
  set status = 'found', reason = 'unseen', held_because = null, found_at = now(), attempts = 0, refusals = 0, last_error = null,
      next_at = now() + interval '20 hours'
  from jsonb_array_elements(p_nodes) n (node)
  where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = n.node ->> 'id'
    and m.status <> 'dismissed';

  perform sync.postpone_look_ups(v_run, p_failed || p_refused);
  update sync.missing m
  set next_at = 'infinity', attempts = 0, refusals = 0, last_error = null
  where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = any (p_waiting) and m.status = 'due'
    and m.decided_by is null;
  v_gone := v_gone || sync.record_refusals(v_run, p_refused);
  -- Of a list that has emptied itself none is left to prove the answers: the list has said the same twice.
  if not p_has_control and not sync.is_drained(p_run) then
    v_gone := sync.hold_unproved(v_run, v_gone);
  end if;
  v_gone := sync.hold_mass(v_run, v_gone);
  v_deleted := sync.delete_records(v_run.module, v_run.account_id, v_gone, p_run, v_asked_at);

  perform sync.count_look_ups(
    p_run, p_api_calls, p_waited_ms, jsonb_array_length(p_nodes), v_counts.changed, v_counts.promoted, v_counts.rejected, v_counts.placeholders
  );
  update sync.runs r
  set deleted = r.deleted + v_deleted,
      held_back = (
        select count(*) + reconcile.count_held(r.module, r.account_id) from sync.missing m where m.module = r.module and m.account_id = r.account_id and m.status = 'held'
      )
  where r.run_id = p_run;
end;
$$;

comment on function sync.resolve_missing(bigint, uuid, text[], jsonb, jsonb, int, int, jsonb, boolean, int, text[]) is
  'Stores what Gazelle answered about missing records: p_gone are deleted; p_nodes were found (moved, or a placeholder''s own record) and are staged; p_failed {id: error} are looked up again later; so are p_refused, for which Gazelle had an error while it answered for a living record (p_has_control): after three full sweeps a person is asked. p_age_ms: since when the answer speaks. p_waiting: not in the part of the list that was searched, which shows nothing until a full sweep misses them too.';

create function sync.postpone_look_ups(p_run sync.runs, p_failed jsonb)
returns void
language sql
set search_path = ''
begin atomic
  -- A look-up that failed is repeated after a delay that doubles. 2 ^ 11 minutes is more than a day. What a full sweep was refused, the
  -- next one compares with: polls between them do not count.
  update sync.missing m
  set attempts = m.attempts + 1,
      last_error = case when p_run.mode <> 'full' and m.refusals > 0 then m.last_error else sync.fit_text(f.value #>> '{}') end,
      refusals = case
        when p_run.mode <> 'full' or split_part(m.last_error, ':', 1) = split_part(f.value #>> '{}', ':', 1) then m.refusals
        else 0
      end,
      next_at = now() + least(interval '1 minute' * power(2, least(m.attempts, 11)), interval '1 day')
  from jsonb_each(p_failed) f
  where m.module = p_run.module and m.account_id = p_run.account_id and m.external_id = f.key;
end;

comment on function sync.postpone_look_ups(sync.runs, jsonb) is 'Look-ups without an answer, {id: error}, are repeated later and later, at least once a day.';

create function sync.record_refusals(p_run sync.runs, p_refused jsonb)
returns text[]
language plpgsql
set search_path = ''
as $$
begin
  update sync.missing m
  set refused_at = now()
  where m.module = p_run.module and m.account_id = p_run.account_id and p_refused ? m.external_id;
  -- Polls ask again within minutes, which is no new evidence: full sweeps count. A slice is over before it is due again.
  update sync.missing m
  set refusals = m.refusals + 1,
      next_at = greatest(m.next_at, now() + interval '10 minutes'),
      status = case when m.refusals >= 2 and m.decided_by is null and m.reason = 'unseen' then 'held' else m.status end,
      held_because = case when m.refusals >= 2 and m.decided_by is null and m.reason = 'unseen' then 'error' end
  where p_run.mode = 'full' and m.module = p_run.module and m.account_id = p_run.account_id and m.status = 'due' and p_refused ? m.external_id;
  -- A person has decided that it may go, and Gazelle, which answers for others, does not say that it is there.
  return array(
    select m.external_id
    from sync.missing m
    where m.module = p_run.module and m.account_id = p_run.account_id and m.status = 'due' and p_refused ? m.external_id
      and m.decided_by is not null
  );
end;
$$;

comment on function sync.record_refusals(sync.runs, jsonb) is
  'Counts errors that are about a record, one for each full sweep; after three in a row it waits for a person. Answers those that a person has released already.';

create function sync.hold_unproved(p_run sync.runs, p_gone text[])
returns text[]
language plpgsql
set search_path = ''
as $$
begin
  update sync.missing m
  set status = 'held', held_because = 'empty'
  where m.module = p_run.module and m.account_id = p_run.account_id and m.external_id = any (p_gone)
    and m.status = 'due' and m.reason = 'unseen' and m.decided_by is null;
  return array(
    select m.external_id
    from sync.missing m
    where m.module = p_run.module and m.account_id = p_run.account_id and m.external_id = any (p_gone) and m.status <> 'held'
  );
end;
$$;

comment on function sync.hold_unproved(sync.runs, text[]) is
  'Answers that no living record could prove wait for a person, unless one has decided; answers the others.';

create function sync.hold_mass(p_run sync.runs, p_gone text[])
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[];
  v_before bigint;
  v_known bigint;
begin
  select array_agg(m.external_id) filter (where m.status <> 'gone' and m.external_id = any (p_gone)),
    count(*) filter (where m.status = 'gone' and m.resolved_at > now() - interval '1 day')
  into v_ids, v_before
  from sync.missing m
  where m.module = p_run.module and m.account_id = p_run.account_id and m.found_at is not null and m.decided_by is null;
  if v_ids is null or v_before + cardinality(v_ids) <= sync.delete_limit(p_run.module, 0) then
    return p_gone;
  end if;
  execute format(
    'select count(*) from staging.%I s
     where s.account_id = $1 and s.gone_at is null and not exists (
       select from sync.missing m
       where m.module = $2 and m.account_id = $1 and m.external_id = s.external_id and m.found_at is not null and m.status <> ''gone''
     )', 'stg_' || p_run.module
  ) into v_known using p_run.account_id, p_run.module;
  if v_before + cardinality(v_ids) <= sync.delete_limit(p_run.module, v_known) then
    return p_gone;
  end if;
  update sync.missing m
  set status = 'held', held_because = 'share'
  where m.module = p_run.module and m.account_id = p_run.account_id and m.external_id = any (v_ids);
  return array(select g.id from unnest(p_gone) g (id) where g.id <> all (v_ids));
end;
$$;

comment on function sync.hold_mass(sync.runs, text[]) is
  'Records that came by their ids alone and no longer do: sync.delete_limit of them may go in a day, the others wait for a person. Answers what may go.';
