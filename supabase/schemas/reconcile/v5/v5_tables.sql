-- What version 5 had and Gazelle has not, with where it came from: `gazelle migrate-v5`.

create table reconcile.v5_values (
  account_id text not null references sync.accounts,
  source_table text not null,
  source_id text not null,
  source_column text not null,
  entity text not null,
  field text not null,
  value jsonb not null,
  outcome text not null constraint outcome_is_known
    check (outcome in ('taken', 'same', 'gazelle_wins', 'kept_here', 'no_record', 'unreadable', 'other_account')),
  found jsonb,
  source text not null,
  moved_at timestamptz not null default now(),
  accepted_by text,
  accepted_at timestamptz,
  primary key (account_id, source_table, source_id, source_column)
);

comment on table reconcile.v5_values is 'Every value that people had given in version 5 and that exists nowhere else, and what became of it.';
comment on column reconcile.v5_values.source_id is 'Gazelle''s id of the record.';
comment on column reconcile.v5_values.entity is 'Production table; field is its column.';
comment on column reconcile.v5_values.value is 'As it was read in version 5, whatever form it was kept in.';
comment on column reconcile.v5_values.outcome is
  'taken: production had nothing, and has it now; same: production had it; gazelle_wins: Gazelle has another value; kept_here: people have given another one here; no_record: production has no such record; unreadable: not of the column''s type; other_account: the record is another company''s.';
comment on column reconcile.v5_values.found is 'What production had.';
comment on column reconcile.v5_values.source is 'The database that it came from, as `gazelle migrate-v5` names it.';
comment on column reconcile.v5_values.accepted_by is 'Who has said that it may stay as it is.';

create index v5_values_record on reconcile.v5_values (account_id, source_id);

alter table reconcile.v5_values enable row level security;

create table reconcile.v5_rows (
  account_id text not null references sync.accounts,
  source_table text not null,
  source_id text not null,
  data jsonb not null,
  refers_to jsonb not null default '{}',
  source text not null,
  moved_at timestamptz not null default now(),
  accepted_by text,
  accepted_at timestamptz,
  primary key (account_id, source_table, source_id)
);

comment on table reconcile.v5_rows is
  'Whole rows of the tables that were version 5''s own: institutions, overlays, service records, requests, states of alerts, settings, logs.';
comment on column reconcile.v5_rows.data is 'The row, JSON in text unwrapped. Secrets are left out.';
comment on column reconcile.v5_rows.refers_to is 'Gazelle''s ids by column, numbers of version 5 resolved; null where nothing tells what was meant.';
comment on column reconcile.v5_rows.accepted_by is 'Who has said that what cannot be resolved may stay as it is.';

alter table reconcile.v5_rows enable row level security;

create table reconcile.v5_twins (
  account_id text not null references sync.accounts,
  source_id text not null,
  entry_id text not null,
  primary key (account_id, source_id)
);

comment on table reconcile.v5_twins is 'Imported entries of version 5 (all but tme_…) that stand for an entry of Gazelle''s: they are not brought over; what referred to them refers to it.';

alter table reconcile.v5_twins enable row level security;

create table reconcile.v5_readings (
  account_id text not null references sync.accounts,
  source_id text not null,
  entry_id text,
  metadata jsonb not null,
  temperature numeric,
  humidity numeric,
  source text not null,
  moved_at timestamptz not null default now(),
  primary key (account_id, source_id)
);

comment on table reconcile.v5_readings is 'Readings that version 5 had taken from entries (metadata). gazelle.extracted_measurements shows them with the source v5.';
comment on column reconcile.v5_readings.source_id is 'The entry of version 5 at which it stood.';
comment on column reconcile.v5_readings.entry_id is 'The entry in production: itself, or the one that it is a twin of. Null: there is none.';
comment on column reconcile.v5_readings.temperature is 'Degrees Celsius, −20 to 50.';
comment on column reconcile.v5_readings.humidity is 'Relative humidity in percent.';

create index v5_readings_entry on reconcile.v5_readings (account_id, entry_id);

alter table reconcile.v5_readings enable row level security;

create table reconcile.v5_placeholders (
  account_id text not null references sync.accounts,
  entity text not null,
  id text not null,
  primary key (account_id, entity, id)
);

comment on table reconcile.v5_placeholders is 'Records that Gazelle has no longer, and to which history of version 5 refers: production got a deleted placeholder for them.';

alter table reconcile.v5_placeholders enable row level security;
