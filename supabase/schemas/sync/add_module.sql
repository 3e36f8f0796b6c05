-- A module registers itself: its staging table, triggers and row-level security follow from one call.

create function sync.add_module(
  module text,
  "position" int,
  fresh_within interval,
  by_id boolean default false,
  scope_column text default null,
  since_column text default null,
  title jsonb default null,
  polls text default null,
  sweeps text default null
)
returns text
language plpgsql
set search_path = ''
as $$
declare
  p_module constant text := add_module.module;
  v_table constant text := 'stg_' || p_module;
begin
  insert into sync.modules (module, position, title, fresh_within, by_id, scope_column, since_column)
  values (
    p_module, add_module.position, coalesce(add_module.title, jsonb_build_object('en', initcap(replace(p_module, '_', ' ')))),
    add_module.fresh_within, add_module.by_id, add_module.scope_column, add_module.since_column
  );

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
  if polls is not null then
    perform sync.schedule(p_module, 'incremental', polls);
  end if;
  if sweeps is not null then
    perform sync.schedule(p_module, 'full', sweeps);
  end if;
  return format('Module %s stages into staging.%s.', p_module, v_table);
end;
$$;

comment on function sync.add_module(text, int, interval, boolean, text, text, jsonb, text, text) is
  'Registers a module, makes its staging table with key, triggers and row-level security, and schedules its polls and sweeps (cron''s five fields, in UTC). title: its name by language, {"en": …, "fr": …}. Called once, in the module''s file.';
