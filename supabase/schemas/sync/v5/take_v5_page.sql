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
      select r.place, i.id
      from jsonb_array_elements(p_rows) with ordinality r (item, place)
      cross join lateral (
        select reconcile.v5_id(r.item) as id
        union
        select f.id from jsonb_each_text(reconcile.v5_refers_to(r.item, p_serials)) f (name, id)
      ) i
      where i.id is not null
    ), erased as (
      select h.id from sync.erasure_hashes(p_account, array(select distinct i.id from ids i)) h
      join sync.erased e on e.account_id = p_account and e.hash = h.hash
    )
    select coalesce(jsonb_agg(r.item order by r.place), '[]')
    from jsonb_array_elements(p_rows) with ordinality r (item, place)
    where not exists (select from ids i join erased e using (id) where i.place = r.place)
  );
end;
$$;

comment on function sync.v5_rows_without_erased(text, jsonb, jsonb) is 'The rows of a page that are not an erased client''s, nor name one.';

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
  elsif p_table !~ '^gazelle_' then
    v_counts := jsonb_build_object('own', reconcile.take_v5_own_rows(p_account, p_source, p_table, v_rows, p_serials));
  end if;
  return v_counts || jsonb_build_object(
    'read', jsonb_array_length(p_rows), 'erased', jsonb_array_length(p_rows) - jsonb_array_length(v_rows),
    'without_id', (select count(*) from jsonb_array_elements(v_rows) r (item) where reconcile.v5_id(r.item) is null)
  );
end;
$$;

comment on function sync.take_v5_rows(text, text, text, jsonb, jsonb) is 'Takes a page of a table of version 5, by what the table holds; see sync.take_v5_page.';

create function sync.take_v5_page(
  p_account text, p_source text, p_table text, p_rows jsonb, p_serials jsonb default '{}', p_so_far jsonb default '{}', p_position text default null,
  p_is_report boolean default true, p_samples int default 3
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
      v_open := reconcile.v5_open_of(p_account, p_table, array(select c.id from reconcile.v5_copies(p_rows) c where c.place = 1), p_samples);
      raise exception 'only a report' using errcode = 'GZ299';
    end if;
  exception
    -- A report is the same work, undone: it cannot promise what the move does not do.
    when sqlstate 'GZ299' then
      null;
  end;
  if not p_is_report then
    insert into sync.v5_moves as m (account_id, source, source_table, "position", counts)
    values (p_account, p_source, p_table, p_position, v_counts)
    on conflict (account_id, source, source_table) do update set "position" = excluded."position", counts = excluded.counts, moved_at = now();
  end if;
  return jsonb_build_object('counts', v_counts, 'open', v_open);
end;
$$;

comment on function sync.take_v5_page(text, text, text, jsonb, jsonb, jsonb, text, boolean, int) is
  'Takes a page of a table of version 5 in one transaction, with its position. Answers counts, p_so_far and how many rows of this page became what; and, of a report, what would be open, p_samples of each column and reason. p_serials: {entity: {number: id}} for numbers that the page may refer to. p_position: key of the page''s last row. p_is_report: nothing is changed, and the counts are the same.';

create function sync.begin_v5_move(p_account text, p_source text, p_tables text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform sync.check_account(p_account);
  -- A move that has ended begins anew: version 5 goes on being used beside this database.
  if (select count(*) from sync.v5_moves m where m.account_id = p_account and m.source = p_source and m.is_done and m.source_table = any (p_tables)) = cardinality(p_tables) then
    delete from sync.v5_moves m where m.account_id = p_account and m.source = p_source;
  end if;
  return (
    select coalesce(jsonb_object_agg(m.source_table, jsonb_build_object('position', m."position", 'is_done', m.is_done, 'counts', m.counts)), '{}')
    from sync.v5_moves m
    where m.account_id = p_account and m.source = p_source
  );
end;
$$;

comment on function sync.begin_v5_move(text, text, text[]) is
  'Begins a move, or goes on with one that was cut: answers how far each table has come, {table: {position, is_done, counts}}. p_tables: those that are moved; when all of them are, it begins anew.';

create function sync.end_v5_table(p_account text, p_source text, p_table text)
returns void
language sql
set search_path = ''
begin atomic
  insert into sync.v5_moves as m (account_id, source, source_table, is_done) values (p_account, p_source, p_table, true)
  on conflict (account_id, source, source_table) do update set is_done = true, moved_at = now();
end;

comment on function sync.end_v5_table(text, text, text) is 'A table of version 5 is moved to its end.';

create function sync.v5_target(p_account text, p_ids text[])
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
    'known', (select count(*) from gazelle.clients c where c.account_id = p_account and c.id = any (p_ids) and not c.is_placeholder),
    'of_others', (select count(*) from gazelle.clients c where c.account_id <> p_account and c.id = any (p_ids) and not c.is_placeholder),
    'given', cardinality(p_ids),
    'by_hand', v_by_hand,
    'moved', (select count(*) from reconcile.v5_values v where v.account_id = p_account) + (select count(*) from reconcile.v5_rows v where v.account_id = p_account)
  );
end;
$$;

comment on function sync.v5_target(text, text[]) is
  'What a move would find: how many of these clients the account knows, and other accounts; values that people have given here (by_hand, by column); and how much was moved before. Changes nothing.';

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
