-- The language of a client is its default localization.
begin;
select plan(1);

insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n, 'defaultClientLocalization', v::jsonb)
from unnest(array['{"locale": "en_US"}', '{"locale": ""}', '{}', 'null', '"fr_CA"', '[]']) with ordinality t (v, n);
select results_eq(
  $$select id, locale from gazelle.clients order by id$$,
  $$values ('cli_1', 'en_US'), ('cli_2', null), ('cli_3', null), ('cli_4', null), ('cli_5', null), ('cli_6', null)$$,
  'what is no localization has no locale'
);

select * from finish();
rollback;
