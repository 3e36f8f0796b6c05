-- The one box: clients, contacts, numbers, addresses and pianos.
begin;
select plan(26);

insert into sync.accounts (account_id) values ('second');
insert into gazelle.clients (id, account_id, display_name, status, personal_notes) values
  ('cli_1', 'main', 'Jean-François Côté', 'ACTIVE', 'Sonner à la porte d''en arrière'),
  ('cli_2', 'main', 'Salle Beaurivage', 'ACTIVE', null),
  ('cli_3', 'main', 'Marguerite Tremblay', 'INACTIVE', null),
  ('cli_4', 'main', '<b>Église</b> & fils', 'ACTIVE', null),
  ('cli_5', 'main', 'cli_5', 'ACTIVE', null),
  ('cli_9', 'main', 'Luc Gagnon', 'ACTIVE', null),
  ('cli_6', 'second', 'Jean-François Côté', 'ACTIVE', null);
insert into gazelle.clients (id, account_id, display_name, deleted_at) values ('cli_7', 'main', 'Jean-François Côté, parti', now());
insert into gazelle.clients (id, account_id, display_name, is_placeholder) values ('cli_8', 'main', 'Jean-François Côté, attendu', true);
insert into gazelle.contacts (id, account_id, client_id, first_name, last_name, is_default) values
  ('con_1', 'main', 'cli_1', 'Jean-François', 'Côté', true), ('con_2', 'main', 'cli_2', 'Zoé', 'Lœwenstein', true), ('con_6', 'second', 'cli_6', 'Jean-François', 'Côté', true);
insert into gazelle.contact_phones (id, account_id, client_id, contact_id, phone_number) values
  ('pho_1', 'main', 'cli_2', 'con_2', '(514) 555-0147'), ('pho_6', 'second', 'cli_6', 'con_6', '514-555-0147');
insert into gazelle.contact_emails (id, account_id, client_id, contact_id, email) values ('eml_1', 'main', 'cli_2', 'con_2', 'zoe.l@exemple.org');
insert into gazelle.contact_locations (id, account_id, client_id, contact_id, street1, municipality, postal_code) values
  ('loc_1', 'main', 'cli_2', 'con_2', '12, rue Notre-Dame', 'Montréal', 'H2X 1Y4');
insert into gazelle.pianos (id, account_id, client_id, make, model, serial_number, location, status, notes) values
  ('ins_1', 'main', 'cli_2', 'Steinway & Sons', 'D-274', 'J 512-3478', 'Grande scène', 'ACTIVE', 'Pédale douce bruyante'),
  ('ins_2', 'main', 'cli_1', 'Yamaha', 'U1', '?', null, null, null),
  ('ins_6', 'second', 'cli_6', 'Steinway & Sons', 'B', 'J 512-3478', null, 'ACTIVE', null);

create function pg_temp.found(p_text text)
returns text
language sql
as $$ select string_agg(s.id || ' ' || s.field, ', ' order by s.score desc, s.id) from app.search(p_text, 'main') s $$;

select is((select string_agg(id, ',') from app.search('cote', 'main')), 'cli_1', 'a client is found by a part of the name, without accents and case; whom Gazelle has no more or not yet is not, and a contact of the same name is not said twice');
select is(pg_temp.found(t), 'cli_1 name', format('so it is by «%s»', t))
from unnest(array['jean francois', 'JEAN-FRANÇOIS CÔTÉ', 'jeanfrancois', 'Jean-Francios', '  jean   francois  ']) t;
select is(pg_temp.found('marguerite trembley'), 'cli_3 name', 'a mistake of typing is forgiven');
select is(pg_temp.found('gangon'), 'cli_9 name', 'two letters in the wrong order, too');
select is(pg_temp.found('t'), 'cli_3 name', 'one letter begins a word');
select is(pg_temp.found('loewenstein'), 'con_2 name', 'a contact is found by another name than the client''s');
select is(pg_temp.found('0147'), 'con_2 phone', 'a telephone number is found by its last four digits');
select is(pg_temp.found('+1 514 555 0147'), 'con_2 phone', 'and as it is written elsewhere');
select is(pg_temp.found('zoe.l@exemple'), 'con_2 email', 'an e-mail address by its beginning');
select is((select id || ' ' || field from app.search('rue notre dame', 'main') limit 1), 'cli_2 address', 'an address without hyphens');
select is(pg_temp.found(t), 'ins_1 serial_number', format('a piano by a part of its serial number: «%s»', t)) from unnest(array['5123', '3478', 'j512-34']) t;
insert into gazelle.pianos (id, account_id, make, serial_number) values ('ins_3', 'main', 'Willis', '4250102'), ('ins_4', 'main', 'Willis', '102976');
select is((select string_agg(id, ',') from app.search('0102', 'main')), 'ins_3,ins_4', 'a half that begins with a zero means first the number that has it so');
select is((select string_agg(id, ',') from app.search('00102976', 'main')), 'ins_4', 'zeros in front of a number are not a part of it');
select is((select id || ' ' || field from app.search('grande scene', 'main') limit 1), 'ins_1 location', 'a piano by its location');
select is((select title || ' | ' || detail from app.search('steinway', 'main') limit 1), 'Steinway & Sons D-274 | Salle Beaurivage · Grande scène · J 512-3478', 'and by its make; it says whose it is and where');
select is(pg_temp.found('pedale douce'), 'ins_1 notes', 'and by its notes');
select is(pg_temp.found('ins_2'), 'ins_2 id', 'and by its id');
select is((select title from app.search('eglise', 'main') limit 1), '<b>Église</b> & fils', 'markup in a name stays text');
select is_empty(
  $$select t, s.id from unnest(array[null, '', '   ', '%', '_', '\', '''', '"', '%_%', '*', '🎹🎹', '— …', repeat('%', 10000), e'\t\n', 'zzzzzz qqqq']) t, app.search(t) s$$,
  'nothing, blanks, marks and emoji find nothing and are no error'
);
select lives_ok(
  $$select count(*) from unnest(array[repeat('a', 10000), repeat('é ', 5000), repeat('9', 10000), 'a'' or true --', 'tremblay🎹', '\%_', '(a & b) | !c:*', '<->', 'x''y\z', repeat('Ж', 500), e'\u0001\u00a0é', '12345678901234567890']) t,
    app.search(t) s, app.search_notes(t) n$$,
  'nor is what is long or strange'
);

select * from finish();
rollback;
