-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/42_checklists.sql. Do not edit.

-- Estimate checklists: what technicians go through when they estimate, with groups and items.

select sync.add_module(
  'checklists', 42, title => '{"en": "Estimate checklists", "fr": "Listes de vérification"}', fresh_within => '26 hours', by_id => true,
  polls => '33 * * * *', sweeps => '48 6 * * *'
);

create table gazelle.estimate_checklists (
  id text primary key,
  account_id text not null,
  name gazelle.localized_text,
  is_default boolean,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.estimate_checklists is 'Gazelle''s estimate checklists.';
comment on column gazelle.estimate_checklists.name is 'By locale: {"fr_CA": "…", "en_US": "…"}; so are those of groups and items.';

create table gazelle.estimate_checklist_groups (
  id text primary key,
  account_id text not null,
  estimate_checklist_id text references gazelle.estimate_checklists,
  name gazelle.localized_text,
  sequence_number int,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.estimate_checklist_groups is 'Groups of a checklist''s items.';

create table gazelle.estimate_checklist_items (
  id text primary key,
  account_id text not null,
  estimate_checklist_id text references gazelle.estimate_checklists,
  estimate_checklist_group_id text references gazelle.estimate_checklist_groups,
  sequence_number int,
  name gazelle.localized_text,
  service_item_id text references gazelle.service_items,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.estimate_checklist_items is 'Items of a checklist, all of them; those outside groups have no group.';
comment on column gazelle.estimate_checklist_items.name is 'None: that of its service.';

select reconcile.add_entity('estimate_checklists', 'checklists');
select reconcile.add_entity(
  'estimate_checklist_groups', 'checklists', owner => 'estimate_checklist_id', list => 'allEstimateChecklistGroups[]'
);
select reconcile.add_entity(
  'estimate_checklist_items', 'checklists', owner => 'estimate_checklist_id', list => 'allEstimateChecklistItems[]',
  fields => '{"service_item_id": "masterServiceItem.id"}'
);
