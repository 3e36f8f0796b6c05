-- Estimates with their tiers and the tiers' items. Money is in cents, as Gazelle gives it.

select sync.add_module(
  'estimates', 70, title => '{"en": "Estimates", "fr": "Soumissions"}', fresh_within => '26 hours', by_id => true,
  polls => '4-59/10 * * * *', sweeps => '55 7 * * *'
);

create table gazelle.estimates (
  id text primary key,
  account_id text not null,
  number int,
  client_id text references gazelle.clients,
  contact_id text references gazelle.contacts,
  piano_id text references gazelle.pianos,
  assigned_to_id text references gazelle.users,
  created_by_id text references gazelle.users,
  estimated_on date,
  expires_on date,
  is_archived boolean,
  locale text,
  notes text,
  tags text[],
  current_performance_level int,
  recommended_tier_total int,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.estimates is 'Gazelle''s estimates. Amounts in cents.';

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

insert into reconcile.rules (rule, severity, sentence) values
  ('no_piano', 'warning', 'An estimate names no piano; its piano is left empty.');

select reconcile.add_entity('estimates', derived => '{}');
select reconcile.add_entity('estimate_tiers', 'estimates', owner => 'estimate_id', list => 'allEstimateTiers[]');
select reconcile.add_entity(
  'estimate_items', 'estimates', owner => 'estimate_id', list => 'allEstimateTiers[].allEstimateTierItems[]',
  fields => '{"group_name": "estimateTierGroup.name", "service_item_id": "masterServiceItem.id"}'
);

create view reconcile.estimates with (security_invoker = on) as
select f.*, reconcile.add_issue(f.field_issues, coalesce(f.raw -> 'piano', 'null') = 'null', 'no_piano', 'piano', null) as issues
from reconcile.estimates_fields f;

comment on view reconcile.estimates is 'gazelle.estimates as staging.stg_estimates has it.';
