-- Every change of a production row, since Gazelle tells of none.

create sequence changes.log_position_seq;

create table changes.log (
  "position" bigint not null default nextval('changes.log_position_seq'),
  account_id text not null,
  entity text not null,
  id text not null,
  operation text not null constraint operation_is_known check (operation in ('created', 'updated', 'deleted', 'restored', 'merged')),
  version int not null,
  changes jsonb not null,
  merged_into text,
  run_id bigint,
  cause text not null constraint cause_is_known check (cause in ('poll', 'sweep', 'replay', 'migration', 'person')),
  at timestamptz not null,
  primary key (at, "position")
) partition by range (at);

comment on table changes.log is 'Each change of a production row, written in the transaction that makes it. What a first full sweep brings is no change.';
comment on column changes.log."position" is 'The order of the changes: of one record always that in which they happened.';
comment on column changes.log.entity is 'Production table.';
comment on column changes.log.id is 'Gazelle''s id of the record.';
comment on column changes.log.operation is
  'created: it is new here; updated; deleted: Gazelle has it no longer, or a person was erased; restored: Gazelle has it again; merged: Gazelle has made it a part of merged_into.';
comment on column changes.log.version is 'The row''s, after the change.';
comment on column changes.log.changes is
  '{"column": [before, after]}: what differs; of a record that came or went, all that it has. Empty for what was erased, and for what came from version 5 whole.';
comment on column changes.log.merged_into is 'The record that it was merged into.';
comment on column changes.log.run_id is 'The run that brought it, of sync.runs; null for what no run did.';
comment on column changes.log.cause is
  'poll or sweep: a run of that kind; replay: staged records were promoted again, since a rule changed here or they had been refused; migration: version 5; person: somebody''s own statement or decision.';
comment on column changes.log.at is 'When it happened here.';

-- Rows of a month for which no partition was made in time, such as the first one.
create table changes.log_rest partition of changes.log default;

comment on table changes.log_rest is 'The changes of the months for which no partition was made in time, such as the first one.';

create index log_position on changes.log (account_id, "position");
create index log_record on changes.log (account_id, entity, id, "position");
create index log_run on changes.log (run_id, "position") where run_id is not null;

alter table changes.log enable row level security;
alter table changes.log_rest enable row level security;

create policy of_members on changes.log for select to authenticated
using ((select gazelle.is_member_of_all()) or account_id = any ((select gazelle.member_accounts())::text[]));
grant select on changes.log to authenticated;

create table changes.pruned (
  is_only boolean primary key default true constraint is_one_row check (is_only),
  "position" bigint not null,
  at timestamptz
);

comment on table changes.pruned is 'Up to where the log is no longer kept: one row.';
comment on column changes.pruned.at is 'Before it nothing is known; null while all of it is kept.';

alter table changes.pruned enable row level security;

insert into changes.pruned ("position") values (0);

create table changes.loaded (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  since timestamptz not null default clock_timestamp(),
  primary key (account_id, module)
);

comment on table changes.loaded is 'Since when the changes of a module are noted: a first full sweep has read its list to the end.';

alter table changes.loaded enable row level security;

insert into sync.retention (what, keep_days, about) values
  ('changes', 400, 'Changes of records (changes.log), by whole months where a month has its own partition. A consumer that is further behind has to start anew.');
