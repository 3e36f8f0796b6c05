-- From staging to production, a set at a time. No input makes it fail: what is refused stays in staging.
--
--   SQLSTATE class             cause            what happens
--   40 53 55 57 58 XX, 54001   server or lock   raised: the page's transaction fails, and the page is sent again
--   22 23 54 P0 GZ             a record         the set is halved until that record is alone, which is then rejected
--   any other                  code or schema   the set stays pending until it is repaired and retried
--
-- Long (promote): the statement that may fail and these outcomes share one function.

create function reconcile.lock_staged(p_module text, p_account text, p_ids text[])
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[];
begin
  perform reconcile.lock_erasures(p_account);
  -- Everything that promotes locks in the order of ids, as staging itself does; then it reads what the others have committed.
  execute format(
    'select array_agg(l.external_id order by l.external_id)
     from (
       select s.external_id from staging.%I s
       where s.account_id = $1 and s.external_id = any ($2) and s.gone_at is null
       order by s.external_id for update
     ) l', 'stg_' || p_module
  ) into v_ids using p_account, p_ids;
  return coalesce(v_ids, '{}');
end;
$$;

comment on function reconcile.lock_staged(text, text, text[]) is
  'Locks staged records until the end of the transaction, so that their content stays what is promoted; answers those that are not gone.';

create function reconcile.promote(
  p_module text, p_account text, p_ids text[], p_is_marked_promoted boolean default false, p_is_replay boolean default false
)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity text;
  v_made int;
  v_changed int;
  v_problems jsonb;
  v_taken text[];
  v_owner text;
  v_issues jsonb := '{}'::jsonb;
  v_refused text[] := '{}'::text[];
  v_stopped text[] := '{}'::text[];
  v_placeholders int := 0;
  v_written int := 0;
  v_state text;
  v_message text;
  v_half int;
  v_is_row boolean;
begin
  if p_is_replay then
    -- Within a page or a deletion it is that which changes production.
    perform changes.because('replay', p_unless_known => true);
    p_ids := reconcile.lock_staged(p_module, p_account, p_ids);
  end if;
  v_half := cardinality(p_ids) / 2;
  begin
    for v_entity, v_owner in
      select e.entity, e.owner_column from reconcile.entities e where e.module = p_module order by e.position
    loop
      execute format('select * from reconcile.%I($1, $2, $3, $4, $5)', 'promote_' || v_entity)
      into v_made, v_changed, v_problems, v_taken
      using p_account, p_ids, v_stopped, p_is_marked_promoted, p_is_replay;
      v_placeholders := v_placeholders + v_made;
      v_written := v_written + v_changed;
      if v_problems is not null then
        select v_issues || jsonb_object_agg(p.key, coalesce(v_issues -> p.key, '[]') || p.value),
          v_refused || coalesce(array_agg(p.key) filter (where reconcile.is_refused(p.value)), '{}')
        into v_issues, v_refused
        from jsonb_each(v_problems) p;
        -- Children of a refused root would make a placeholder of it, so they are stopped too. A refused child stops no other entity.
        if v_owner is null then
          v_stopped := v_refused;
        end if;
      end if;
      -- Other accounts may refer to what was a placeholder or deleted, whosever it was.
      if v_taken is not null and exists (select from sync.accounts a where a.account_id <> p_account) then
        perform reconcile.end_references(v_entity, p_account, v_taken);
      end if;
    end loop;
  exception
    when others then
      get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
      -- The server's fault, not the record's.
      if left(v_state, 2) in ('40', '53', '55', '57', '58', 'XX') or v_state = '54001' then
        raise;
      end if;
      -- A record's own fault: halve the set until it is alone.
      v_is_row := left(v_state, 2) in ('22', '23', '54', 'P0', 'GZ');
      if v_is_row and v_half > 0 then
        return reconcile.promote(p_module, p_account, p_ids[: v_half], p_is_replay => p_is_replay)
          + reconcile.promote(p_module, p_account, p_ids[v_half + 1 :], p_is_replay => p_is_replay);
      end if;
      execute format(
        'update staging.%I
         set status = $3, last_error = $4, issues = $5, processed_at = now(),
             processing_attempts = least(processing_attempts + case when status = ''promoted'' and processed_at = now() then 0 else 1 end, 32767)
         where account_id = $1 and external_id = any ($2)
           and (status, last_error, processed_at) is distinct from ($3, $4, now())', 'stg_' || p_module
      ) using
        p_account, p_ids,
        case when v_is_row then 'rejected' else 'pending' end,
        -- Postgres may quote a value of the record, at any length.
        v_state || ': ' || left(v_message, 300),
        case when v_is_row then jsonb_build_array(reconcile.issue('failed_promotion', null, to_jsonb(v_state))) end;
      return 0;
  end;

  -- Staging wrote the rows as promoted and without issues: no update is needed.
  if p_is_marked_promoted and v_issues = '{}' and v_refused = '{}' then
    perform reconcile.count_placeholders(v_placeholders);
    return v_written + reconcile.reassign_children(p_module, p_account, p_ids);
  end if;

  -- Updates only rows whose status or issues differ, and refused ones, whose attempt counts: a page without issues is not written
  -- twice. Staging counted the first attempt when it wrote the row as promoted.
  execute format(
    'update staging.%I s
     set status = w.status, issues = w.issues, last_error = null, processed_at = now(),
         processing_attempts = least(
           s.processing_attempts + case when s.status = ''promoted'' and s.processed_at = now() then 0 else 1 end, 32767
         )
     from (
       select i.id, case when i.id = any ($3) then ''rejected'' else ''promoted'' end as status, $4 -> i.id as issues
       from unnest($2) i (id)
     ) w
     where s.account_id = $1 and s.external_id = any ($2) and s.external_id = w.id
       and (w.status = ''rejected'' or (s.status, s.issues, s.last_error) is distinct from (w.status, w.issues, null))', 'stg_' || p_module
  ) using p_account, p_ids, v_refused, v_issues;

  perform reconcile.count_placeholders(v_placeholders);
  return v_written + reconcile.reassign_children(p_module, p_account, p_ids);
end;
$$;

comment on function reconcile.promote(text, text, text[], boolean, boolean) is
  'Promotes a set of staged records through the views of its module; answers the production rows written. No input makes it fail: refused rows stay in staging, rejected, with their issues. p_is_marked_promoted: staging holds the rows as promoted, without issues and as checked text, so that nothing need be written there where promotion finds none. p_is_replay: the content is not new; it is locked first, what is gone is left alone, and a child stays with its owner.';

create function reconcile.count_placeholders(p_count int)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- A trigger returns nothing to its statement, so the count travels in a setting of the transaction.
  if p_count > 0 then
    perform set_config(
      'reconcile.placeholders',
      (coalesce(nullif(current_setting('reconcile.placeholders', true), '')::int, 0) + p_count)::text,
      true
    );
  end if;
end;
$$;

comment on function reconcile.count_placeholders(int) is 'Adds to the placeholders that this transaction has made, for sync.stage_records.';

create function reconcile.end_references(p_entity text, p_account text, p_ids text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_reference record;
  v_account text;
  v_ids text[];
begin
  for v_reference in
    select e.entity, e.module, coalesce(e.owner_column, 'id') as source, a.attname as name
    from pg_catalog.pg_constraint f
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
    join reconcile.entities e on to_regclass(format('gazelle.%I', e.entity)) = f.conrelid
    where f.confrelid = to_regclass(format('gazelle.%I', p_entity)) and f.contype = 'f' and not a.attnotnull
    order by e.module, e.position, a.attnum
  loop
    for v_account, v_ids in
      execute format(
        'select t.account_id, array_agg(distinct t.%1$I order by t.%1$I)
         from gazelle.%2$I t
         where t.%3$I = any ($1) and t.account_id <> $2 and t.%1$I is not null
         group by t.account_id order by t.account_id', v_reference.source, v_reference.entity, v_reference.name
      ) using p_ids, p_account
    loop
      -- Promotion leaves the reference empty, with its issue.
      perform reconcile.promote(v_reference.module, v_account, v_ids, p_is_replay => true);
    end loop;
    -- What is deleted or refused is not promoted.
    execute format(
      'update gazelle.%1$I t
       set %2$I = null, version = t.version + 1, updated_at = now(), synced_at = now()
       where t.%2$I = any ($1) and t.account_id <> $2', v_reference.entity, v_reference.name
    ) using p_ids, p_account;
  end loop;
end;
$$;

comment on function reconcile.end_references(text, text, text[]) is
  'Ends the references of other accounts to records that an account has taken over: they were placeholders or deleted, to which any account may refer.';
