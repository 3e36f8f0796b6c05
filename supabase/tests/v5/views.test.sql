-- The views of schema v5: version 5's columns and types, over what Gazelle has now.
begin;
select plan(28);

select set_eq(
  $$select c.relname::text, string_agg(a.attname || ' ' || format_type(a.atttypid, null), ', ' order by a.attnum)
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'v5'::regnamespace and c.relkind = 'v' and c.relname <> all (array['shown', 'sync_logs']) group by 1$$,
  $$values
    ('gazelle_appointments', 'external_id text, client_external_id text, piano_external_id text, title text, description text, appointment_date date, appointment_time time without time zone, start_datetime timestamp with time zone, duration_minutes integer, status text, technicien text, location text, notes text, event_type text, is_all_day boolean, last_notified_tech_id text, last_notified_schedule text, last_notified_time time without time zone, last_notified_at timestamp with time zone, account_id text'),
    ('gazelle_clients', 'id integer, external_id text, company_name text, first_name text, last_name text, status text, tags text[], email text, phone text, city text, postal_code text, personal_notes text, preference_notes text, locale text, preferred_technician_id text, client_type text, created_at timestamp with time zone, updated_at timestamp with time zone, account_id text'),
    ('gazelle_contacts', 'external_id text, client_external_id text, first_name text, last_name text, email text, phone text, is_default boolean, account_id text'),
    ('gazelle_invoice_items', 'external_id text, invoice_external_id text, piano_external_id text, description text, quantity numeric, unit_price numeric, total numeric, account_id text'),
    ('gazelle_invoices', 'external_id text, client_external_id text, number integer, status text, invoice_date date, due_date date, subtotal numeric, tax_total numeric, total numeric, balance_due numeric, notes text, account_id text'),
    ('gazelle_pianos', 'id integer, external_id text, client_external_id text, make text, model text, serial_number text, type text, year integer, location text, notes text, dampp_chaser_installed boolean, dampp_chaser_humidistat_model text, dampp_chaser_mfg_date date, account_id text'),
    ('gazelle_timeline_entries', 'external_id text, client_id text, client_external_id text, piano_id text, user_id text, invoice_id text, estimate_id text, entry_type text, title text, description text, entry_date date, occurred_at timestamp with time zone, entity_type text, entity_id text, event_type text, created_by text, metadata jsonb, account_id text'),
    ('users', 'id text, external_id text, gazelle_user_id text, first_name text, last_name text, full_name text, email text, phone text, role text, account_id text')$$,
  'they have version 5''s columns, of its types, and the account as the last one'
);

select sync.stage_nodes('users', 'main', null, '[{"id": "usr_1", "firstName": "Nicolas", "lastName": "Lessard", "email": "nl@example.org"}, {"id": "usr_2", "firstName": null, "lastName": ""}]');
update gazelle.users set role = 'technicien,admin' where id = 'usr_1';
select sync.stage_nodes('clients', 'main', null, '[
  {"id": "cli_1", "companyName": "Salle Beaurivage", "status": "ACTIVE", "tags": ["VIP"], "allContacts": {"nodes": [
    {"id": "con_1", "firstName": "Ann", "lastName": "Roy", "isDefault": false, "sortOrder": 1, "allEmails": {"nodes": [{"id": "eml_0", "email": "ann@example.org", "isDefault": true}]}, "allPhones": {"nodes": []}, "allLocations": {"nodes": []}},
    {"id": "con_2", "firstName": "Zoé", "lastName": "Côté", "isDefault": true, "sortOrder": 2, "defaultLocation": {"id": "loc_2"},
      "allEmails": {"nodes": [{"id": "eml_1", "email": "old@example.org", "isDefault": false}, {"id": "eml_2", "email": "zoe@example.org", "isDefault": true}]},
      "allPhones": {"nodes": [{"id": "pho_1", "phoneNumber": "(514) 555-0101"}, {"id": "pho_2", "phoneNumber": "+15145550102"}]},
      "allLocations": {"nodes": [{"id": "loc_1", "municipality": "Laval", "postalCode": "H7A 1A1"}, {"id": "loc_2", "municipality": "Montréal", "postalCode": "H2X 1Y4"}]}}
  ]}},
  {"id": "cli_2", "companyName": "", "allContacts": {"nodes": [{"id": "con_3", "firstName": "", "lastName": null, "isDefault": null, "allEmails": {"nodes": []}, "allPhones": {"nodes": []}, "allLocations": {"nodes": []}}]}},
  {"id": "cli_3", "companyName": "Gone", "allContacts": {"nodes": []}}
]');
select sync.stage_nodes('pianos', 'main', null, '[
  {"id": "ins_1", "client": {"id": "cli_1"}, "make": "Yamaha", "year": 1985, "damppChaserInstalled": true, "damppChaserHumidistatModel": "H-3", "damppChaserMfgDate": "2016-05-01"},
  {"id": "ins_2", "client": {"id": "cli_9"}}
]');
-- Around the nights on which clocks change, and at 23:30, where UTC has the next day.
select sync.stage_nodes('appointments', 'main', null, '[
  {"id": "evt_1", "title": "Accord", "notes": "Deux pianos, le premier d''abord.", "status": "CANCELED", "type": "APPOINTMENT", "start": "2026-03-08T06:30:00Z", "duration": 90, "isAllDay": false,
    "addressLine": "12, rue X", "client": {"id": "cli_1"}, "user": {"id": "usr_1"},
    "allEventPianos": {"nodes": [{"piano": {"id": "ins_2"}, "isTuning": true}, {"piano": {"id": "ins_1"}, "isTuning": true}]}},
  {"id": "evt_2", "start": "2026-03-08T07:30:00Z", "allEventPianos": {"nodes": []}},
  {"id": "evt_3", "start": "2026-11-01T05:30:00Z", "allEventPianos": {"nodes": []}},
  {"id": "evt_4", "start": "2026-11-01T06:30:00Z", "allEventPianos": {"nodes": []}},
  {"id": "evt_5", "start": "2026-07-15T03:30:00Z", "allEventPianos": {"nodes": []}}
]');
select sync.stage_nodes('invoices', 'main', null, '[
  {"id": "inv_1", "number": 12, "status": "OPEN", "createdAt": "2026-12-01T04:30:00Z", "dueOn": "2026-12-31", "subTotal": 10010, "taxTotal": 1499, "total": 11509, "dueTotal": 1, "client": {"id": "cli_1"},
    "allInvoiceItems": {"nodes": [{"id": "ini_1", "description": "Accord", "quantity": 150, "amount": 5005, "subTotal": 10010, "total": 11509, "piano": {"id": "ins_1"}}, {"id": "ini_2", "quantity": null, "amount": null, "subTotal": 0, "total": 0}]}}
]');
select sync.stage_nodes('timeline', 'main', null, jsonb_build_array(
  jsonb_build_object(
    'id', 'tme_1', 'type', 'SERVICE_ENTRY_MANUAL', 'occurredAt', '2026-07-15T03:30:00Z', 'summary', repeat('s', 700), 'comment', repeat('c', 2500) || ' Accord 440Hz, 21C, 39%',
    'client', '{"id": "cli_1"}'::jsonb, 'piano', '{"id": "ins_1"}'::jsonb, 'user', '{"id": "usr_1"}'::jsonb, 'relatedId', 'evt_1', 'relatedType', 'EVENT'
  ),
  jsonb_build_object('id', 'tme_2', 'type', 'SYSTEM_MESSAGE', 'occurredAt', '2026-11-01T03:59:59Z', 'client', '{"id": "cli_2"}'::jsonb, 'user', '{"id": "usr_2"}'::jsonb)
));
update gazelle.clients set deleted_at = now() where id = 'cli_3';
insert into reconcile.v5_serials (account_id, entity, id, serial) values ('main', 'clients', 'cli_1', 812), ('main', 'pianos', 'ins_1', 31);

-- Clients and contacts.
select results_eq(
  $$select v5.e164(n) from unnest(array['(514) 555-0101', '514.555.0101', '1 514 555-0101', '+15145550101', '+33 1 23 45 67 89', '555-0101', '514 555-0101 poste 2', '', null]) n$$,
  $$values ('+15145550101'), ('+15145550101'), ('+15145550101'), ('+15145550101'), ('+33 1 23 45 67 89'), ('555-0101'), ('514 555-0101 poste 2'), (''), (null)$$,
  'a telephone number is as version 5 had it, whatever form Gazelle shows it in'
);
select results_eq(
  $$select id, external_id, company_name, first_name, last_name, email, phone, city, postal_code, tags from v5.gazelle_clients order by external_id$$,
  $$values
    (812, 'cli_1', 'Salle Beaurivage', 'Zoé', 'Côté', 'zoe@example.org', '+15145550101', 'Montréal', 'H2X 1Y4', '{VIP}'::text[]),
    (null, 'cli_2', null, null, null, null, null, null, null, null)$$,
  'a client has its number, and name, address and numbers of the default contact; blank ones none; who is gone or only referred to is not there'
);
select results_eq(
  $$select external_id, client_external_id, first_name, email, phone, is_default from v5.gazelle_contacts order by 1$$,
  $$values ('con_1', 'cli_1', 'Ann', 'ann@example.org', null, false), ('con_2', 'cli_1', 'Zoé', 'zoe@example.org', '+15145550101', true), ('con_3', 'cli_2', null, null, null, null)$$,
  'every contact is there, with the default address or the first'
);
update gazelle.contacts set is_default = null where id = 'con_2';
select is((select first_name from v5.gazelle_clients where external_id = 'cli_1'), 'Ann', 'where no contact is the default one the first stands for the client');
select results_eq(
  $$select id, external_id, client_external_id, make, year, dampp_chaser_installed, dampp_chaser_humidistat_model, dampp_chaser_mfg_date from v5.gazelle_pianos order by external_id$$,
  $$values (31, 'ins_1', 'cli_1', 'Yamaha', 1985, true, 'H-3', '2016-05-01'::date), (null, 'ins_2', 'cli_9', null, null, null, null, null)$$,
  'a piano has its number, and what people noted of its humidity system; unknown is not false'
);
select sync.stage_nodes('pianos', 'main', null, '[{"id": "ins_1", "client": {"id": "cli_1"}, "make": "Yamaha", "year": 1986, "damppChaserHumidistatModel": "", "damppChaserMfgDate": null, "notes": ""}]');
select results_eq(
  $$select year, dampp_chaser_installed, dampp_chaser_humidistat_model, dampp_chaser_mfg_date from v5.gazelle_pianos where external_id = 'ins_1'$$,
  $$values (1986, true, 'H-3', '2016-05-01'::date)$$, 'no blank of Gazelle''s erases them'
);

-- Appointments.
select results_eq(
  $$select external_id, appointment_date, appointment_time, start_datetime from v5.gazelle_appointments order by 1$$,
  $$values
    ('evt_1', '2026-03-08'::date, '01:30'::time, '2026-03-08T06:30:00Z'::timestamptz), ('evt_2', '2026-03-08', '03:30', '2026-03-08T07:30:00Z'),
    ('evt_3', '2026-11-01', '01:30', '2026-11-01T05:30:00Z'), ('evt_4', '2026-11-01', '01:30', '2026-11-01T06:30:00Z'),
    ('evt_5', '2026-07-14', '23:30', '2026-07-15T03:30:00Z')$$,
  'an appointment has day and time of Montréal across both changes of clocks and late in the evening, and the true instant'
);
select results_eq(
  $$select client_external_id, piano_external_id, title, description, notes, duration_minutes, status, technicien, location, event_type, is_all_day from v5.gazelle_appointments where external_id = 'evt_1'$$,
  $$values ('cli_1', 'ins_2', 'Accord', 'Deux pianos, le premier d''abord.', 'Deux pianos, le premier d''abord.', 90, 'CANCELED', 'usr_1', '12, rue X', 'APPOINTMENT', false)$$,
  'the piano that Gazelle lists first of two, the technician, and CANCELED with one L'
);
select is((select piano_external_id from v5.gazelle_appointments where external_id = 'evt_2'), null, 'none is none');
select sync.stage_nodes('appointments', 'main', null, '[{"id": "evt_1", "title": "Accord", "start": "2026-03-08T06:30:00Z"}]');
select is((select piano_external_id from v5.gazelle_appointments where external_id = 'evt_1'), 'ins_2', 'a record without its list of pianos takes none away');

-- Money and lines.
select results_eq(
  $$select number, invoice_date, due_date, subtotal::text, tax_total::text, total::text, balance_due::text from v5.gazelle_invoices$$,
  $$values (12, '2026-11-30'::date, '2026-12-31'::date, '100.10', '14.99', '115.09', '0.01')$$, 'an invoice is in dollars, and has the day of Montréal'
);
select results_eq(
  $$select external_id, invoice_external_id, piano_external_id, quantity, unit_price, total from v5.gazelle_invoice_items order by 1$$,
  $$values ('ini_1', 'inv_1', 'ins_1', 1.5, 50.05, 115.09), ('ini_2', 'inv_1', null, 1, null, 0)$$, 'so are its lines'
);

-- The timeline and users.
select results_eq(
  $$select client_id, client_external_id, piano_id, user_id, entry_type, length(title), length(description), entry_date, entity_type, entity_id, event_type, created_by, metadata from v5.gazelle_timeline_entries order by external_id$$,
  $$values
    ('cli_1', 'cli_1', 'ins_1', 'usr_1', 'SERVICE_ENTRY_MANUAL', 700, 2523, '2026-07-14'::date, 'EVENT', 'evt_1', 'SERVICE_ENTRY_MANUAL', 'Nicolas Lessard', '{"humidity": 39, "temperature": 21}'::jsonb),
    ('cli_2', 'cli_2', null, 'usr_2', 'SYSTEM_MESSAGE', null, null, '2026-10-31', null, null, 'SYSTEM_MESSAGE', null, null)$$,
  'an entry has its texts whole, its own type, the day of Montréal, the author''s name and the reading in its text'
);
select results_eq(
  $$select id, external_id, gazelle_user_id, full_name, email, phone, role from v5.users order by 1$$,
  $$values ('usr_1', 'usr_1', 'usr_1', 'Nicolas Lessard', 'nl@example.org', null, 'technicien,admin'), ('usr_2', 'usr_2', 'usr_2', null, null, null, null)$$,
  'a user is known by all three names of the id, and has the role that people gave'
);

-- Marks.
set local role service_role;
select lives_ok(
  $$update v5.gazelle_appointments set last_notified_tech_id = 'usr_1', last_notified_schedule = '2026-03-08 01:30', last_notified_time = '01:30', last_notified_at = '2026-03-07T12:00:00Z' where external_id = 'evt_1'$$,
  'the secret key marks whom it notified'
);
select throws_ok(s, '42501', null, format('it cannot: %s', s)) from unnest(array[
  $$update v5.gazelle_appointments set title = 'x'$$, $$update v5.gazelle_appointments set account_id = 'x'$$, $$delete from v5.gazelle_appointments$$,
  $$insert into v5.gazelle_appointments (external_id, account_id) values ('evt_9', 'main')$$, $$update v5.gazelle_invoices set notes = 'x'$$, $$update v5.users set role = 'x'$$
]) s;
reset role;
select sync.stage_nodes('appointments', 'main', null, '[{"id": "evt_1", "title": "Accord et réglage", "start": "2026-03-08T07:00:00Z", "lastNotifiedTechId": null, "last_notified_at": null, "allEventPianos": {"nodes": [{"piano": {"id": "ins_1"}}]}}]');
select reconcile.replay('appointments');
select results_eq(
  $$select title, piano_external_id, last_notified_tech_id, last_notified_schedule, last_notified_time, last_notified_at from v5.gazelle_appointments where external_id = 'evt_1'$$,
  $$values ('Accord et réglage', 'ins_1', 'usr_1', '2026-03-08 01:30', '01:30'::time, '2026-03-07T12:00:00Z'::timestamptz)$$,
  'and a sync that changes the appointment leaves the marks'
);
select reconcile.replay('users');
select is((select role from v5.users where external_id = 'usr_1'), 'technicien,admin', 'as it leaves roles');

-- Who reads.
insert into sync.accounts (account_id) values ('second');
insert into gazelle.members (account_id, user_id, role) values
  ('main', '00000000-0000-4000-8000-000000000001', 'reader'), ('second', '00000000-0000-4000-8000-000000000002', 'admin');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001"}', true);
set local role authenticated;
select is((select id from v5.gazelle_clients where external_id = 'cli_1'), 812, 'a member of the account reads them, numbers included (case S4)');
select throws_ok($$update v5.gazelle_appointments set last_notified_tech_id = 'x'$$, '42501', null, 'but marks nothing');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000002"}', true);
select is(
  (select count(*) from v5.gazelle_clients) + (select count(*) from v5.gazelle_pianos) + (select count(*) from v5.gazelle_timeline_entries) + (select count(*) from v5.users),
  0::bigint, 'a member of another account sees nothing (case S4)'
);
set local role anon;
select throws_ok($$select from v5.gazelle_clients$$, '42501', null, 'a stranger is refused (case S4)');
reset role;

select * from finish();
rollback;
