-- The candidates of each reference: why it was matched, or was not.

create table reconcile.match_candidates (
  account_id text not null,
  kind text not null,
  legacy_key text not null,
  id text not null,
  name text,
  rules text[] not null default '{}',
  score numeric not null,
  is_hint boolean not null default false,
  primary key (account_id, kind, legacy_key, id),
  foreign key (account_id, kind, legacy_key) references reconcile.legacy_references on delete cascade
);

comment on table reconcile.match_candidates is 'The records that each reference could mean, as the last matching found. Written anew by every matching.';
comment on column reconcile.match_candidates.rules is 'The exact rules that it agrees with; none: it is only alike.';
comment on column reconcile.match_candidates.is_hint is 'Shown to the person who decides, never chosen automatically.';

alter table reconcile.match_candidates enable row level security;
