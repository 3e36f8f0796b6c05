-- Rows that only carry a display name mean a user by first and last name; two candidates are none.
begin;
select plan(6);

select sync.stage_nodes('users', 'main', null, '[
  {"id": "usr_1", "firstName": "Jean-François", "lastName": "Côté", "email": "jf@example.com"},
  {"id": "usr_2", "firstName": "Jean", "lastName": "Tremblay", "email": "jean@example.com"},
  {"id": "usr_3", "firstName": "Jean", "lastName": "Tremblay", "email": "tremblay@example.com"},
  {"id": "usr_4", "firstName": "Marie-Ève", "lastName": "Lœwen"},
  {"id": "usr_5", "firstName": "Hélène", "lastName": "Bourgeois-Vaillancourt"},
  {"id": "usr_6", "firstName": "À", "lastName": "attribuer"},
  {"id": "usr_7", "firstName": "Parti", "lastName": "Depuis"}
]');
update gazelle.users set deleted_at = now() where id = 'usr_7';
insert into gazelle.users (id, account_id, is_placeholder, first_name, last_name) values ('usr_8', 'main', true, 'Place', 'Holder');

insert into reconcile.legacy_references (account_id, kind, legacy_key, facts) values
  ('main', 'user', '01', '{"name": "jean francois cote"}'),
  ('main', 'user', '02', '{"name": "  CÔTÉ,  Jean-François "}'),
  ('main', 'user', '03', '{"first_name": "Jean François", "last_name": "Côte"}'),
  ('main', 'user', '04', '{"name": "Jean Tremblay"}'),
  ('main', 'user', '05', '{"name": "Jean Tremblay", "email": "Tremblay@Example.com"}'),
  ('main', 'user', '06', '{"name": "Jean-François Côté", "email": "jean@example.com"}'),
  ('main', 'user', '07', '{"name": "MARIE EVE LOEWEN"}'),
  ('main', 'user', '08', '{"name": "Helene Bourgeois-Vaillancour"}'),
  ('main', 'user', '09', '{"name": "Jeanne Tremblay"}'),
  ('main', 'user', '10', '{"name": "a attribuer"}'),
  ('main', 'user', '11', '{"name": "Parti Depuis"}'),
  ('main', 'user', '12', '{"id": "usr_7", "name": "Jean-François Côté"}'),
  ('main', 'user', '13', '{"name": "Place Holder"}'),
  ('main', 'user', '14', '{"name": ""}'),
  ('main', 'user', '15', '{}'),
  ('main', 'user', '16', '{"name": "Zoé Xylander"}'),
  ('main', 'user', '17', '{"name": ["Jean"], "email": 5}'),
  ('main', 'user', '18', '{"email": "jf@example.com"}');

create temp table answer as select reconcile.match_users() as a;
select is(a, '{"references": 18, "matched": 9, "decided": 0, "undecided": 9}', 'the answer counts what was found') from answer;

select results_eq(
  $$select legacy_key, matched_id, method from reconcile.legacy_references where matched_id is not null order by 1$$,
  $$values
    ('01', 'usr_1', 'name'), ('02', 'usr_1', 'name'), ('03', 'usr_1', 'name'), ('05', 'usr_3', 'email+name'),
    ('07', 'usr_4', 'name'), ('08', 'usr_5', 'similar'), ('10', 'usr_6', 'name'), ('12', 'usr_7', 'id'), ('18', 'usr_1', 'email')$$,
  'case, accents, hyphens and order do not matter; a second fact decides between two; an id is an id'
);
select results_eq(
  $$select legacy_key, reason, jsonb_path_query_array(candidates, '$[*].id') from reconcile.undecided_matches order by 1$$,
  $$values
    ('04', 'several_or_contradictory', '["usr_2", "usr_3"]'::jsonb),
    ('06', 'several_or_contradictory', '["usr_1", "usr_2"]'),
    ('09', 'not_alike_enough', '["usr_2", "usr_3"]'),
    ('11', 'nothing_like_it', '[]'), ('13', 'nothing_like_it', '[]'), ('14', 'nothing_like_it', '[]'),
    ('15', 'nothing_like_it', '[]'), ('16', 'nothing_like_it', '[]'), ('17', 'not_alike_enough', '["usr_2", "usr_3"]')$$,
  'two candidates are none, facts that disagree are none, and each says why and who comes near'
);
select ok(score between 0.8 and 0.99, 'likeness is a number under one') from reconcile.legacy_references where legacy_key = '08';

create temp table before as select legacy_key, matched_at, xmin::text as writer from reconcile.legacy_references;
select reconcile.match_users();
select results_eq(
  $$select legacy_key, matched_at, xmin::text from reconcile.legacy_references order by 1$$, $$select * from before order by 1$$,
  'asked again, the same answer is not written again'
);
select sync.stage_nodes('users', 'main', null, '[{"id": "usr_9", "firstName": "Jean François", "lastName": "Cote"}]');
select reconcile.match_users();
select is(matched_id, null, 'a second user of the same name takes the answer back') from reconcile.legacy_references where legacy_key = '01';

select * from finish();
rollback;
