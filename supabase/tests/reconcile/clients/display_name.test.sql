-- A client shows its company, else its default contact, else its id.
begin;
select plan(12);

create function pg_temp.name(p_company text, p_contacts text)
returns text
language sql
as $$
  insert into staging.stg_clients (account_id, external_id, raw_data)
  values ('main', 'cli_1', jsonb_build_object('id', 'cli_1', 'companyName', p_company, 'allContacts', jsonb_build_object('nodes', p_contacts::jsonb, 'pageInfo', '{"hasNextPage": false}'::jsonb)))
  on conflict (account_id, external_id) do update set raw_data = excluded.raw_data;
  select display_name from reconcile.clients where id = 'cli_1';
$$;
select is(pg_temp.name('Salle A', '[{"id": "con_1", "isDefault": true, "firstName": "Anna"}]'), 'Salle A', 'the company first');
select is(pg_temp.name(company, '[{"id": "con_1", "isDefault": false, "firstName": "Berta"}, {"id": "con_2", "isDefault": true, "firstName": "Anna", "lastName": "Exemple"}]'),
  'Anna Exemple', format('without a company (%s) the default contact', coalesce(quote_literal(company), 'null')))
from unnest(array[null, '', '   ']) company;
select is(pg_temp.name(null, contacts), name, format('a contact %s shows as %s', contacts, name))
from (values
  ('[{"id": "con_1", "isDefault": true, "firstName": "Anna", "lastName": null}]', 'Anna'),
  ('[{"id": "con_1", "isDefault": true, "firstName": "", "lastName": "Exemple"}]', 'Exemple'),
  ('[{"id": "con_1", "isDefault": true, "firstName": " Anna ", "lastName": ""}]', 'Anna'),
  ('[{"id": "con_1", "isDefault": true}]', 'cli_1'),
  ('[{"id": "con_1", "isDefault": false, "firstName": "Berta"}]', 'cli_1'),
  ('[]', 'cli_1')
) t (contacts, name);
select is(pg_temp.name('Salle B', '[]'), 'Salle B', 'when the company comes, it shows');
select is((select display_name from gazelle.clients), 'Salle B', 'in production, too');

select * from finish();
rollback;
