-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/16_lifecycles.sql. Do not edit.

-- Lifecycles: the ways in which clients are reminded.

select sync.add_module(
  'lifecycles', 16, title => '{"en": "Lifecycles", "fr": "Cycles de rappel"}', fresh_within => '26 hours',
  polls => '19 * * * *', sweeps => '38 6 * * *'
);

create table gazelle.lifecycles (
  id text primary key,
  account_id text not null,
  name text,
  conf_window_code text,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.lifecycles is 'Gazelle''s lifecycles: a client''s (clients.lifecycle_id) decides when it is reminded.';
comment on column gazelle.lifecycles.conf_window_code is 'Days before an appointment on which its confirmation is asked for, such as 7-2; as Gazelle gives it.';

select reconcile.add_entity('lifecycles');
