-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/71_estimate_tiers.sql. Do not edit.

-- Tiers of estimates with their items: lists inside each record of the module estimates.

create table gazelle.estimate_tiers (
  id text primary key,
  account_id text not null,
  estimate_id text references gazelle.estimates,
  sequence_number int,
  is_primary boolean,
  allow_self_schedule boolean,
  recommendation_id text references gazelle.recommendations,
  notes text,
  target_performance_level int,
  subtotal int,
  tax_total int,
  total int,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.estimate_tiers is 'The alternatives that an estimate offers. Amounts in cents.';

create table gazelle.estimate_items (
  id text primary key,
  account_id text not null,
  estimate_id text references gazelle.estimates,
  estimate_tier_id text references gazelle.estimate_tiers,
  group_name text,
  sequence_number int,
  name text,
  description text,
  education_description text,
  type text,
  service_item_id text references gazelle.service_items,
  quantity int,
  amount int,
  subtotal int,
  tax_total int,
  total int,
  duration int,
  is_taxable boolean,
  is_tuning boolean,
  external_url text,
  taxes jsonb,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.estimate_items is 'What a tier of an estimate is made of. Amounts in cents.';
comment on column gazelle.estimate_items.quantity is 'Hundredths: 100 is one.';
comment on column gazelle.estimate_items.duration is 'Minutes.';

select reconcile.add_entity('estimate_tiers', 'estimates', owner => 'estimate_id', list => 'allEstimateTiers[]');
select reconcile.add_entity(
  'estimate_items', 'estimates', owner => 'estimate_id', list => 'allEstimateTiers[].allEstimateTierItems[]',
  fields => '{"group_name": "estimateTierGroup.name", "service_item_id": "masterServiceItem.id"}'
);
