-- The views of schema app: what people look at.
begin;
select plan(26);

insert into sync.accounts (account_id, time_zone) values ('second', 'Europe/Paris');
select sync.stage_nodes('company', 'main', null, '[{"id": "com_1", "name": "Piano & Cie"}]');
select sync.stage_nodes('users', 'main', null, '[{"id": "usr_1", "firstName": "Nicolas", "lastName": "Lessard", "status": "ACTIVE"}, {"id": "usr_2", "firstName": "À", "lastName": "attribuer", "status": "INACTIVE"}]');
select sync.stage_nodes('clients', 'main', null, '[
  {"id": "cli_1", "companyName": "Salle Beaurivage", "status": "ACTIVE", "tags": ["VIP"], "personalNotes": "Sonner", "preferenceNotes": "Le matin", "defaultClientLocalization": {"locale": "fr_CA"},
   "allContacts": {"nodes": [
    {"id": "con_1", "firstName": "Ann", "lastName": "Roy", "isDefault": false, "sortOrder": 1, "allEmails": {"nodes": []}, "allPhones": {"nodes": []}, "allLocations": {"nodes": []}},
    {"id": "con_2", "firstName": "Zoé", "lastName": "Côté", "role": "Régie", "isDefault": true, "sortOrder": 2, "defaultLocation": {"id": "loc_2"},
      "allEmails": {"nodes": [{"id": "eml_1", "email": "old@example.org", "isDefault": false}, {"id": "eml_2", "email": "zoe@example.org", "isDefault": true}]},
      "allPhones": {"nodes": [{"id": "pho_1", "phoneNumber": "(514) 555-0101", "type": "HOME"}, {"id": "pho_2", "phoneNumber": "(514) 555-0102", "extension": "12", "type": "WORK", "isDefault": true}]},
      "allLocations": {"nodes": [{"id": "loc_1", "municipality": "Laval"}, {"id": "loc_2", "street1": "1, rue du Fleuve", "municipality": "Montréal", "region": "QC", "postalCode": "H2X 1Y4"}]}}
  ]}},
  {"id": "cli_2", "companyName": "", "status": "INACTIVE", "allContacts": {"nodes": []}},
  {"id": "cli_3", "companyName": "<script>alert(1)</script>", "status": "PROSPECT", "allContacts": {"nodes": []}},
  {"id": "cli_4", "companyName": "Parti", "allContacts": {"nodes": []}}
]');
select sync.stage_nodes('pianos', 'main', null, '[
  {"id": "ins_1", "client": {"id": "cli_1"}, "make": "Yamaha", "model": "C7", "serialNumber": "J123", "year": 1985, "status": "ACTIVE", "location": "Scène", "damppChaserInstalled": true,
   "calculatedLastService": "2026-01-05", "calculatedNextService": "2020-07-05", "primaryPianoPhoto": {"id": "pph_2"}, "allPianoPhotos": {"nodes": [
     {"id": "pph_1", "notes": "Table", "takenAt": "2026-01-01T12:00:00Z", "original": {"url": "https://p.example/1.jpg"}, "thumbnail": {"url": "https://p.example/1s.jpg"}},
     {"id": "pph_2", "notes": null, "original": {"url": "https://p.example/2.jpg"}, "thumbnail": {"url": "https://p.example/2s.jpg"}}]}},
  {"id": "ins_2", "client": {"id": "cli_1"}, "status": "INACTIVE", "manualLastService": "2026-02-01", "calculatedNextService": "2020-01-01"},
  {"id": "ins_3", "client": {"id": "cli_9"}, "make": "Kawai", "calculatedNextService": "2020-01-01", "nextServiceOverride": "2099-01-01"}
]');
select sync.stage_nodes('measurements', 'main', null, '[
  {"id": "ins_1", "allPianoMeasurements": [{"id": "mea_1", "takenOn": "2026-02-03", "temperature": 21, "humidity": 62}, {"id": "mea_0", "takenOn": "2025-02-03", "temperature": 20, "humidity": 40}]}]');
select sync.stage_nodes('appointments', 'main', null, '[
  {"id": "evt_1", "title": "Accord", "type": "APPOINTMENT", "status": "ACTIVE", "start": "2026-03-08T03:30:00Z", "duration": 90, "isAllDay": false, "confirmedByClient": true,
   "client": {"id": "cli_1"}, "user": {"id": "usr_1"}, "allEventPianos": {"nodes": [{"piano": {"id": "ins_3"}, "isTuning": false}, {"piano": {"id": "ins_1"}, "isTuning": true}]}},
  {"id": "evt_2", "type": "MEMO", "start": "2026-03-08T15:00:00Z", "addressLine": "12, rue de l''Église & fils", "user": {"id": "usr_2"}, "allEventPianos": {"nodes": []}},
  {"id": "evt_3", "type": "APPOINTMENT", "status": "CANCELED", "start": "2026-03-08T14:00:00Z", "client": {"id": "cli_2"}, "user": {"id": "usr_1"}, "allEventPianos": {"nodes": []}}
]');
select sync.stage_nodes('invoices', 'main', null, '[
  {"id": "inv_1", "number": 12, "status": "OPEN", "createdAt": "2026-12-01T04:30:00Z", "dueOn": "2026-12-31", "subTotal": 10010, "total": 11509, "dueTotal": 1509, "client": {"id": "cli_1"}, "allInvoiceItems": {"nodes": []}},
  {"id": "inv_2", "number": 13, "status": "DRAFT", "createdAt": "2026-12-02T12:00:00Z", "total": 5000, "dueTotal": 5000, "client": {"id": "cli_1"}, "allInvoiceItems": {"nodes": []}},
  {"id": "inv_3", "number": 14, "status": "OVERDUE", "createdAt": "2026-10-02T12:00:00Z", "total": 500, "dueTotal": 500, "client": {"id": "cli_1"}, "allInvoiceItems": {"nodes": []}},
  {"id": "inv_4", "number": 15, "status": "PAID", "createdAt": "2026-10-02T12:00:00Z", "total": 500, "dueTotal": 0, "client": {"id": "cli_2"}, "allInvoiceItems": {"nodes": []}}
]');
select sync.stage_nodes('estimates', 'main', null, '[
  {"id": "est_1", "number": 7, "client": {"id": "cli_1"}, "piano": {"id": "ins_1"}, "estimatedOn": "2026-01-05", "expiresOn": "2099-01-05", "isArchived": false, "recommendedTierTotal": 123456, "allEstimateTiers": []},
  {"id": "est_2", "number": 8, "client": {"id": "cli_1"}, "piano": {"id": "ins_1"}, "expiresOn": "2020-01-05", "createdAt": "2019-12-01T03:00:00Z", "isArchived": false, "allEstimateTiers": []},
  {"id": "est_3", "number": 9, "client": {"id": "cli_1"}, "piano": {"id": "ins_1"}, "estimatedOn": "2026-01-07", "isArchived": true, "allEstimateTiers": []}
]');
select sync.stage_nodes('timeline', 'main', null, '[
  {"id": "tme_1", "type": "SERVICE_ENTRY_MANUAL", "occurredAt": "2026-02-10T03:30:00Z", "comment": "Accord 441Hz, 21C, 39%", "client": {"id": "cli_1"}, "piano": {"id": "ins_1"}, "user": {"id": "usr_1"}},
  {"id": "tme_2", "type": "CONTACT_EMAIL_AUTOMATED", "occurredAt": "2026-02-11T12:00:00Z", "summary": "Rappel envoyé", "client": {"id": "cli_1"}},
  {"id": "tme_3", "type": "PIANO_MEASUREMENT", "occurredAt": "2026-02-03T14:00:00Z", "summary": "Mesure du piano prise : 21°C, 62%", "client": {"id": "cli_1"}, "piano": {"id": "ins_1"}}
]');
update gazelle.clients set deleted_at = now() where id = 'cli_4';

select is_empty(
  $$select c.relname::text, a.attname::text
    from pg_class c
    cross join unnest(array['account_id']) n
    left join pg_attribute a on a.attrelid = c.oid and a.attname = n
    where c.relnamespace = 'app'::regnamespace and c.relkind = 'v' and a.attname is null$$, 'each view says of which account a row is'
);
select is_empty(
  $$select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum = 1
    where c.relnamespace = 'app'::regnamespace and c.relkind = 'v' and a.attname <> all (array['id', 'account_id'])$$, 'and begins with what it is a row of'
);
select is_empty(
  $$select c.relname, p from pg_class c, unnest(array['insert', 'update', 'delete']) p, unnest(array['authenticated', 'service_role']) r
    where c.relnamespace = 'app'::regnamespace and has_table_privilege(r, c.oid, p)$$, 'none can be written'
);
select results_eq(
  $$select id, name, status, is_active, street, city, region, postal_code, phone, email, language, tags, notes, pianos, last_service_on, next_service_on, owed, gazelle_url from app.clients order by id$$,
  $$values
    ('cli_1', 'Salle Beaurivage', 'ACTIVE', true, '1, rue du Fleuve', 'Montréal', 'QC', 'H2X 1Y4', '(514) 555-0102', 'zoe@example.org', 'fr_CA', '{VIP}'::text[], e'Sonner\nLe matin', 1,
      '2026-02-01'::date, '2020-07-05'::date, 20.09, 'https://gazelleapp.io/clients/cli_1'),
    ('cli_2', null, 'INACTIVE', false, null, null, null, null, null, null, null, null, null, 0, null, null, 0.00, 'https://gazelleapp.io/clients/cli_2'),
    ('cli_3', '<script>alert(1)</script>', 'PROSPECT', true, null, null, null, null, null, null, null, null, null, 0, null, null, 0.00, 'https://gazelleapp.io/clients/cli_3')$$,
  'a client has address and numbers of the default contact, what is due and what is owed; one without a name has none; markup is text; who is gone or only referred to is not there'
);
select ok((select bool_and(read_at <= now() and read_at > now() - interval '1 minute') from app.clients), 'it says when it was written here');
select results_eq(
  $$select id, client_id, name, role, is_default, phones, emails, address from app.contacts order by id$$,
  $$values
    ('con_1', 'cli_1', 'Ann Roy', null, false, '[]'::jsonb, '[]'::jsonb, null),
    ('con_2', 'cli_1', 'Zoé Côté', 'Régie', true,
      '[{"number": "(514) 555-0102", "extension": "12", "type": "WORK", "is_default": true}, {"number": "(514) 555-0101", "extension": null, "type": "HOME", "is_default": null}]',
      '[{"email": "zoe@example.org", "is_default": true}, {"email": "old@example.org", "is_default": false}]', '1, rue du Fleuve, Montréal, QC H2X 1Y4')$$,
  'a contact has all its numbers and addresses, the default one first'
);
select results_eq(
  $$select id, title, serial_number, client_id, client_name, location, is_active, last_service_on, next_service_on, is_overdue, has_dampp_chaser, gazelle_url from app.pianos order by id$$,
  $$values
    ('ins_1', 'Yamaha C7', 'J123', 'cli_1', 'Salle Beaurivage', 'Scène', true, '2026-01-05'::date, '2020-07-05'::date, true, true, 'https://gazelleapp.io/clients/cli_1'),
    ('ins_2', null, null, 'cli_1', 'Salle Beaurivage', null, false, '2026-02-01', '2020-01-01', false, null, 'https://gazelleapp.io/clients/cli_1'),
    ('ins_3', 'Kawai', null, 'cli_9', null, null, true, null, '2099-01-01', false, null, 'https://gazelleapp.io/clients/cli_9')$$,
  'a piano says whose it is and when it is due: the day set by hand counts, and an inactive one is not overdue'
);
select results_eq(
  $$select id, last_reading_on, humidity, temperature, pitch, is_out_of_range from app.pianos order by id$$,
  $$values ('ins_1', '2026-02-09'::date, 39::numeric, 21::numeric, 441::numeric, false), ('ins_2', null, null, null, null, null), ('ins_3', null, null, null, null, null)$$,
  'its last reading is that of the newest day'
);
select is(
  (select photos from app.pianos where id = 'ins_1'),
  '[{"url": "https://p.example/2.jpg", "thumbnail_url": "https://p.example/2s.jpg", "note": null, "taken_at": null},
    {"url": "https://p.example/1.jpg", "thumbnail_url": "https://p.example/1s.jpg", "note": "Table", "taken_at": "2026-01-01T12:00:00+00:00"}]',
  'its photos begin with the primary one'
);
select results_eq(
  $$select id, taken_on, humidity, temperature, pitch, is_out_of_range, source, entry_id from app.readings where piano_id = 'ins_1' order by taken_on$$,
  $$values
    ('ins_1/2025-02-03', '2025-02-03'::date, 40::numeric, 20::numeric, null::numeric, false, 'measured', null),
    ('ins_1/2026-02-03', '2026-02-03', 62, 21, null, true, 'measured', null),
    ('ins_1/2026-02-09', '2026-02-09', 39, 21, 441, false, 'text', 'tme_1')$$,
  'a reading says where it comes from, and whether it is out of range; one measured and summed up is one'
);
select results_eq(
  $$select id, local_date, local_time, minutes, time_zone, status, client_name, technician_name, address, is_confirmed from app.appointments order by id$$,
  $$values
    ('evt_1', '2026-03-07'::date, '22:30'::time, 90, 'America/Montreal', 'ACTIVE', 'Salle Beaurivage', 'Nicolas Lessard', '1, rue du Fleuve, Montréal, QC H2X 1Y4', true),
    ('evt_2', '2026-03-08', '11:00', null, 'America/Montreal', null, null, 'À attribuer', '12, rue de l''Église & fils', null),
    ('evt_3', '2026-03-08', '10:00', null, 'America/Montreal', 'CANCELED', null, 'Nicolas Lessard', null, null)$$,
  'an appointment is on its day in the company''s zone, at its own address or else the client''s'
);
select is(
  (select pianos from app.appointments where id = 'evt_1'),
  '[{"id": "ins_3", "title": "Kawai", "serial_number": null, "location": null, "is_tuning": false}, {"id": "ins_1", "title": "Yamaha C7", "serial_number": "J123", "location": "Scène", "is_tuning": true}]',
  'with all its pianos, the first one first'
);
select is(
  (select map_url from app.appointments where id = 'evt_2'), 'https://www.google.com/maps/search/?api=1&query=12%2C+rue+de+l%27%C3%89glise+%26+fils',
  'its link to a map holds the address, and no mark of it is one of the link'
);
select is(app.map_url(null, 45.5, -73.5), 'https://www.google.com/maps/search/?api=1&query=45.5%2C-73.5', 'or the place, where there is no address');
select results_eq(
  $$select id, number, date, due_on, status, client_name, total, owed from app.invoices order by id$$,
  $$values
    ('inv_1', 12, '2026-11-30'::date, '2026-12-31'::date, 'OPEN', 'Salle Beaurivage', 115.09, 15.09), ('inv_2', 13, '2026-12-02', null, 'DRAFT', 'Salle Beaurivage', 50.00, 0),
    ('inv_3', 14, '2026-10-02', null, 'OVERDUE', 'Salle Beaurivage', 5.00, 5.00), ('inv_4', 15, '2026-10-02', null, 'PAID', null, 5.00, 0)$$,
  'an invoice is in dollars; a draft is not owed'
);
select results_eq(
  $$select id, number, date, expires_on, status, client_name, piano_title, total from app.estimates order by id$$,
  $$values
    ('est_1', 7, '2026-01-05'::date, '2099-01-05'::date, 'OPEN', 'Salle Beaurivage', 'Yamaha C7', 1234.56), ('est_2', 8, '2019-11-30', '2020-01-05', 'EXPIRED', 'Salle Beaurivage', 'Yamaha C7', null),
    ('est_3', 9, '2026-01-07', null, 'ARCHIVED', 'Salle Beaurivage', 'Yamaha C7', null)$$,
  'an estimate says whether it is open, expired or archived'
);
select results_eq(
  $$select id, local_date, category, title, text, user_name, client_name, piano_title from app.timeline order by id$$,
  $$values
    ('tme_1', '2026-02-09'::date, 'service', null, 'Accord 441Hz, 21C, 39%', 'Nicolas Lessard', 'Salle Beaurivage', 'Yamaha C7'),
    ('tme_2', '2026-02-11', 'contact', 'Rappel envoyé', null, null, 'Salle Beaurivage', null),
    ('tme_3', '2026-02-03', 'measurement', 'Mesure du piano prise : 21°C, 62%', null, null, 'Salle Beaurivage', 'Yamaha C7')$$,
  'an entry of the timeline has names, not ids'
);
select results_eq(
  $$select id, name, kind, is_active from app.technicians order by id$$,
  $$values ('usr_1', 'Nicolas Lessard', 'person', true), ('usr_2', 'À attribuer', 'calendar', false)$$, 'calendars are among the technicians, and say so'
);
select results_eq(
  $$select account_id, name, time_zone, today from app.accounts$$,
  $$values ('main', 'Piano & Cie', 'America/Montreal', (now() at time zone 'America/Montreal')::date), ('second', null, 'Europe/Paris', (now() at time zone 'Europe/Paris')::date)$$,
  'an account says which day it is there'
);
select is((select count(*) from app.ages('main')), (select count(*) from sync.modules), 'each kind of data says how old it is');
select is_empty($$select * from app.ages('other')$$, 'those of an unknown account are none');

-- What is past.
select results_eq(
  $$select array[app.is_out_of_range(35, 15, 437), app.is_out_of_range(34.9, 20, null), app.is_out_of_range(null, 27.1, null), app.is_out_of_range(null, null, 443.5), app.is_out_of_range(null, 20, null), app.is_out_of_range(null, null, null)]$$,
  $$values (array[false, true, true, true, false, null])$$, 'a reading is out of range when one of its values is; nothing read is neither'
);
select results_eq(
  $$select measure, app.is_out_of_range(case measure when 'humidity' then low end, case measure when 'temperature' then low end, case measure when 'pitch' then low end),
      app.is_out_of_range(case measure when 'humidity' then high + 0.1 end, case measure when 'temperature' then high + 0.1 end, case measure when 'pitch' then high + 0.1 end)
    from app.good_ranges()$$,
  $$values ('humidity', false, true), ('temperature', false, true), ('pitch', false, true)$$, 'the ranges that a chart shows are the ones that a reading is judged by'
);

-- A client with 3,000 entries.
insert into gazelle.timeline_entries (id, account_id, occurred_at, local_date, type, comment, client_id)
select 'many_' || n, 'main', now() - n * interval '1 hour', current_date - n / 24, 'USER_COMMENT', 'Note ' || n, 'cli_3' from generate_series(1, 3000) n;
select is((select count(*) from app.timeline where client_id = 'cli_3'), 3000::bigint, 'a client with 3,000 entries has them all');
select results_eq(
  $$select text from app.timeline where client_id = 'cli_3' order by occurred_at desc limit 2$$, $$values ('Note 1'), ('Note 2')$$, 'newest first, a page at a time'
);

select is_empty(
  $$select v.oid::regclass, c.columns
    from pg_class v
    cross join lateral (
      select array_agg(a.attname::text order by a.attnum) as columns from pg_attribute a where a.attrelid = v.oid and a.attnum > 0 and not a.attisdropped
    ) c
    where v.relnamespace = 'app'::regnamespace and v.relkind = 'v' and v.relname <> 'accounts'
      and (c.columns[1] <> 'id' or c.columns[cardinality(c.columns)] <> 'account_id'
        or array_position(c.columns, 'client_id') > array_position(c.columns, 'client_name') or array_position(c.columns, 'notes') > array_position(c.columns, 'gazelle_url'))$$,
  'in Studio each view begins with its key, and what is technical comes last'
);

select * from finish();
rollback;
