-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/65_recommendations.sql. Do not edit.

-- Recommendations: what a tier of an estimate advises, in each of the company's languages.

select sync.add_module(
  'recommendations', 65, title => '{"en": "Recommendations", "fr": "Recommandations"}', fresh_within => '26 hours',
  polls => '31 * * * *', sweeps => '46 6 * * *'
);

create table gazelle.recommendations (
  id text primary key,
  account_id text not null,
  name gazelle.localized_text,
  explanation gazelle.localized_text,
  type text,
  is_archived boolean
);

comment on table gazelle.recommendations is 'Gazelle''s recommendations, archived ones too; estimate_tiers.recommendation_id refers to them.';
comment on column gazelle.recommendations.name is 'By locale: {"fr_CA": "…", "en_US": "…"}; so is explanation.';
comment on column gazelle.recommendations.type is 'YES, MAYBE, NO or what Gazelle adds.';

select reconcile.add_entity('recommendations');
