-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/70_estimates.sql. Do not edit.

-- Estimates: what a client is offered for a piano.

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

insert into reconcile.rules (rule, severity, sentence) values
  ('no_piano', 'warning', 'An estimate names no piano; its piano is left empty.');

select reconcile.add_entity('estimates', derived => '{}');

create view reconcile.estimates with (security_invoker = on) as
select f.*, reconcile.add_issue(f.field_issues, coalesce(f.raw -> 'piano', 'null') = 'null', 'no_piano', 'piano', null) as issues
from reconcile.estimates_fields f;

comment on view reconcile.estimates is 'gazelle.estimates as staging.stg_estimates has it.';
