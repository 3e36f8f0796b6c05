-- Imported rows without a Gazelle id, to be matched with Gazelle's users, clients and pianos.

create table reconcile.legacy_references (
  account_id text not null references sync.accounts,
  kind text not null constraint kind_is_known check (kind in ('user', 'client', 'piano')),
  legacy_key text not null,
  facts jsonb not null constraint facts_are_an_object check (jsonb_typeof(facts) = 'object'),
  matched_id text,
  method text,
  score numeric,
  matched_at timestamptz,
  primary key (account_id, kind, legacy_key)
);

comment on table reconcile.legacy_references is
  'Imported rows that mean a record of Gazelle''s. Insert them, then call reconcile.match_users, match_clients and match_pianos, in this order.';
comment on column reconcile.legacy_references.legacy_key is 'What the import calls it: a display name, a serial key, a row''s number.';
comment on column reconcile.legacy_references.facts is
  'What is known of it. All: id. user: name, or first_name and last_name; email. client: company_name, display_name, name, or first_name and last_name; email, phone. piano: serial_number, make, model, location; client_id, or client_key (legacy_key of its client).';
comment on column reconcile.legacy_references.matched_id is 'Gazelle''s id of the one that is meant. Null: none, or not decided.';
comment on column reconcile.legacy_references.method is
  'decision: a person''s; similar: likeness; else the exact rules that it agrees with, such as name+email. Null: not decided.';
comment on column reconcile.legacy_references.matched_at is 'When the answer last changed; null: never matched.';
comment on column reconcile.legacy_references.score is 'Likeness from 0 to 1; exact rules give 1.';

create index legacy_references_undecided on reconcile.legacy_references (kind) where method is null;

alter table reconcile.legacy_references enable row level security;
