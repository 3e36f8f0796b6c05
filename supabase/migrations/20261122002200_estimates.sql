-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/70_estimates.sql. Do not edit.

-- Estimates with their tiers and the tiers' items. Money is in cents, as Gazelle gives it.

select sync.add_module('estimates', 70, interval '26 hours', p_by_id => true);

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

create index estimates_client_id on gazelle.estimates (client_id);
create index estimates_contact_id on gazelle.estimates (contact_id);
create index estimates_piano_id on gazelle.estimates (piano_id);
create index estimates_assigned_to_id on gazelle.estimates (assigned_to_id);
create index estimates_created_by_id on gazelle.estimates (created_by_id);

create table gazelle.estimate_tiers (
  id text primary key,
  account_id text not null,
  estimate_id text references gazelle.estimates,
  sequence_number int,
  is_primary boolean,
  allow_self_schedule boolean,
  notes text,
  target_performance_level int,
  subtotal int,
  tax_total int,
  total int,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.estimate_tiers is 'The alternatives that an estimate offers. Amounts in cents.';
create index estimate_tiers_estimate on gazelle.estimate_tiers (estimate_id);

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
create index estimate_items_estimate on gazelle.estimate_items (estimate_id);
create index estimate_items_estimate_tier_id on gazelle.estimate_items (estimate_tier_id);
create index estimate_items_service_item_id on gazelle.estimate_items (service_item_id);

select reconcile.add_entity('estimates', 'estimates', 1);
select reconcile.add_entity(
  'estimate_tiers', 'estimates', 2, 'estimate_id',
  '$.allEstimateTiers.type() == "array" && !exists($.allEstimateTiers[*] ? (@.type() != "object"))'
);
select reconcile.add_entity(
  'estimate_items', 'estimates', 3, 'estimate_id',
  '$.allEstimateTiers.type() == "array"
   && !exists($.allEstimateTiers[*] ? (!(@.type() == "object" && @.allEstimateTierItems.type() == "array")))
   && !exists($.allEstimateTiers[*].allEstimateTierItems[*] ? (@.type() != "object"))'
);

insert into reconcile.rules (rule, severity, sentence) values
  ('no_piano', 'warning', 'An estimate names no piano; its piano is left empty.');

create view reconcile.estimates with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id as id,
  reconcile.to_integer(s.raw_data -> 'number') as number,
  reconcile.to_id(s.raw_data -> 'client') as client_id,
  reconcile.to_id(s.raw_data -> 'contact') as contact_id,
  reconcile.to_id(s.raw_data -> 'piano') as piano_id,
  reconcile.to_id(s.raw_data -> 'assignedTo') as assigned_to_id,
  reconcile.to_id(s.raw_data -> 'createdBy') as created_by_id,
  reconcile.to_date(s.raw_data ->> 'estimatedOn') as estimated_on,
  reconcile.to_date(s.raw_data ->> 'expiresOn') as expires_on,
  reconcile.to_boolean(s.raw_data -> 'isArchived') as is_archived,
  reconcile.to_text(s.raw_data -> 'locale') as locale,
  reconcile.to_text(s.raw_data -> 'notes') as notes,
  reconcile.to_texts(s.raw_data -> 'tags') as tags,
  reconcile.to_integer(s.raw_data -> 'currentPerformanceLevel') as current_performance_level,
  reconcile.to_integer(s.raw_data -> 'recommendedTierTotal') as recommended_tier_total,
  reconcile.to_instant(s.raw_data ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(s.raw_data ->> 'updatedAt') as gazelle_updated_at,
  nullif(
    coalesce(case when s.raw_data @@ reconcile.readable(t.types) then null else reconcile.check_values(s.raw_data, t.types) end, '[]')
    || case
      when coalesce(s.raw_data -> 'piano', 'null') = 'null' then jsonb_build_array(reconcile.issue('no_piano', 'piano'))
      else '[]'
    end, '[]'
  ) as issues
from staging.stg_estimates s
cross join (
  values ('{
    "number": "integer", "client": "reference", "contact": "reference", "piano": "reference",
    "assignedTo": "reference", "createdBy": "reference", "estimatedOn": "date", "expiresOn": "date",
    "isArchived": "boolean", "locale": "text", "notes": "text", "tags": "list",
    "currentPerformanceLevel": "integer", "recommendedTierTotal": "integer", "createdAt": "instant",
    "updatedAt": "instant"
  }'::jsonb)
) t (types);

comment on view reconcile.estimates is 'Transformer: staging.stg_estimates as gazelle.estimates, with issues.';

create view reconcile.estimate_tiers with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  reconcile.to_id(e) as id,
  s.external_id as estimate_id,
  reconcile.to_integer(e -> 'sequenceNumber') as sequence_number,
  reconcile.to_boolean(e -> 'isPrimary') as is_primary,
  reconcile.to_boolean(e -> 'allowSelfSchedule') as allow_self_schedule,
  reconcile.to_text(e -> 'notes') as notes,
  reconcile.to_integer(e -> 'targetPerformanceLevel') as target_performance_level,
  reconcile.to_integer(e -> 'subtotal') as subtotal,
  reconcile.to_integer(e -> 'taxTotal') as tax_total,
  reconcile.to_integer(e -> 'total') as total,
  reconcile.to_instant(e ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(e ->> 'updatedAt') as gazelle_updated_at,
  reconcile.check_child(
    'allEstimateTiers', e,
    '{"sequenceNumber": "integer", "isPrimary": "boolean", "allowSelfSchedule": "boolean", "targetPerformanceLevel": "integer", "subtotal": "integer", "taxTotal": "integer", "total": "integer", "createdAt": "instant", "updatedAt": "instant"}'
  ) as issues
from staging.stg_estimates s
cross join lateral reconcile.list(s.raw_data -> 'allEstimateTiers') e;

comment on view reconcile.estimate_tiers is 'Transformer: the tiers inside staging.stg_estimates.';

create view reconcile.estimate_items with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  reconcile.to_id(i) as id,
  s.external_id as estimate_id,
  reconcile.to_id(e) as estimate_tier_id,
  nullif(i #>> '{estimateTierGroup,name}', '') as group_name,
  reconcile.to_integer(i -> 'sequenceNumber') as sequence_number,
  reconcile.to_text(i -> 'name') as name,
  reconcile.to_text(i -> 'description') as description,
  reconcile.to_text(i -> 'educationDescription') as education_description,
  reconcile.to_text(i -> 'type') as type,
  reconcile.to_id(i -> 'masterServiceItem') as service_item_id,
  reconcile.to_integer(i -> 'quantity') as quantity,
  reconcile.to_integer(i -> 'amount') as amount,
  reconcile.to_integer(i -> 'subtotal') as subtotal,
  reconcile.to_integer(i -> 'taxTotal') as tax_total,
  reconcile.to_integer(i -> 'total') as total,
  reconcile.to_integer(i -> 'duration') as duration,
  reconcile.to_boolean(i -> 'isTaxable') as is_taxable,
  reconcile.to_boolean(i -> 'isTuning') as is_tuning,
  reconcile.to_text(i -> 'externalUrl') as external_url,
  case when jsonb_typeof(i -> 'taxes') = 'array' then i -> 'taxes' end as taxes,
  reconcile.to_instant(i ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(i ->> 'updatedAt') as gazelle_updated_at,
  reconcile.check_child(
    'allEstimateTierItems', i,
    '{"sequenceNumber": "integer", "quantity": "integer", "amount": "integer", "subtotal": "integer", "taxTotal": "integer", "total": "integer", "duration": "integer", "isTaxable": "boolean", "isTuning": "boolean", "createdAt": "instant", "updatedAt": "instant"}'
  ) as issues
from staging.stg_estimates s
cross join lateral reconcile.list(s.raw_data -> 'allEstimateTiers') e
cross join lateral reconcile.list(e -> 'allEstimateTierItems') i;

comment on view reconcile.estimate_items is 'Transformer: the items of the tiers inside staging.stg_estimates.';

select sync.schedule('estimates', 'incremental', '4-59/10 * * * *');
select sync.schedule('estimates', 'full', '55 7 * * *');
