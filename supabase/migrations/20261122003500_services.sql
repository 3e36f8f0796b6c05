-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/40_services.sql. Do not edit.

-- Services: the company's price list, with names and descriptions in each of its languages.

select sync.add_module(
  'services', 40, title => '{"en": "Services", "fr": "Services"}', fresh_within => '26 hours',
  polls => '17,47 * * * *', sweeps => '2 7 * * *'
);

create table gazelle.service_items (
  id text primary key,
  account_id text not null,
  name gazelle.localized_text,
  description gazelle.localized_text,
  education_description gazelle.localized_text,
  type text,
  group_id text references gazelle.service_groups,
  group_name gazelle.localized_text,
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
comment on column gazelle.service_items.group_name is 'By locale, as the item brings it.';
comment on column gazelle.service_items.amount is 'Cents.';
comment on column gazelle.service_items.duration is 'Minutes.';

select reconcile.add_entity(
  'service_items', 'services',
  fields => '{"group_id": "masterServiceGroup.id", "group_name": "masterServiceGroup.name", "sort_order": "order"}'
);

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
