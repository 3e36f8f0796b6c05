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
