-- Services: the company's price list, with names and descriptions in each of its languages.

select sync.add_module('services', 40, interval '26 hours');

create table gazelle.service_items (
  id text primary key,
  account_id text not null,
  name jsonb,
  description jsonb,
  education_description jsonb,
  type text,
  group_id text,
  group_name jsonb,
  amount int,
  duration int,
  is_tuning boolean,
  is_taxable boolean,
  is_archived boolean,
  is_default boolean,
  is_self_schedulable boolean,
  is_any_user boolean,
  external_url text,
  sort_order int,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.service_items is 'Gazelle''s master service items.';
comment on column gazelle.service_items.name is 'By locale: {"fr_CA": "…", "en_US": "…"}; see gazelle.service_item_texts.';
comment on column gazelle.service_items.amount is 'Cents.';
comment on column gazelle.service_items.duration is 'Minutes.';

select reconcile.add_entity('service_items', 'services', 1);

create view reconcile.service_items with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id as id,
  case when jsonb_typeof(s.raw_data -> 'name') = 'object' then s.raw_data -> 'name' end as name,
  case when jsonb_typeof(s.raw_data -> 'description') = 'object' then s.raw_data -> 'description' end as description,
  case when jsonb_typeof(s.raw_data -> 'educationDescription') = 'object' then s.raw_data -> 'educationDescription' end as education_description,
  reconcile.to_text(s.raw_data -> 'type') as type,
  reconcile.to_id(s.raw_data -> 'masterServiceGroup') as group_id,
  case when jsonb_typeof(s.raw_data #> '{masterServiceGroup,name}') = 'object' then s.raw_data #> '{masterServiceGroup,name}' end as group_name,
  reconcile.to_integer(s.raw_data -> 'amount') as amount,
  reconcile.to_integer(s.raw_data -> 'duration') as duration,
  reconcile.to_boolean(s.raw_data -> 'isTuning') as is_tuning,
  reconcile.to_boolean(s.raw_data -> 'isTaxable') as is_taxable,
  reconcile.to_boolean(s.raw_data -> 'isArchived') as is_archived,
  reconcile.to_boolean(s.raw_data -> 'isDefault') as is_default,
  reconcile.to_boolean(s.raw_data -> 'isSelfSchedulable') as is_self_schedulable,
  reconcile.to_boolean(s.raw_data -> 'isAnyUser') as is_any_user,
  reconcile.to_text(s.raw_data -> 'externalUrl') as external_url,
  reconcile.to_integer(s.raw_data -> 'order') as sort_order,
  reconcile.to_instant(s.raw_data ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(s.raw_data ->> 'updatedAt') as gazelle_updated_at,
  case when s.raw_data @@ reconcile.readable(t.types) then null else reconcile.check_values(s.raw_data, t.types) end as issues
from staging.stg_services s
cross join (
  values ('{
    "type": "text", "masterServiceGroup": "reference", "amount": "integer", "duration": "integer",
    "isTuning": "boolean", "isTaxable": "boolean", "isArchived": "boolean", "isDefault": "boolean",
    "isSelfSchedulable": "boolean", "isAnyUser": "boolean", "externalUrl": "text", "order": "integer",
    "createdAt": "instant", "updatedAt": "instant"
  }'::jsonb)
) t (types);

comment on view reconcile.service_items is 'Transformer: staging.stg_services as gazelle.service_items, with issues.';

create view gazelle.service_item_texts with (security_invoker = on) as
select
  i.id as service_item_id,
  i.account_id,
  l.locale,
  i.name ->> l.locale as name,
  i.description ->> l.locale as description,
  i.education_description ->> l.locale as education_description,
  i.group_name ->> l.locale as group_name
from gazelle.service_items i
cross join lateral (
  select jsonb_object_keys(coalesce(i.name, '{}')) as locale
  union
  select jsonb_object_keys(coalesce(i.description, '{}'))
  union
  select jsonb_object_keys(coalesce(i.education_description, '{}'))
) l
where i.deleted_at is null;

comment on view gazelle.service_item_texts is 'Names and descriptions of services, a row a locale.';
grant select on gazelle.service_item_texts to authenticated;

select sync.schedule('services', 'incremental', '17,47 * * * *');
select sync.schedule('services', 'full', '2 7 * * *');
