-- A run outlives its function calls: lease, counters and outcome are kept here. A module and account has at most one open poll and one
-- open sweep.

create table sync.runs (
  run_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  mode text not null constraint mode_is_known check (mode in ('incremental', 'full', 'repair')),
  "window" text constraint window_is_known check ("window" in ('fast', 'balanced', 'exhaustive')),
  since timestamptz,
  until timestamptz,
  kind text not null generated always as (case mode when 'full' then 'sweep' else 'poll' end) stored,
  dry_run boolean not null default false,
  status text not null default 'running'
    constraint status_is_known check (status in ('running', 'success', 'partial', 'failed')),
  lease uuid,
  lease_until timestamptz,
  slices int not null default 1,
  stalls int not null default 0,
  resumes bigint references sync.runs on delete set null,
  sweep_id bigint,
  watermark timestamptz not null,
  read_to_end boolean,
  complete boolean,
  moved_watermark boolean not null default false,
  pages int not null default 0,
  api_calls int not null default 0,
  waited_ms bigint not null default 0,
  fetched int not null default 0,
  changed int not null default 0,
  promoted int not null default 0,
  rejected int not null default 0,
  placeholders int not null default 0,
  deleted int not null default 0,
  held_back int not null default 0,
  null_nodes int not null default 0,
  api_errors int not null default 0,
  gaps int not null default 0,
  new_gaps int not null default 0,
  cpu_ms int,
  slice_cpu_ms int,
  slice_ms int,
  peak_memory_bytes bigint,
  bytes bigint not null default 0,
  triggered_by text,
  error jsonb,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint finished_when_over check ((finished_at is null) = (status = 'running')),
  constraint lease_only_while_running check (lease is null or status = 'running'),
  constraint failed_says_why check ((status = 'failed') <= (error is not null))
);

create unique index one_open_run on sync.runs (account_id, module, kind, dry_run) where status = 'running';
create index runs_by_module on sync.runs (module, account_id, started_at desc);
create index runs_resumes on sync.runs (resumes) where resumes is not null;

-- Partial indexes for the views of monitoring, which must stay fast over 100,000 runs and 300,000 records.
create index runs_successes on sync.runs (module, account_id, mode, finished_at desc) where (status = 'success' or moved_watermark) and not dry_run;
create index runs_polls on sync.runs (module, account_id, coalesce("window", ''), started_at desc) where mode <> 'full';
create index runs_full on sync.runs (module, account_id, started_at desc) where mode = 'full';
create index runs_failures on sync.runs (started_at) where status = 'failed';
create index runs_started on sync.runs (started_at);
create index runs_chain on sync.runs (sweep_id);

comment on table sync.runs is 'One row a run. A run lives through several slices (function calls) and keeps its cursors.';
comment on column sync.runs.kind is
  'poll: what is recent or may have changed (incremental, repair); sweep: everything (full). The one never waits for the other.';
comment on column sync.runs."window" is 'Days around today for the dated kinds: fast 7/30, balanced 30/90, exhaustive 60/365.';
comment on column sync.runs.since is 'What the run asks Gazelle for: from this instant on; null asks for everything.';
comment on column sync.runs.dry_run is 'Everything is computed, counted and rolled back.';
comment on column sync.runs.lease is 'Held by the slice that works. Null while the run waits for its next slice.';
comment on column sync.runs.stalls is 'Slices in a row that staged no page; five of them end the run.';
comment on column sync.runs.resumes is 'The failed run whose cursors this one took over.';
comment on column sync.runs.sweep_id is 'First run of the chain of runs that resume one another, a poll''s too: sync.seen is kept under it.';
comment on column sync.runs.watermark is
  'Start of the run, or of the first one of its chain. When it has moved the watermark, the next incremental run reads from here, minus the overlap.';
comment on column sync.runs.read_to_end is 'Every lane came to the end of its list.';
comment on column sync.runs.complete is 'The sweep is whole: read to its end, page joined to page, nothing missing that a person has not acknowledged.';
comment on column sync.runs.moved_watermark is 'From its start on everything is read: freshness counts from there.';
comment on column sync.runs.changed is 'Staging rows inserted or updated.';
comment on column sync.runs.promoted is 'Changed records that reached production.';
comment on column sync.runs.rejected is 'Changed records that did not reach production: refused or waiting in staging, or without an id that can be used.';
comment on column sync.runs.gaps is 'Holes met that were not acknowledged, see sync.holes.';
comment on column sync.runs.new_gaps is 'Of these, holes that fewer than three runs had met.';
comment on column sync.runs.null_nodes is 'Items that Gazelle answered as null.';
comment on column sync.runs.cpu_ms is
  'CPU of its slices'' workers, together, with what other calls of the same worker used meanwhile. Null where the runtime does not tell, as Deno 2.1.4. A slice that was killed noted nothing.';
comment on column sync.runs.slice_cpu_ms is 'Of the slice that used most CPU.';
comment on column sync.runs.slice_ms is 'Of its longest slice, by the clock.';
comment on column sync.runs.peak_memory_bytes is 'Most memory of a worker after a page: V8''s heap, and what hangs on it outside. Null where the runtime does not tell.';
comment on column sync.runs.bytes is 'Of Gazelle''s answers, unpacked.';
comment on column sync.runs.error is 'Why the run failed: {code, message, hint}.';

alter table sync.runs enable row level security;
