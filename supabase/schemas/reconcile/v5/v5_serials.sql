-- Version 5 numbered clients and pianos, and its tables refer to them by these numbers.

create table reconcile.v5_serials (
  account_id text not null references sync.accounts,
  entity text not null constraint entity_is_numbered check (entity in ('clients', 'pianos')),
  id text not null,
  serial int not null,
  primary key (account_id, entity, id),
  constraint one_serial unique (account_id, entity, serial)
);

comment on table reconcile.v5_serials is 'The numbers that version 5 gave to clients and pianos; the views of schema v5 show them as id.';
comment on column reconcile.v5_serials.id is 'Gazelle''s id.';

alter table reconcile.v5_serials enable row level security;
