-- A page of version 5, taken or only judged: `gazelle migrate-v5`. Nothing of an erased client comes back with it.

create function sync.v5_rows_without_erased(p_account text, p_rows jsonb, p_serials jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from sync.erased e where e.account_id = p_account) then
    return p_rows;
  end if;
  return (
    with ids as (
      select r.place, i.id, bool_or(i.is_theirs) as is_theirs
      from jsonb_array_elements(p_rows) with ordinality r (item, place)
      cross join lateral (
        select reconcile.v5_id(r.item) as id, true as is_theirs
        union all
        select f.id, true from jsonb_each_text(reconcile.v5_refers_to(r.item, p_serials)) f (name, id)
        union all
        select m.word[1], false from regexp_matches(r.item::text, '(?<![\w-])(?:cli|con|ins|evt|tme|tle|inv|ini|est)_[A-Za-z0-9]{1,60}(?![\w-])', 'g') m (word)
      ) i
      where i.id is not null
      group by r.place, i.id
    ), erased as (
      select h.id from sync.erasure_hashes(p_account, array(select distinct i.id from ids i)) h
      join sync.erased e on e.account_id = p_account and e.hash = h.hash
    )
    select coalesce(jsonb_agg(coalesce(sync.struck(r.item, null, n.ids), r.item) order by r.place), '[]')
    from jsonb_array_elements(p_rows) with ordinality r (item, place)
    cross join lateral (select array_agg(i.id) as ids, bool_or(i.is_theirs) as are_theirs from ids i join erased e using (id) where i.place = r.place) n
    where n.are_theirs is not true
  );
end;
$$;

comment on function sync.v5_rows_without_erased(text, jsonb, jsonb) is 'The rows of a page that are not an erased client''s, nor refer to one; where one names them among others, without them.';

create function sync.strike_v5_rows(p_account text, p_ids text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform reconcile.write_v5_rows(p_account, (
    select jsonb_agg(to_jsonb(r) || jsonb_build_object('data', sync.struck(r.data, null, p_ids)))
    from reconcile.v5_rows r
    where r.account_id = p_account and sync.struck(r.data, null, p_ids) <> r.data
  ));
end;
$$;

comment on function sync.strike_v5_rows(text, text[]) is 'Strikes ids out of the rows that name them among others.';

create function sync.take_v5_rows(p_account text, p_source text, p_table text, p_rows jsonb, p_serials jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_rows constant jsonb := sync.v5_rows_without_erased(p_account, p_rows, p_serials);
  v_counts jsonb := '{}'::jsonb;
begin
  if p_table = 'gazelle_timeline_entries' then
    v_counts := jsonb_build_object('entries', reconcile.take_v5_entries(p_account, p_source, v_rows, p_serials));
  elsif exists (select from reconcile.v5_fields() f where f.source_table = p_table) then
    perform reconcile.take_v5_serials(p_account, p_table, v_rows);
    v_counts := jsonb_build_object('values', reconcile.take_v5_values(p_account, p_source, p_table, v_rows));
  elsif p_table <> all (array['gazelle_contacts', 'gazelle_invoices', 'gazelle_invoice_items']) then
    v_counts := jsonb_build_object('own', reconcile.take_v5_own_rows(p_account, p_source, p_table, v_rows, p_serials));
  end if;
  return v_counts || jsonb_build_object(
    'read', jsonb_array_length(p_rows), 'erased', jsonb_array_length(p_rows) - jsonb_array_length(v_rows)
  );
end;
$$;

comment on function sync.take_v5_rows(text, text, text, jsonb, jsonb) is 'Takes a page of a table of version 5, by what the table holds; see sync.take_v5_page.';

create function sync.take_v5_page(
  p_account text, p_source text, p_table text, p_rows jsonb, p_serials jsonb default '{}', p_so_far jsonb default '{}', p_position text default null,
  p_is_report boolean default true, p_samples int default 3, p_after text default null
)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '120s'
as $$
declare
  v_counts jsonb;
  v_open jsonb := '[]'::jsonb;
begin
  perform sync.check_account(p_account);
  perform reconcile.lock_erasures(p_account);
  -- Two moves at once would match the same authors.
  perform pg_advisory_xact_lock(hashtext('v5'), hashtext(p_account));
  begin
    v_counts := sync.v5_sum(p_so_far, sync.take_v5_rows(p_account, p_source, p_table, p_rows, p_serials));
    if p_is_report then
      v_open := reconcile.v5_open_of(p_account, p_table, array(
        select c.id from reconcile.v5_copies(p_rows) c where c.place = 1
        union
        select reconcile.v5_own_id(p_table, r.item) from jsonb_array_elements(p_rows) r (item)
      ), p_samples);
      raise exception 'only a report' using errcode = 'GZ299';
    end if;
  exception
    -- A report is the same work, undone: it cannot promise what the move does not do.
    when sqlstate 'GZ299' then
      null;
  end;
  if not p_is_report then
    -- Rows without a key come last; what goes on goes on behind the last key.
    update sync.v5_moves m
    set "position" = coalesce(p_position, m."position"), moved_at = now(),
      -- A page whose answer was lost is sent again, and counts once.
      counts = case when m."position" is not distinct from p_after then v_counts else m.counts end
    where m.account_id = p_account and m.source = p_source and m.source_table = p_table and not m.is_done
      and (m."position" is not distinct from p_after or m."position" = p_position);
    if not found then
      raise exception 'another move of this version 5, or its undoing, was here since the page before'
        using errcode = 'GZ425', hint = 'Let the other one end, then run the same command again.';
    end if;
  end if;
  return jsonb_build_object('counts', v_counts, 'open', v_open);
end;
$$;

comment on function sync.take_v5_page(text, text, text, jsonb, jsonb, jsonb, text, boolean, int, text) is
  'Takes a page of a table of version 5 in one transaction, with its position. Answers counts, p_so_far and how many rows of this page became what; and, of a report, what would be open, p_samples of each column and reason. p_serials: {entity: {number: id}} for numbers that the page may refer to. p_position: key of the page''s last row. p_after: that of the page before; GZ425: the move stands elsewhere by now. p_is_report: nothing is changed, and the counts are the same.';

create function sync.begin_v5_move(p_account text, p_source text, p_tables text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform sync.check_account(p_account);
  -- A move that has ended begins anew: version 5 goes on being used beside this database.
  if not exists (select from sync.v5_moves m where m.account_id = p_account and m.source = p_source and not m.is_done and m.source_table = any (p_tables)) then
    delete from sync.v5_moves m where m.account_id = p_account and m.source = p_source;
  end if;
  insert into sync.v5_moves (account_id, source, source_table)
  select p_account, p_source, t.name from unnest(p_tables) t (name)
  on conflict do nothing;
  return (
    select coalesce(jsonb_object_agg(m.source_table, jsonb_build_object(
      'position', m."position", 'is_done', m.is_done, 'counts', m.counts, 'started_at', m.started_at
    )), '{}')
    from sync.v5_moves m
    where m.account_id = p_account and m.source = p_source
  );
end;
$$;

comment on function sync.begin_v5_move(text, text, text[]) is
  'Begins a move, or goes on with one that was cut: answers how far each table has come, {table: {position, is_done, counts, started_at}}. p_tables: those that are moved; when all of them are, it begins anew.';

create function sync.end_v5_table(p_account text, p_source text, p_table text, p_after text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update sync.v5_moves m set is_done = true, moved_at = now()
  where m.account_id = p_account and m.source = p_source and m.source_table = p_table and m."position" is not distinct from p_after;
  if not found then
    raise exception 'another move of this version 5, or its undoing, was here since the page before'
      using errcode = 'GZ425', hint = 'Let the other one end, then run the same command again.';
  end if;
end;
$$;

comment on function sync.end_v5_table(text, text, text, text) is 'A table of version 5 is moved to its end. p_after: key of its last row. GZ425: the move has not come to it.';

create function sync.v5_known(p_ids text[])
returns table (id text, account_id text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select c.id, c.account_id from gazelle.clients c where c.id = any (p_ids) and not c.is_placeholder
  union all
  select p.id, p.account_id from gazelle.pianos p where p.id = any (p_ids) and not p.is_placeholder;
end;
$$;

comment on function sync.v5_known(text[]) is 'Which of these clients and pianos are here, and of which account.';

create function sync.v5_target(p_account text, p_source text, p_ids text[])
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_field record;
  v_count bigint;
  v_by_hand jsonb := '{}'::jsonb;
begin
  perform sync.check_account(p_account);
  for v_field in
    select f.entity, f.field from reconcile.v5_fields() f join reconcile.field_policies p on p.entity = f.entity and p.field = f.field and p.policy = 'local'
  loop
    execute format(
      'select count(*) from gazelle.%1$I t
       where t.account_id = $1 and t.%2$I is not null
         and not exists (select from reconcile.v5_values v where v.account_id = $1 and v.source_id = t.id and v.entity = %1$L and v.field = %2$L and v.outcome = ''taken'')',
      v_field.entity, v_field.field
    ) into v_count using p_account;
    if v_count > 0 then
      v_by_hand := v_by_hand || jsonb_build_object(format('%s.%s', v_field.entity, v_field.field), v_count);
    end if;
  end loop;
  return jsonb_build_object(
    'known', (select count(*) from sync.v5_known(p_ids) k where k.account_id = p_account),
    'of_others', (select count(*) from sync.v5_known(p_ids) k where k.account_id <> p_account),
    'given', cardinality(p_ids),
    'by_hand', v_by_hand,
    'other_sources', (select count(distinct m.source) from sync.v5_moves m where m.account_id = p_account and m.source <> p_source),
    'moved', (select count(*) from reconcile.v5_values v where v.account_id = p_account) + (select count(*) from reconcile.v5_rows v where v.account_id = p_account)
  );
end;
$$;

comment on function sync.v5_target(text, text, text[]) is
  'What a move would find: how many of these clients or pianos the account knows, and other accounts; values that people have given here (by_hand, by column); how many databases other than p_source came over into it (other_sources); and how much was moved before. Changes nothing.';

create function sync.undo_v5(p_account text)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '10min'
as $$
begin
  perform sync.check_account(p_account);
  perform reconcile.lock_erasures(p_account);
  delete from sync.v5_moves m where m.account_id = p_account;
  return reconcile.undo_v5(p_account);
end;
$$;

comment on function sync.undo_v5(text) is 'Takes away what came from version 5, and how far it had come: see reconcile.undo_v5.';
