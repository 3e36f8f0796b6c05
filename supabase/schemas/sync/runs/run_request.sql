-- What a caller asks for, in one value, so that the functions that answer it have one parameter.

create type sync.run_request as (
  account_id text,
  module text,
  mode text,
  asked_mode text,
  "window" text,
  since timestamptz,
  until timestamptz,
  overlap interval,
  dry_run boolean,
  triggered_by text
);

comment on type sync.run_request is 'What a caller of sync.begin_run asks for.';
comment on column sync.run_request.asked_mode is 'The mode as the caller sent it.';
comment on column sync.run_request.mode is 'What the run will read: before its first sweep a module has no poll (sync.resolve_range).';
