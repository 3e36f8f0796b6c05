-- A module registers itself: its staging table, triggers and row-level security follow from one call.

create function sync.add_module(
  p_module text,
  p_position int,
  p_fresh_within interval,
  p_by_id boolean default false,
  p_scope_column text default null,
  p_since_column text default null
)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_table text := 'stg_' || p_module;
begin
  insert into sync.modules (module, position, fresh_within, by_id, scope_column, since_column)
  values (p_module, p_position, p_fresh_within, p_by_id, p_scope_column, p_since_column);

  execute format('create table staging.%I (like staging.records including all)', v_table);
  execute format('alter table staging.%I inherit staging.records', v_table);
  execute format('alter table staging.%I add primary key (account_id, external_id)', v_table);
  execute format('create index %I on staging.%I (status) where status <> ''promoted''', v_table || '_waiting', v_table);
  execute format('create index %I on staging.%I (external_id) where issues is not null', v_table || '_issues', v_table);
  execute format('alter table staging.%I enable row level security', v_table);
  execute format('comment on table staging.%I is %L', v_table, format('What Gazelle answered for %s, as it came.', p_module));
  execute format(
    'create trigger promote_inserted after insert on staging.%I
     referencing new table as fresh for each statement execute function staging.promote_inserted(%L)', v_table, p_module
  );
  execute format(
    'create trigger promote_updated after update on staging.%I
     referencing old table as stale new table as fresh for each statement execute function staging.promote_updated(%L)', v_table, p_module
  );
  return format('Module %s stages into staging.%s.', p_module, v_table);
end;
$$;

comment on function sync.add_module(text, int, interval, boolean, text, text) is
  'Registers a module and makes its staging table with key, triggers and row-level security. Called once, in the module''s migration.';
