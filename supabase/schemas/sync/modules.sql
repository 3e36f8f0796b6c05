-- The registry of modules: no function and no view names one.

create table sync.modules (
  module text primary key check (module ~ '^[a-z][a-z_]*$'),
  position smallint not null,
  title jsonb not null,
  fresh_within interval not null,
  swept_within interval,
  max_delete_share numeric not null default 0.05 check (max_delete_share between 0 and 1),
  delete_floor smallint not null default 20 check (delete_floor >= 0),
  by_id boolean not null default false,
  scope_column text,
  since_column text,
  may_be_empty boolean not null default false
);

comment on table sync.modules is 'What the database must know of a module. Filled by sync.add_module in each module''s migration.';
comment on column sync.modules.position is 'Order of a first sync: parents before children. A missing parent never blocks a child.';
comment on column sync.modules.title is 'Its name by language: {"en": …, "fr": …}.';
comment on column sync.modules.fresh_within is 'Freshness target: a module whose watermark is older is late.';
comment on column sync.modules.swept_within is 'Target of its full sweeps: no longer than this since the last whole one began. Null without a schedule for them.';
comment on column sync.modules.by_id is 'Gazelle can be asked for one record: what a sweep did not see is asked for before it is deleted.';
comment on column sync.modules.scope_column is
  'For a dated kind: the column of its table that a window is about. Its incremental runs sweep that window whole.';
comment on column sync.modules.since_column is
  'Where incremental runs read everything from an instant on: the column of its table that the instant is about.';
comment on column sync.modules.may_be_empty is
  'Its list empties itself in normal life: where Gazelle counts none, twice, to a full administrator, none is there (sync.is_drained).';
comment on column sync.modules.max_delete_share is 'A sweep that would delete more than this share deletes nothing until a person releases it.';
comment on column sync.modules.delete_floor is
  'So many may go at once whatever the share, where each is asked for by its id first.';

alter table sync.modules enable row level security;
