-- A piano's life, a day, and the search in the timeline; and that each answers a member of the own account alone (case S4).
begin;
select plan(31);

insert into sync.accounts (account_id) values ('second');
insert into gazelle.users (id, account_id, first_name, last_name) values ('usr_1', 'main', 'Nicolas', 'Lessard'), ('usr_2', 'main', 'Zoé', 'Roy');
insert into gazelle.clients (id, account_id, display_name) values
  ('cli_1', 'main', 'Ancien'), ('cli_2', 'main', 'Nouveau'), ('cli_3', 'main', 'Autre'), ('cli_9', 'second', 'Ailleurs');
insert into gazelle.pianos (id, account_id, client_id, make, model, serial_number, status, gazelle_created_at) values
  ('ins_1', 'main', 'cli_1', 'Yamaha', 'C7', 'J-0012', 'INACTIVE', '2010-01-01'), ('ins_2', 'main', 'cli_2', 'YAMAHA', 'C7', 'j0012', 'ACTIVE', '2020-01-01'),
  ('ins_3', 'main', 'cli_3', 'Kawai', null, 'J0012', 'ACTIVE', null), ('ins_4', 'main', 'cli_3', null, null, '?', 'ACTIVE', null), ('ins_5', 'main', 'cli_1', null, null, '?', 'INACTIVE', null),
  ('ins_6', 'main', 'cli_1', 'Baldwin', null, '777', 'ACTIVE', null), ('ins_7', 'main', 'cli_2', 'Baldwin', null, '777', 'ACTIVE', null), ('ins_8', 'main', 'cli_3', 'Baldwin', null, '777', 'INACTIVE', null),
  ('ins_9', 'second', 'cli_9', 'Yamaha', 'C7', 'J0012', 'INACTIVE', null);
insert into gazelle.pianos (id, account_id, client_id, make, serial_number, status, deleted_at) values ('ins_0', 'main', 'cli_1', 'Yamaha', 'J0012', 'INACTIVE', now());
insert into gazelle.timeline_entries (id, account_id, occurred_at, local_date, type, summary, comment, client_id, piano_id, user_id) values
  ('tme_1', 'main', '2012-03-01T12:00Z', '2012-03-01', 'SERVICE_ENTRY_MANUAL', null, 'Première visite, pédale réparée', 'cli_1', 'ins_1', 'usr_1'),
  ('tme_2', 'main', '2019-03-01T12:00Z', '2019-03-01', 'SERVICE_ENTRY_MANUAL', null, 'Dernière visite', 'cli_1', 'ins_1', 'usr_1'),
  ('tme_3', 'main', '2020-03-01T12:00Z', '2020-03-01', 'SERVICE_ENTRY_MANUAL', null, 'Chez le nouveau : feutres «usés», l''œil <b>ouvert</b>', 'cli_2', 'ins_2', 'usr_1'),
  ('tme_4', 'main', '2021-03-01T12:00Z', '2021-03-01', 'USER_COMMENT', 'Note', null, 'cli_2', 'ins_2', null),
  ('tme_5', 'main', '2022-03-01T12:00Z', '2022-03-01', 'CONTACT_EMAIL_AUTOMATED', 'Rappel envoyé', null, 'cli_2', 'ins_2', null),
  ('tme_6', 'main', '2023-03-01T12:00Z', '2023-03-01', 'SERVICE_ENTRY_MANUAL', null, 'Accord 440Hz, 21C, 39%', 'cli_2', 'ins_2', 'usr_2'),
  ('tme_7', 'main', '2023-03-02T12:00Z', '2023-03-02', 'USER_COMMENT', null, 'Le client rappelle', 'cli_3', null, 'usr_2'),
  ('tme_9', 'second', '2023-03-02T12:00Z', '2023-03-02', 'USER_COMMENT', null, 'Pédale ailleurs', 'cli_9', 'ins_9', null);
insert into gazelle.timeline_entries (id, account_id, occurred_at, local_date, type, comment, client_id, deleted_at) values ('tme_8', 'main', '2023-03-02T12:00Z', '2023-03-02', 'USER_COMMENT', 'Pédale effacée', 'cli_3', now());
insert into gazelle.measurements (id, account_id, piano_id, taken_on, temperature_celsius, humidity) values ('mea_1', 'main', 'ins_2', '2023-03-01', 21, 39), ('mea_0', 'main', 'ins_2', '2022-03-01', 20, 60);
insert into gazelle.invoices (id, account_id, client_id, status, due_total) values ('inv_1', 'main', 'cli_2', 'OVERDUE', 12345);
insert into gazelle.appointments (id, account_id, start_at, local_date, local_time, is_all_day, type, status, client_id, user_id, first_piano_id) values
  ('evt_1', 'main', '2026-12-01T15:00Z', '2026-12-01', '10:00', false, 'APPOINTMENT', 'ACTIVE', 'cli_2', 'usr_1', 'ins_2'),
  ('evt_2', 'main', '2026-12-01T14:00Z', '2026-12-01', '09:00', false, 'APPOINTMENT', 'CANCELED', 'cli_3', 'usr_1', null),
  ('evt_3', 'main', '2026-12-01T13:00Z', '2026-12-01', '08:00', false, 'PERSONAL', null, null, 'usr_2', null),
  ('evt_4', 'main', '2026-12-01T20:00Z', '2026-12-01', '15:00', true, 'MEMO', null, null, 'usr_2', null),
  ('evt_5', 'main', '2026-12-02T15:00Z', '2026-12-02', '10:00', false, 'APPOINTMENT', 'ACTIVE', 'cli_2', 'usr_1', null),
  ('evt_9', 'second', '2026-12-01T15:00Z', '2026-12-01', '10:00', false, 'APPOINTMENT', 'ACTIVE', 'cli_9', null, null);
insert into gazelle.appointment_pianos (id, account_id, appointment_id, piano_id) values ('evt_1/ins_2', 'main', 'evt_1', 'ins_2');

-- A life.
select results_eq(
  $$select piano_id, client_name, is_active, from_on, until_on, is_asked from app.piano_life('main', 'ins_2')$$,
  $$values ('ins_1', 'Ancien', false, '2012-03-01'::date, '2019-03-01'::date, false), ('ins_2', 'Nouveau', true, '2020-03-01', null, true)$$,
  'an inactive copy and its successor are one instrument, however the serial number is written; another make, what is deleted and another account''s are not'
);
select results_eq($$select piano_id, is_asked from app.piano_life('main', 'ins_1')$$, $$values ('ins_1', true), ('ins_2', false)$$, 'asked for from either side');
select results_eq($$select piano_id from app.piano_life('main', 'ins_3')$$, $$values ('ins_3')$$, 'a piano without copies is one row');
select results_eq($$select piano_id from app.piano_life('main', 'ins_4')$$, $$values ('ins_4')$$, '"?" is no serial number');
select results_eq(format($$select piano_id from app.piano_life('main', %L)$$, id), format('values (%L)', id), format('two in use with one number are two instruments, and nobody knows which of them the inactive one was: %s', id))
from unnest(array['ins_6', 'ins_7', 'ins_8']) id;
select is_empty($$select * from app.piano_life('main', 'ins_9') union all select * from app.piano_life('main', 'nothing') union all select * from app.piano_life(null, null)$$, 'an unknown piano, or another account''s, has none');

-- A day.
select results_eq($$select id from app.day('main', '2026-12-01')$$, $$values ('evt_4'), ('evt_3'), ('evt_2'), ('evt_1')$$, 'a day has the appointments of all technicians by time, those of all day first');
select results_eq($$select id from app.day('main', '2026-12-01', 'usr_1')$$, $$values ('evt_2'), ('evt_1')$$, 'or of one');
select is_empty($$select id from app.day('main', '1900-01-01') union all select id from app.day('main', null) union all select id from app.day(null, '2026-12-01')$$, 'an empty day has none');
select is(
  (select last_notes from app.day('main', '2026-12-01') where id = 'evt_1'),
  '[{"local_date": "2023-03-01", "user_name": "Zoé Roy", "piano_id": "ins_2", "text": "Accord 440Hz, 21C, 39%"}, {"local_date": "2021-03-01", "user_name": null, "piano_id": "ins_2", "text": "Note"},
    {"local_date": "2020-03-01", "user_name": "Nicolas Lessard", "piano_id": "ins_2", "text": "Chez le nouveau : feutres «usés», l''œil <b>ouvert</b>"}]',
  'an appointment brings the three newest notes of its piano, messages apart'
);
select is((select last_notes from app.day('main', '2026-12-01') where id = 'evt_2'), '[{"local_date": "2023-03-02", "user_name": "Zoé Roy", "piano_id": null, "text": "Le client rappelle"}]', 'or of its client, where it names no piano');
select is((select last_notes from app.day('main', '2026-12-01') where id = 'evt_3'), '[]', 'or none');
select is(
  (select readings from app.day('main', '2026-12-01') where id = 'evt_1'),
  '[{"piano_id": "ins_2", "taken_on": "2023-03-01", "humidity": 39, "temperature": 21, "pitch": null, "is_out_of_range": false}]', 'the newest reading of the piano'
);
select is((select owed from app.day('main', '2026-12-01') where id = 'evt_1'), 123.45, 'and what the client owes');

-- Notes.
create function pg_temp.notes(p_text text, p_limit int default 20, p_before date default null)
returns text
language sql
as $$ select string_agg(n.id, ',' order by n.local_date desc, n.id) from app.search_notes(p_text, 'main', p_limit, p_before) n $$;
select is(pg_temp.notes('pedale'), 'tme_1', 'a note is found without accents; what is deleted and another account''s are not');
select is(pg_temp.notes('VISITE'), 'tme_2,tme_1', 'in any case, newest first');
select is(pg_temp.notes('visi'), 'tme_2,tme_1', 'by the beginning of a word');
select is(pg_temp.notes('visite pédale'), 'tme_1', 'all words count');
select is(pg_temp.notes('oeil'), 'tme_3', 'œ is oe');
select is(pg_temp.notes('l''œil "usés"'), 'tme_3', 'quotes are no operators');
select is(pg_temp.notes('440Hz'), 'tme_6', 'numbers with their unit too');
select is(pg_temp.notes('rappel'), 'tme_7', 'messages that Gazelle writes itself are not notes');
select is(pg_temp.notes('visite', 1), 'tme_2', 'so many as asked for');
select is(pg_temp.notes('visite', 1, '2019-03-01'), 'tme_1', 'and on from a day');
select is((select matched from app.search_notes('ouvert', 'main')), 'Chez le nouveau : feutres «usés», l''œil <b>ouvert</b>', 'it shows the place, as it stands there');
select is_empty(
  $$select t, n.id from unnest(array[null, '', '   ', '%', '_', '\', '''', ':*', '!', '&|', '🎹', '—', 'le la', 'zzzz', repeat('zzzz ', 2000)]) t, app.search_notes(t) n$$,
  'nothing, marks, emoji and words that every text has find nothing and are no error'
);

-- Another account's member.
insert into gazelle.members (account_id, user_id, role) values ('second', '00000000-0000-4000-8000-000000000002', 'reader'), ('main', '00000000-0000-4000-8000-000000000001', 'reader');
create temp view answers as
select 'life' as what, piano_id as id from app.piano_life('main', 'ins_2') union all select 'day', id from app.day('main', '2026-12-01')
union all select 'notes', id from app.search_notes('pedale') union all select 'notes', id from app.search_notes('pedale', 'main') union all select 'search', id from app.search('yamaha')
union all select 'search', id from app.search('ins_2') union all select 'ages', module from app.ages('main') union all select 'found', id from app.find_records('ancien', 'main', 20)
union all select 'found', id from app.find_notes('visite', null, 20, null) union all select 'same', o from app.same_pianos('main', 'ins_2') o union all select 'notes', app.last_notes('cli_2', '{}') ->> 0;
grant select on answers to authenticated;
alter view answers set (security_invoker = on);
set local role authenticated;
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000002"}', true);
select set_eq('select what, id from answers where id is not null', $$values ('notes', 'tme_9'), ('search', 'ins_9')$$, 'the member of another account finds what is theirs, and nothing else (case S4)');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000003"}', true);
select is_empty('select what, id from answers where id is not null', 'whoever is a member of none finds nothing');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001"}', true);
select ok((select count(distinct what) = 7 from answers where id is not null), 'a reader of the account finds all of it');
reset role;

select * from finish();
rollback;
