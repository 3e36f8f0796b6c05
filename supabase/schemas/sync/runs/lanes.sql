-- A run reads several lanes in parallel; each has its own cursor, written in the transaction of its page.

create table sync.lanes (
  run_id bigint not null references sync.runs on delete cascade,
  lane text not null,
  cursor text,
  page int not null default 0,
  pass smallint not null default 1,
  seen int not null default 0,
  seen_before_pass int not null default 0,
  total_count int,
  finished_at timestamptz,
  agreed boolean,
  has_met boolean not null default false,
  pages int not null default 0,
  api_calls int not null default 0,
  waited_ms bigint not null default 0,
  fetched int not null default 0,
  changed int not null default 0,
  promoted int not null default 0,
  rejected int not null default 0,
  placeholders int not null default 0,
  null_nodes int not null default 0,
  api_errors int not null default 0,
  primary key (run_id, lane)
) with (fillfactor = 50);

comment on table sync.lanes is 'A stream of pages of a run, with its own cursor. Written with its page, in one transaction.';
comment on column sync.lanes.cursor is 'Where the next page starts; null is the beginning.';
comment on column sync.lanes.page is 'Number of the last staged page, over all passes and resumed runs; a page sent twice counts once.';
comment on column sync.lanes.pass is 'A lane whose count disagrees with totalCount at its end is read a second time.';
comment on column sync.lanes.seen is 'Distinct ids met in this lane.';
comment on column sync.lanes.agreed is 'At its end, what was seen agreed with totalCount.';
comment on column sync.lanes.has_met is 'It came to a record that a lane that counts with it had read.';
comment on column sync.lanes.pages is 'Pages staged by this run; page also counts those of the runs it resumes.';

alter table sync.lanes enable row level security;
