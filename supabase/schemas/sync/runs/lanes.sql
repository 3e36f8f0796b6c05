-- A run reads several lanes in parallel; each has its own cursor, written in the transaction of its page.

create table sync.lanes (
  run_id bigint not null references sync.runs on delete cascade,
  lane text not null,
  cursor text,
  tail_id text,
  trail text[] not null default '{}',
  shifts int not null default 0,
  idle_pages int not null default 0,
  in_doubt int not null default 0,
  page int not null default 0,
  pass smallint not null default 1,
  seen int not null default 0,
  without_id int not null default 0,
  least_total int,
  total_count int,
  finished_at timestamptz,
  agreed boolean,
  has_met boolean not null default false,
  counts_with text[],
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
  gaps int not null default 0,
  new_gaps int not null default 0,
  primary key (run_id, lane)
) with (fillfactor = 50);

comment on table sync.lanes is 'A stream of pages of a run, with its own cursor. Written with its page, in one transaction.';
comment on column sync.lanes.cursor is 'Where the next page starts; null is the beginning.';
comment on column sync.lanes.tail_id is
  'The last record that was read. The cursor stands before it: the next page must begin with it, or with one seen earlier, else the list has shifted. Null where nothing is expected.';
comment on column sync.lanes.trail is 'Cursors of earlier pages, the newest first, at most four: where the lane steps back to when the list has shifted.';
comment on column sync.lanes.in_doubt is 'Pages with an error that names no path: their nulls and empty lists overwrite nothing, and the run is not complete even where the hole is acknowledged.';
comment on column sync.lanes.shifts is 'How often the next page did not join what was read before.';
comment on column sync.lanes.idle_pages is 'Pages in a row without a record that is new to this pass: ten of them end the run, since the list has no end; two end a lane that reads its list from the other end.';
comment on column sync.lanes.page is 'Number of the last page, over all passes and resumed runs, pages that did not join with them; a page sent twice counts once.';
comment on column sync.lanes.pass is '1, or 2 while the lane is read a second time: fewer records came than totalCount says and the difference is no known hole, or records without a query by id would be deleted.';
comment on column sync.lanes.seen is 'Distinct ids met in this lane.';
comment on column sync.lanes.without_id is 'Items that totalCount counts and that have no usable id, or are null.';
comment on column sync.lanes.least_total is 'The smallest totalCount that a page named: records that came later are not missing.';
comment on column sync.lanes.agreed is 'At its end no record was missing by totalCount.';
comment on column sync.lanes.has_met is 'It came to a record that a lane that counts with it had read.';
comment on column sync.lanes.counts_with is 'The lanes whose records count with this one''s, itself among them.';
comment on column sync.lanes.pages is 'Pages staged by this run; page also counts those of the runs it resumes.';
comment on column sync.lanes.gaps is 'Holes met that were not acknowledged, see sync.holes.';
comment on column sync.lanes.new_gaps is 'Of these, holes that fewer than three runs have met: they hold the watermark, so that the next poll reads there again.';

alter table sync.lanes enable row level security;
