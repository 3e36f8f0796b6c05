-- Several words in the one box: each in some field of a record, or of what it belongs to.
begin;
select plan(42);

insert into sync.accounts (account_id) values ('second');
insert into gazelle.clients (id, account_id, display_name, status, personal_notes) values
  ('cli_1', 'main', 'Place des Arts', 'ACTIVE', 'Sonner à la porte d''en arrière'),
  ('cli_2', 'main', 'Marguerite Tremblay', 'ACTIVE', null),
  ('cli_3', 'main', 'Église Saint-Jean-Baptiste', 'ACTIVE', null),
  ('cli_4', 'main', 'Luc Gagnon', 'ACTIVE', null),
  ('cli_6', 'second', 'Marguerite Tremblay', 'ACTIVE', null);
insert into gazelle.contacts (id, account_id, client_id, first_name, last_name, is_default) values
  ('con_1', 'main', 'cli_1', 'Zoé', 'Lœwenstein', true), ('con_2', 'main', 'cli_2', 'Marguerite', 'Tremblay', true),
  ('con_3', 'main', 'cli_3', 'Marie', 'Tremblay', true), ('con_6', 'second', 'cli_6', 'Marguerite', 'Tremblay', true);
insert into gazelle.contact_phones (id, account_id, client_id, contact_id, phone_number) values
  ('pho_2', 'main', 'cli_2', 'con_2', '(514) 555-0147'), ('pho_6', 'second', 'cli_6', 'con_6', '(514) 555-0147');
insert into gazelle.contact_emails (id, account_id, client_id, contact_id, email) values ('eml_1', 'main', 'cli_1', 'con_1', 'zoe.l@exemple.org');
insert into gazelle.contact_locations (id, account_id, client_id, contact_id, street1, municipality, postal_code) values
  ('loc_1', 'main', 'cli_1', 'con_1', '175, rue Sainte-Catherine', 'Montréal', 'H2X 1Z8'), ('loc_2', 'main', 'cli_2', 'con_2', '12, rue Notre-Dame', 'Québec', 'G1K 4E9');
insert into gazelle.pianos (id, account_id, client_id, make, model, serial_number, location, status, notes) values
  ('ins_1', 'main', 'cli_1', 'Yamaha', 'CFX', '6412345', 'Grande scène', 'ACTIVE', null),
  ('ins_2', 'main', 'cli_1', 'Steinway & Sons', 'D', 'J 512-3478', 'Loge 3', 'ACTIVE', 'Pédale douce bruyante'),
  ('ins_3', 'main', 'cli_2', 'Yamaha', 'U1', '6400001', 'Salon', 'ACTIVE', null),
  ('ins_4', 'main', 'cli_3', 'Kawai', 'K-300', '2599999', 'Nef', 'ACTIVE', null),
  ('ins_5', 'main', null, 'Yamaha', 'P22', '333444', 'Entrepôt', 'ACTIVE', null),
  ('ins_6', 'second', 'cli_6', 'Yamaha', 'U1', '6400001', 'Salon', 'ACTIVE', null);
insert into gazelle.pianos (id, account_id, client_id, make, model, deleted_at) values ('ins_7', 'main', 'cli_2', 'Yamaha', 'C3', now());

create function pg_temp.found(p_text text)
returns text
language sql
as $$ select string_agg(s.id || ' ' || s.field, ', ' order by s.score desc, s.id) from app.search(p_text, 'main') s $$;

select is(pg_temp.found(t), 'ins_3 name', format('a piano by its client''s name and its make: «%s»', t))
from unnest(array['tremblay yamaha', 'Yamaha TREMBLAY', 'yamaha, tremblay', 'yamah trembl', 'trembley yamaha', 'tremblay yamoha', 'tremblya yamaha', 'tremblay/yamaha u1']) t;
select is(pg_temp.found(t), 'ins_1 name', format('and of words of one name: «%s»', t))
from unnest(array['yamaha place des arts', 'arts yamaha place', 'yamaha place-des-arts', 'yamaha plcae arts', 'le yamaha de la place des arts']) t;
select is(pg_temp.found('yamaha loewenstein'), 'ins_1 name', 'by a contact of its client');
select is(pg_temp.found('yamaha sainte catherine'), 'ins_1 name', 'by its client''s street');
select is(pg_temp.found('yamaha montreal'), 'ins_1 name', 'or town');
select is(pg_temp.found('yamaha 0147'), 'ins_3 name', 'or telephone number');
select is(pg_temp.found('6412 arts'), 'ins_1 serial_number', 'by half its serial number and a name');
select is(pg_temp.found('place des arts 512-34'), 'ins_2 serial_number', 'in any order, with hyphens');
select is(pg_temp.found('j 512-3478'), 'ins_2 serial_number', 'a serial number with a blank is one too');
select is(pg_temp.found('steinway d arts'), 'ins_2 name', 'by a model of one letter');
select is(pg_temp.found('arts loge'), 'ins_2 location', 'by its location');
select is(pg_temp.found('steinway pedale'), 'ins_2 name', 'by its notes');
select is(pg_temp.found('kawai st-jean'), 'ins_4 name', 'St is Saint');
select is(pg_temp.found('kawai saint jean baptiste'), 'ins_4 name', 'a hyphen is a blank');
select is(pg_temp.found('kawai de l''église'), 'ins_4 name', 'an article before an apostrophe is no word');
select is(pg_temp.found('yamaha entrepot'), 'ins_5 name', 'a piano without a client by its own fields');
select is((select client_id from app.search('yamaha entrepot', 'main')), null, 'which has no client then');
select is(pg_temp.found('marie eglise'), 'con_3 name', 'a contact by name and client');
select is(pg_temp.found('tremblay 555-0147'), 'con_2 phone', 'or by name and number');
select is(pg_temp.found('tremblay quebec'), 'cli_2 name', 'a client by name and town');
select is(pg_temp.found('place des arts'), 'cli_1 name', 'a client''s name alone brings the client, and not all its pianos');
select is(pg_temp.found('porte arriere'), 'cli_1 notes', 'notes too, in any order');
select is(pg_temp.found('yama ha'), pg_temp.found('yamaha'), 'a blank within a word is forgiven');
select is(pg_temp.found(t), null, format('where a word is nowhere nothing is found: «%s»', left(t, 30)))
from unnest(array['gagnon kawai', 'yamaha zzzzzz', 'zzzzzz qqqqqq']) t;
select is(
  (select string_agg(s.id, ',') from app.search('tremblay yamaha') s where s.account_id = 'second'), 'ins_6',
  'without an account each of them is searched'
);
select lives_ok(
  $$select count(*) from unnest(array['% _', '\ \', 'a b c d e f g h i j k', '🎹 🎹', 'tremblay 🎹', '— …', repeat('ab cd ef ', 1500), 'a'' or true -- x', '(a & b) | !c', '<-> x', e'\u0001 \u00a0é x', '+1 +1', '''''  ''''', repeat('x ', 5000),
    (select string_agg(md5(n::text), ' ') from generate_series(1, 300) n)]) t, app.search(t) s$$,
  'whatever several words are, it is no error'
);
insert into gazelle.members (account_id, user_id, role) values ('second', '00000000-0000-4000-8000-000000000002', 'reader');
set local role authenticated;
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000002"}', true);
select is((select string_agg(id, ',') from app.search('tremblay yamaha')), 'ins_6', 'a member finds what is of their account, and nothing else (case S4)');
select is_empty($$select id from app.search('tremblay yamaha', 'main') union all select id from app.search('yamaha place des arts')$$, 'nothing of another one, asked for by name');
select throws_ok(
  $$select * from app.find_by_words('{main}', 'tremblay yamaha', 20)$$, '42501', null, 'and cannot ask what names an account without looking who asks'
);
reset role;

select * from finish();
rollback;
