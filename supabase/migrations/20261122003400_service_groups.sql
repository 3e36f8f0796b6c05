-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/38_service_groups.sql. Do not edit.

-- Service groups: the chapters of the price list.

select sync.add_module(
  'service_groups', 38, title => '{"en": "Service groups", "fr": "Groupes de services"}', fresh_within => '26 hours',
  polls => '29 * * * *', sweeps => '44 6 * * *'
);

create table gazelle.service_groups (
  id text primary key,
  account_id text not null,
  name gazelle.localized_text,
  sort_order int,
  is_multi_choice boolean,
  is_archived boolean,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.service_groups is 'Gazelle''s master service groups.';
comment on column gazelle.service_groups.name is 'By locale: {"fr_CA": "…", "en_US": "…"}.';
comment on column gazelle.service_groups.is_multi_choice is 'More than one of its items may be chosen.';

select reconcile.add_entity('service_groups', fields => '{"sort_order": "order"}');
