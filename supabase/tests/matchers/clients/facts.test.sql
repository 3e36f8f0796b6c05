-- Clients are known by company or display name, e-mail and telephone.
begin;
select plan(3);

create function pg_temp.client(p_id text, p_company text, p_first text, p_last text, p_email text, p_phone text)
returns jsonb
language sql
as $$
  select jsonb_build_object('id', p_id, 'companyName', p_company, 'allContacts', jsonb_build_object(
    'pageInfo', '{"hasNextPage": false}'::jsonb,
    'nodes', jsonb_build_array(jsonb_build_object(
      'id', 'con_' || p_id, 'firstName', p_first, 'lastName', p_last, 'isDefault', true,
      'allEmails', jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes',
        case when p_email is null then '[]' else jsonb_build_array(jsonb_build_object('id', 'eml_' || p_id, 'email', p_email)) end),
      'allPhones', jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes',
        case when p_phone is null then '[]' else jsonb_build_array(jsonb_build_object('id', 'pho_' || p_id, 'phoneNumber', p_phone)) end)
    ))
  ))
$$;
select sync.stage_nodes('clients', 'main', null, jsonb_build_array(
  pg_temp.client('cli_1', 'École de musique Vincent-d’Indy', 'Marie', 'Roy', 'info@ecole.example', '(514) 555-0101'),
  pg_temp.client('cli_2', null, 'Marie', 'Roy', 'marie@example.com', '+1 514-555-0102'),
  pg_temp.client('cli_3', null, 'Paul', 'Gagnon', 'paul@example.com', null),
  pg_temp.client('cli_4', '', 'Paul', 'Gagnon', null, '(450) 555-0104'),
  pg_temp.client('cli_5', 'Église Saint-Jean', null, null, 'info@ecole.example', null),
  pg_temp.client('cli_6', null, null, null, null, '(418) 555-0106'),
  pg_temp.client('cli_7', 'Salle Bourgie', null, null, null, null)
));

insert into reconcile.legacy_references (account_id, kind, legacy_key, facts) values
  ('main', 'client', '01', '{"company_name": "ECOLE DE MUSIQUE VINCENT D''INDY"}'),
  ('main', 'client', '02', '{"first_name": "marie", "last_name": "ROY"}'),
  ('main', 'client', '03', '{"name": "Paul Gagnon"}'),
  ('main', 'client', '04', '{"name": "Paul Gagnon", "phone": "1-450-555-0104 x12"}'),
  ('main', 'client', '05', '{"email": "INFO@ecole.example"}'),
  ('main', 'client', '06', '{"email": "info@ecole.example", "display_name": "Eglise St-Jean"}'),
  ('main', 'client', '07', '{"company_name": "Église Saint Jean", "email": "info@ecole.example"}'),
  ('main', 'client', '08', '{"name": "Marie Roy", "email": "paul@example.com"}'),
  ('main', 'client', '09', '{"phone": "418 555 0106"}'),
  ('main', 'client', '10', '{"company_name": "Ecole de musique Vincent d''Indi"}'),
  ('main', 'client', '11', '{"company_name": "cli_6"}'),
  ('main', 'client', '12', '{"company_name": "", "first_name": "Paul", "last_name": "Gagnon", "email": "paul@example.com"}'),
  ('main', 'client', '13', '{"phone": "555", "email": "paul"}'),
  ('main', 'client', '14', '{"company_name": "Salle Bourgie inc."}'),
  ('main', 'client', '15', '{"id": "cli_404", "company_name": "Salle Bourgie"}');

select is(
  reconcile.match_clients(), '{"references": 15, "matched": 9, "decided": 0, "undecided": 6}', 'the answer counts what was found'
);
select results_eq(
  $$select legacy_key, matched_id, method from reconcile.legacy_references where matched_id is not null order by 1$$,
  $$values
    ('01', 'cli_1', 'name'), ('02', 'cli_2', 'name'), ('04', 'cli_4', 'name+phone'), ('07', 'cli_5', 'email+name'),
    ('09', 'cli_6', 'phone'), ('10', 'cli_1', 'similar'), ('12', 'cli_3', 'email+name'), ('14', 'cli_7', 'similar'),
    ('15', 'cli_7', 'name')$$,
  'by name, then e-mail and telephone; a shared address decides nothing alone; an unknown id is no id'
);
select results_eq(
  $$select legacy_key, reason, jsonb_path_query_array(candidates, '$[*].id') from reconcile.undecided_matches order by 1$$,
  $$values
    ('03', 'several_or_contradictory', '["cli_3", "cli_4"]'::jsonb),
    ('05', 'several_or_contradictory', '["cli_1", "cli_5"]'),
    ('06', 'several_or_contradictory', '["cli_1", "cli_5"]'),
    ('08', 'several_or_contradictory', '["cli_2", "cli_3"]'),
    ('11', 'nothing_like_it', '[]'), ('13', 'nothing_like_it', '[]')$$,
  'what could be two stays undecided, with both'
);

select * from finish();
rollback;
