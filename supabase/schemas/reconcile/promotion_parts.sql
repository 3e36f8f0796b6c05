-- The parts of a generated promotion that concern other tables. For the foreign key client_id of pianos:
--
--   usable         the column, null where the client is another account's
--   placeholders   other_client_id: the clients that this account does not have, but for placeholders and deleted ones, which belong to none;
--                  missing_client_id: inserts those that no account has; foreign_client_id: the ids of the others
--   counts         (select count(*) from missing_client_id)
--   problems       the issue other_account, where the client is one of foreign_client_id
create function reconcile.parents_sql(p_entity text, out usable text, out placeholders text, out counts text, out problems text)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_is_foreign constant text := 'u.%1$I = any ((select f.ids from %2$I f)::text[])';
begin
  select
    string_agg(
      case
        when c.parent is null then format(', u.%I', c.name)
        else format(e',\n        case when ' || v_is_foreign || ' then null else u.%1$I end as %1$I', c.name, 'foreign_' || c.name)
      end, '' order by c.place
    ),
    -- Once an id, because a page refers to a parent many times. offset 0 keeps each look-up an index probe.
    string_agg(
      format(
        $sql$
  %1$I as materialized (
    select r.id, p.account_id
    from (select distinct u.%2$I as id from usable u where u.%2$I is not null) r
    left join lateral (select p.account_id, p.is_placeholder or p.deleted_at is not null as is_free from %3$s p where p.id = r.id offset 0) p on true
    where p.account_id is distinct from p_account and p.is_free is not true
  ),
  %4$I as (
    insert into %3$s (id, account_id, is_placeholder)
    select r.id, p_account, true
    from %1$I r
    where r.account_id is null%6$s
    order by r.id
    on conflict do nothing
    returning 1
  ),
  %5$I as materialized (
    select array_agg(r.id) as ids from %1$I r where r.account_id is not null
  ),$sql$,
        'other_' || c.name, c.name, c.parent, 'missing_' || c.name, 'foreign_' || c.name,
        -- The parent may be in the same set, as a client that referred another client: then it needs no placeholder.
        case when c.parent = to_regclass(format('gazelle.%I', p_entity)) then ' and r.id not in (select w.id from usable w)' else '' end
      ), '' order by c.place
    ) filter (where c.parent is not null),
    string_agg(format('(select count(*) from %I)', 'missing_' || c.name), ' + ' order by c.place) filter (where c.parent is not null),
    string_agg(
      format(
        $sql$
    union all
    select u.source_id, reconcile.issue('other_account', %3$L, null)
    from usable u
    where (select f.ids from %2$I f) is not null and $sql$ || v_is_foreign, c.name, 'foreign_' || c.name, c.name
      ), '' order by c.place
    ) filter (where c.parent is not null)
  into usable, placeholders, counts, problems
  from reconcile.written_columns(p_entity) c;
end;
$$;

comment on function reconcile.parents_sql(text) is 'The parts of a promotion that concern references: look-ups of parents, placeholders, and references to records of another account.';

create function reconcile.staged_sql(p_entity text, out missing text, out is_listed boolean, out problems text)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_step text;
  v_name text;
  v_items record;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;
  if v_entity.owner_column is null then
    -- The text of a record is checked once, with its root entity, and only where the fetcher has not checked it (has_plain_text).
    -- p_is_marked_promoted spares the look at the staged rows.
    problems := format(
      $sql$
    union all
    select s.external_id, p.issue
    from staging.%1$I s
    cross join lateral jsonb_array_elements(reconcile.check_text(s.raw_data)) p (issue)
    where s.account_id = p_account and s.external_id = any (p_ids) and not p_is_marked_promoted and not s.has_plain_text$sql$, 'stg_' || v_entity.module
    );
    return;
  end if;
  is_listed := v_entity.list is not null;
  missing := reconcile.missing_children_sql(v_entity);
  if is_listed then
    v_step := regexp_replace(v_entity.list, '^.*\.', '');
    v_name := rtrim(v_step, '[]');
    select f.joins into v_items
    from reconcile.items_of(nullif(left(v_entity.list, -length(v_step) - 1), '')) f;
    problems := format(
      $sql$
    union all
    select s.external_id, reconcile.issue('bad_list', %1$L, %2$s -> %3$L)
    from staging.%4$I s%5$s
    where s.account_id = p_account and s.external_id = any (p_ids) and not reconcile.is_list(%2$s -> %3$L)$sql$,
      replace(v_entity.list, '[]', ''), case when v_items.joins = '' then 's.raw_data' else 'i.item' end, v_name, 'stg_' || v_entity.module, v_items.joins
    );
  end if;
end;
$$;

comment on function reconcile.staged_sql(text) is
  'The parts of a promotion that concern the staged record: of a child, what a whole list no longer holds and values that are no list; of a root, text that could not be stored as it came.';

create function reconcile.owners_sql(p_entity text, out newest text, out latest text, out contested text, out unless_newer text)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_asked_at text;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;
  -- A list that an answer lacked is as old as it was; one of the future, of a clock that was set back, is older than any.
  v_asked_at := format('coalesce((%%1$s.lists_at ->> %L)::timestamptz, %%1$s.fetched_at)', rtrim(split_part(v_entity.list, '.', 1), '[]'));
  -- A list may name an id twice: the same one is taken each time.
  latest := case when v_entity.owner_column is not null then ', i' end;
  if not reconcile.can_move(v_entity) then
    return;
  end if;
  newest := format(
    e'\n    join staging.%I n on n.account_id = p_account and n.external_id = i.source_id', 'stg_' || v_entity.module
  );
  latest := format(', %s desc, n.external_id desc, i', format(v_asked_at, 'n'));
  contested := format(
    $sql$
  contested as materialized (
    select u.id, u.source_id, k.owner_id, l.is_listed, h.fetched_at > n.fetched_at or (h.fetched_at = n.fetched_at and p_is_replay) as stays
    from usable u
    -- One after the other: joined freely, all staged records were paired with all, a minute for a page of clients.
    cross join lateral (
      -- Beside the id alone: a condition on the owner would let its partial index be scanned whole, which on an empty table costs as little.
      select c.owner_id, c.is_there
      from (select c.%1$I as owner_id, c.deleted_at is null as is_there from gazelle.%2$I c where c.id = u.id offset 0) c
      where c.owner_id <> u.source_id offset 0
    ) k
    cross join lateral (select %7$s as fetched_at from staging.%3$I r where r.account_id = p_account and r.external_id = k.owner_id offset 0) h
    cross join lateral (select %7$s as fetched_at from staging.%3$I r where r.account_id = p_account and r.external_id = u.source_id offset 0) n
    cross join lateral (select %4$s as is_listed offset 0) l
    where case when l.is_listed then true when k.is_there then %6$s else false end
  ),
  listed as (
    insert into reconcile.listings (account_id, module, entity, external_id, source_id)
    select p_account, %5$L, %2$L, c.id, case when c.stays then c.source_id else c.owner_id end
    from contested c
    where c.is_listed or c.stays
    union
    select p_account, %5$L, %2$L, u.id, i.source_id
    from incoming i
    join usable u on u.id = i.id and u.source_id <> i.source_id
    on conflict do nothing
  ),$sql$,
    v_entity.owner_column, v_entity.entity, 'stg_' || v_entity.module,
    reconcile.lists_sql(v_entity, 'k.owner_id', 'u.id'), v_entity.module, reconcile.may_list_sql(v_entity, 'k.owner_id'),
    format('case when %1$s <= clock_timestamp() then %1$s else ''-infinity'' end', format(v_asked_at, 'r'))
  );
  unless_newer := e'\n      and n.id <> all (array(select c.id from contested c where c.stays))';
end;
$$;

comment on function reconcile.owners_sql(text) is
  'The parts of a promotion that decide whose a child is that several records list: the one whose content was asked for last. Null for what cannot move, but for the order.';
