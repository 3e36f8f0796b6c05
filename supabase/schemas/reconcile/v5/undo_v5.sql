-- The way back: what came from version 5 goes, and only that.

create function reconcile.undo_v5_values(p_account text)
returns jsonb
language plpgsql
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_field record;
  v_is_local boolean;
  v_count int;
  v_counts jsonb := '{}'::jsonb;
begin
  for v_field in select f.* from reconcile.v5_fields() f loop
    v_is_local := exists (select from reconcile.field_policies p where p.entity = v_field.entity and p.field = v_field.field and p.policy = 'local');
    -- A value that has changed since is no longer version 5's. Gazelle's blank stands again, which may be an empty list; what Gazelle has by now stays.
    execute format(
      'with emptied as (
         update gazelle.%1$I t set %2$I = %5$s, version = t.version + 1, updated_at = now()
         from reconcile.v5_values v
         %6$s
         where v.account_id = $1 and v.source_table = %3$L and v.source_column = %4$L and v.outcome = ''taken''
           and t.id = v.source_id and t.account_id = $1 and to_jsonb(t.%2$I) = v.value
         returning t.id
       ), released as (
         delete from reconcile.kept_fields k using emptied e
         where k.account_id = $1 and k.entity = %1$L and k.external_id = e.id and k.field = %2$L
       )
       select count(*) from emptied', v_field.entity, v_field.field, v_field.source_table, v_field.source_column,
      case when v_is_local then 'null' else format('s.%I', v_field.field) end,
      case when v_is_local then ''
        else format('join reconcile.%I s on s.id = v.source_id and s.account_id = $1 and reconcile.is_blank(s.%I::text)', v_field.entity, v_field.field)
      end
    ) into v_count using p_account;
    if v_count > 0 then
      v_counts := v_counts || jsonb_build_object(format('gazelle.%s.%s', v_field.entity, v_field.field), v_count);
    end if;
  end loop;
  return v_counts;
end;
$$;

comment on function reconcile.undo_v5_values(text) is
  'Empties what was taken from version 5 where it still stands as it was taken; answers how many by column.';

create function reconcile.undo_v5(p_account text)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '10min'
as $$
declare
  v_counts jsonb := reconcile.undo_v5_values(p_account);
  v_entries text[];
  v_read text[];
  v_count int;
  v_placeholder record;
begin
  v_entries := array(select e.id from gazelle.timeline_entries e where e.account_id = p_account and e.is_legacy);
  delete from gazelle.extracted_measurements m where m.account_id = p_account and m.timeline_entry_id = any (v_entries);
  delete from gazelle.timeline_entries e where e.account_id = p_account and e.is_legacy;
  get diagnostics v_count = row_count;
  v_counts := v_counts || jsonb_build_object('gazelle.timeline_entries', v_count);

  with gone as (delete from reconcile.v5_readings r where r.account_id = p_account returning r.source_id, r.entry_id)
  select count(*), array_agg(distinct g.entry_id) filter (where g.entry_id <> all (v_entries)) into v_count, v_read from gone g;
  if v_read is not null then
    -- Not marked as gone, as a reading that left its text is: it never was Gazelle's.
    delete from gazelle.extracted_measurements m where m.account_id = p_account and m.timeline_entry_id = any (v_read) and m.source = 'v5';
  end if;
  v_counts := v_counts || jsonb_build_object('reconcile.v5_readings', v_count);

  -- Whom a name of version 5 meant is asked no longer; what a person has decided stays.
  delete from reconcile.legacy_references r
  where r.account_id = p_account and r.facts ->> 'from' = 'v5'
    and not exists (select from reconcile.match_decisions d where (d.account_id, d.kind, d.legacy_key) = (r.account_id, r.kind, r.legacy_key));

  delete from reconcile.v5_rows r where r.account_id = p_account;
  get diagnostics v_count = row_count;
  v_counts := v_counts || jsonb_build_object('reconcile.v5_rows', v_count);
  for v_placeholder in select * from reconcile.v5_placeholders p where p.account_id = p_account loop
    begin
      execute format('delete from gazelle.%I t where t.id = $1 and t.account_id = $2 and t.is_placeholder', v_placeholder.entity)
      using v_placeholder.id, p_account;
    exception
      -- Something of Gazelle's refers to it by now.
      when foreign_key_violation then
        null;
    end;
  end loop;
  delete from reconcile.v5_placeholders p where p.account_id = p_account;
  delete from reconcile.v5_twins t where t.account_id = p_account;
  delete from reconcile.v5_values v where v.account_id = p_account;
  return v_counts;
end;
$$;

comment on function reconcile.undo_v5(text) is
  'Takes away what came from version 5: values that still stand as they were taken, legacy entries with their readings, readings of metadata, rows, names of authors that nobody has decided about. Answers how many by table, values by column. Decisions about matches and the numbers of clients and pianos stay: people and views use them.';
