-- Staging keeps what Gazelle answered and refuses nothing. A module's table inherits from this one.

create table staging.records (
  account_id text not null,
  external_id text not null,
  raw_data jsonb not null,
  status text not null default 'pending'
    constraint status_is_known check (status in ('pending', 'promoted', 'rejected')),
  processing_attempts smallint not null default 0,
  issues jsonb,
  last_error text,
  run_id bigint,
  has_plain_text boolean not null default false,
  first_fetched_at timestamptz not null default now(),
  fetched_at timestamptz not null default now(),
  lists_at jsonb,
  processed_at timestamptz,
  gone_at timestamptz
);

comment on table staging.records is 'Parent of all staging tables: reading it reads every module. Empty itself.';
comment on column staging.records.external_id is 'Gazelle''s id.';
comment on column staging.records.raw_data is 'The last known value of each field that Gazelle answered. A field absent from an answer keeps its value; [["error"]] inside a field: Gazelle answered an error there.';
comment on column staging.records.status is 'pending: waits for promotion; promoted: in production; rejected: something of it was refused, see issues.';
comment on column staging.records.processing_attempts is 'How often promotion was tried with this content.';
comment on column staging.records.issues is 'What is wrong in it: a list of {rule, field, value}. The rules stand in reconcile.rules.';
comment on column staging.records.last_error is 'SQLSTATE and message, when promotion failed for a reason that no rule foresaw.';
comment on column staging.records.has_plain_text is
  'The fetcher has checked its text: no character that Postgres cannot store, and no text above a million characters. Promotion then skips reconcile.check_text.';
comment on column staging.records.fetched_at is
  'When Gazelle was asked for this content: what was asked for earlier never goes over it. An unchanged record is not written.';
comment on column staging.records.lists_at is
  'Lists and objects that the content of fetched_at lacks, and which stayed as they were: when Gazelle was asked for each. Null: all are of fetched_at.';

comment on column staging.records.gone_at is 'When it was found to be gone from Gazelle. Cleared, and promoted again, when it returns.';

alter table staging.records enable row level security;
