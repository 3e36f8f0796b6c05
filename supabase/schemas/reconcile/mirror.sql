-- The columns that every production table shares, and one table to read them all.

create table reconcile.mirror (
  id text not null,
  account_id text not null,
  is_placeholder boolean not null default false,
  deleted_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  synced_at timestamptz
);

comment on table reconcile.mirror is 'Parent of all production tables, with the columns they share: reading it reads every entity. Empty itself.';
comment on column reconcile.mirror.id is 'Gazelle''s id.';
comment on column reconcile.mirror.is_placeholder is 'Something refers to this id, but Gazelle has not given the record yet.';
comment on column reconcile.mirror.deleted_at is 'When it was found to be gone from Gazelle. Null while it is there.';
comment on column reconcile.mirror.version is 'Counts the changes of this row.';
comment on column reconcile.mirror.created_at is 'When this row was made here (see gazelle_created_at for Gazelle''s own).';
comment on column reconcile.mirror.updated_at is 'When this row last changed here (see gazelle_updated_at for Gazelle''s own).';
comment on column reconcile.mirror.synced_at is 'When a sync last changed its content.';

alter table reconcile.mirror enable row level security;
