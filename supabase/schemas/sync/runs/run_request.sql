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
