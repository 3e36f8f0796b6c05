-- Promotion without Gazelle: of what waits, each night, and of everything after a rule has changed.

create function reconcile.free_references(p_module text, p_account text, p_limit int)
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  v_reference record;
  v_some text[];
  v_ids text[] := '{}';
begin
  if not exists (select from sync.accounts a where a.account_id <> p_account) then
    return v_ids;
  end if;
  for v_reference in
    select e.entity, c.name, c.parent
    from reconcile.entities e
    cross join lateral reconcile.written_columns(e.entity) c
    where e.module = p_module and c.parent is not null
    order by e.position, c.place
  loop
    -- By the partial index of what has issues; offset 0 keeps the look-ups index probes.
    execute format(
      'select array_agg(distinct r.source_id)
       from (
         select s.external_id from staging.%1$I s
         where s.account_id = $1 and s.issues is not null and s.status = ''promoted'' and s.gone_at is null
           and s.issues @> jsonb_build_array(jsonb_build_object(''rule'', ''other_account'', ''field'', %3$L::text))
         offset 0
       ) s
       cross join lateral (
         select v.source_id, v.id, v.%3$I as parent_id from reconcile.%2$I v where v.account_id = $1 and v.source_id = s.external_id offset 0
       ) r
       cross join lateral (select from gazelle.%2$I t where t.id = r.id and t.account_id = $1 and t.%3$I is null offset 0) t
       where r.parent_id is not null and not exists (
         select from %4$s p where p.id = r.parent_id and p.account_id <> $1 and not p.is_placeholder and p.deleted_at is null offset 0
       )', 'stg_' || p_module, v_reference.entity, v_reference.name, v_reference.parent
    ) into v_some using p_account;
    v_ids := v_ids || coalesce(v_some, '{}');
  end loop;
  return array(select distinct i.id from unnest(v_ids) i (id) order by 1 limit p_limit);
end;
$$;

comment on function reconcile.free_references(text, text, int) is
  'Promoted records with a reference that was left empty as it was to a record of another account, and is to one of their own, or nobody''s, by now.';

create function reconcile.run_module(p_module text, p_account text, p_limit int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[];
begin
  perform reconcile.refresh(p_module);
  execute format(
    'select array_agg(external_id) from (
       select external_id from staging.%I where account_id = $1 and status <> ''promoted'' and gone_at is null
       order by processed_at nulls first limit $2
     ) w', 'stg_' || p_module
  ) into v_ids using p_account, p_limit;
  v_ids := v_ids || reconcile.free_references(p_module, p_account, p_limit);
  if cardinality(v_ids) = 0 then
    return null;
  end if;
  return reconcile.retry_all(p_module, p_account, v_ids);
end;
$$;

comment on function reconcile.run_module(text, text, int) is
  'Tries again what is pending or refused of one module and account, and references that were another account''s (reconcile.free_references); answers how many records were tried, are still refused, and were written, null where nothing waits.';

create function reconcile.run(p_module text default null, p_account text default null, p_limit int default 1000)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_account text;
  v_module text;
  v_done jsonb;
  v_tried int := 0;
  v_written int := 0;
  v_left int := 0;
  v_failed jsonb := '{}'::jsonb;
begin
  if p_module is not null and not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', p_module using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
  perform reconcile.forget_job_errors('reconcile', p_module, p_account);
  delete from reconcile.missing_children v where v.status = 'gone' and v.missing_since < now() - interval '1 day';
  for v_account, v_module in
    select a.account_id, m.module
    from sync.accounts a, sync.modules m
    where case when p_account is null then a.paused_at is null else a.account_id = p_account end and m.module = coalesce(p_module, m.module)
    order by a.account_id, m.position
  loop
    -- One module at fault must not undo what was done for the others.
    begin
      v_done := reconcile.run_module(v_module, v_account, p_limit);
      v_tried := v_tried + coalesce((v_done ->> 'tried')::int, 0);
      v_left := v_left + coalesce((v_done ->> 'rejected')::int, 0);
      v_written := v_written + coalesce((v_done ->> 'written')::int, 0);
    exception
      when others or query_canceled then
        -- A call for one module raises its error; a call for all records it.
        if p_module is not null then
          raise;
        end if;
        perform reconcile.note_job_error('reconcile', v_module, v_account, sqlerrm);
        v_failed := v_failed || jsonb_build_object(v_account || ' ' || v_module, sqlerrm);
        -- The time is over for those that follow too.
        exit when sqlstate = '57014';
    end;
  end loop;
  return jsonb_build_object('tried', v_tried, 'promoted', v_tried - v_left, 'rejected', v_left, 'written', v_written)
    || case when v_failed = '{}' then '{}' else jsonb_build_object('failed', v_failed) end;
end;
$$;

comment on function reconcile.run(text, text, int) is
  'Tries again what is pending or refused, up to p_limit records a module: of one account, or of every account that is not paused. Where all modules are asked for, what fails undoes nothing of the others: it is in "failed" and in reconcile.job_errors. The triggers do the rest as pages land.';

create function reconcile.replay(p_module text, p_account text default 'main', p_after text default '', p_limit int default 1000)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_ids text[];
  v_written int := 0;
begin
  if not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', p_module using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
  perform reconcile.refresh(p_module);
  execute format(
    'select array_agg(external_id order by external_id) from (
       select external_id from staging.%I where account_id = $1 and external_id > $2 and gone_at is null
       order by external_id limit $3
     ) w', 'stg_' || p_module
  ) into v_ids using p_account, p_after, p_limit;
  if v_ids is not null then
    v_written := reconcile.promote(p_module, p_account, v_ids, p_is_replay => true);
  end if;
  return jsonb_build_object(
    'tried', coalesce(cardinality(v_ids), 0),
    'written', v_written,
    'after', v_ids[cardinality(v_ids)]
  );
end;
$$;

comment on function reconcile.replay(text, text, text, int) is
  'Promotes a slice of staging again, without calling Gazelle: after a rule, a policy or a view has changed. Call it with the answer''s "after" until tried is 0.';
select cron.schedule('gazelle-reconcile', '20 8 * * *', 'select reconcile.run()');
