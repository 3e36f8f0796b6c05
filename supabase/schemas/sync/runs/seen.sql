-- Ids read so far by runs that are not over, polls among them. What is staged and not among a sweep's at its end is missing.

create unlogged table sync.seen (
  sweep_id bigint not null,
  external_id text not null,
  lane text not null,
  pass smallint not null default 1,
  primary key (sweep_id, external_id, lane, pass)
);

comment on table sync.seen is
  'Ids read so far by the chains of runs that are not over (sync.runs.sweep_id). Unlogged: an unchanged sweep leaves no WAL; emptied by a crash, the sweep is incomplete and deletes nothing.';

alter table sync.seen enable row level security;
