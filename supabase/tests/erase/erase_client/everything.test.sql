-- A client is erased with everything of theirs; what others have is as it was (case S6).
begin;
select plan(32);

create temp table came as
select m.module, m.records from (values
  ('clients', '[
    {"id": "cli_1", "companyName": "Zéphyrine & fils", "allContacts": {"nodes": [
      {"id": "con_1", "firstName": "Zéphyrine", "lastName": "Quenneville", "isDefault": true,
       "allEmails": {"nodes": [{"id": "eml_1", "email": "zephyrine@quenneville.example"}], "pageInfo": {"hasNextPage": false}},
       "allPhones": {"nodes": [{"id": "pho_1", "phoneNumber": "514 555 0177"}], "pageInfo": {"hasNextPage": false}},
       "allLocations": {"nodes": [], "pageInfo": {"hasNextPage": false}}}], "pageInfo": {"hasNextPage": false}}},
    {"id": "cli_2", "companyName": "Salle Bourgie", "referralClient": {"id": "cli_1"},
     "allContacts": {"nodes": [], "pageInfo": {"hasNextPage": false}}}]'::jsonb),
  ('pianos', '[
    {"id": "pno_1", "client": {"id": "cli_1"}, "make": "Pleyel", "allPianoPhotos": {"nodes": [{"id": "pht_1"}], "pageInfo": {"hasNextPage": false}}},
    {"id": "pno_2", "client": {"id": "cli_2"}, "make": "Heintzman", "allPianoPhotos": {"nodes": [], "pageInfo": {"hasNextPage": false}}}]'),
  ('measurements', '[{"id": "pno_1", "allPianoMeasurements": [{"id": "mea_1", "humidity": 40}]}, {"id": "pno_2", "allPianoMeasurements": [{"id": "mea_2", "humidity": 41}]}]'),
  ('appointments', '[
    {"id": "evt_1", "client": {"id": "cli_1"}, "start": "2026-03-01T15:00:00Z", "title": "Chez Zéphyrine"},
    {"id": "evt_2", "client": {"id": "cli_2"}, "start": "2026-03-02T15:00:00Z", "title": "Salle", "allEventPianos": {"nodes": [
      {"piano": {"id": "pno_1"}, "isTuning": true}, {"piano": {"id": "pno_2"}, "isTuning": true}], "pageInfo": {"hasNextPage": false}}}]'),
  ('cancel_notices', '[{"id": "cnl_1", "event": {"id": "evt_1"}, "status": "OPEN"}, {"id": "cnl_2", "event": {"id": "evt_2"}, "status": "OPEN"}]'),
  ('invoices', '[
    {"id": "inv_1", "client": {"id": "cli_1"}, "contact": {"id": "con_1"}, "number": 1, "status": "PAID"},
    {"id": "inv_2", "client": {"id": "cli_2"}, "number": 2, "status": "OPEN", "allInvoiceItems": {"nodes": [
      {"id": "ini_2", "piano": {"id": "pno_1"}}], "pageInfo": {"hasNextPage": false}}}]'),
  ('timeline', '[
    {"id": "tme_1", "client": {"id": "cli_1"}, "occurredAt": "2026-02-03T20:56:01Z", "type": "USER_COMMENT", "comment": "Zéphyrine: 21C, 39%"},
    {"id": "tme_2", "client": {"id": "cli_2"}, "occurredAt": "2026-02-03T20:56:01Z", "type": "USER_COMMENT", "comment": "21C, 39%", "piano": {"id": "pno_2"}},
    {"id": "tme_3", "client": null, "piano": {"id": "pno_1"}, "occurredAt": "2026-02-03T20:56:01Z", "type": "USER_COMMENT", "comment": "no client, their piano"},
    {"id": "tme_4", "client": {"id": "cli_1"}, "type": "USER_COMMENT", "comment": "refused: it has no instant"}]')
) m (module, records);
select sync.stage_nodes(module, 'main', null, records) from came;
insert into sync.missing (account_id, module, external_id, reason) values ('main', 'pianos', 'pno_1', 'unseen'), ('main', 'pianos', 'pno_9', 'unseen');
insert into sync.holes (account_id, module, kind, place, external_id, message) values
  ('main', 'clients', 'error', 'cli_1', 'cli_1', 'no name for Zéphyrine Quenneville'), ('main', 'clients', 'error', 'cli_2', 'cli_2', 'it follows ZÉPHYRINE QUENNEVILLE');
insert into sync.unidentified (account_id, module, raw_data, issue) values
  ('main', 'timeline', '{"client": {"id": "cli_1"}, "comment": "Zéphyrine"}', 'no_id'), ('main', 'timeline', '{"client": {"id": "cli_2"}}', 'no_id');
insert into monitoring.decisions (decided_by, action, account_id, module, about, outcome) values
  ('a', 'read_record', 'main', 'clients', 'cli_1', '{"said": "zephyrine@quenneville.example"}'), ('a', 'read_record', 'main', 'clients', 'cli_2', '{}');
insert into monitoring.alerts (rule, account_id, subject, severity, sentence, message, remedy, details)
select rule, 'main', 'clients', 'warning', sentence, 'For instance cli_1, called "Zéphyrine & fils", 5145550177.', remedy, '{"records": 1, "ids": ["cli_1", "cli_11"]}'
from monitoring.alert_rules where rule = 'rejects_stay';
insert into reconcile.legacy_references (account_id, kind, legacy_key, facts, matched_id, method) values
  ('main', 'client', 'Zéphyrine', '{"name": "Zéphyrine"}', 'cli_1', 'name'), ('main', 'client', 'Salle', '{"name": "Salle"}', 'cli_2', 'name');
insert into reconcile.v5_serials (account_id, entity, id) values ('main', 'clients', 'cli_1'), ('main', 'clients', 'cli_2'), ('main', 'pianos', 'pno_1');

create temp table others as
select tableoid::regclass::text as entity, id, version from reconcile.mirror
where id not in (select unnest(array['cli_1', 'con_1', 'eml_1', 'pho_1', 'pno_1', 'pht_1', 'mea_1', 'evt_1', 'cnl_1', 'inv_1', 'tme_1', 'tme_3']))
  and id not like 'tme_1/%' and id <> 'evt_2/pno_1';
create function pg_temp.texts() returns text language plpgsql as $$
declare
  v_column record;
  v_some text;
  v_all text := '';
begin
  for v_column in
    select a.attrelid::regclass as relation, a.attname
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      and c.relnamespace::regnamespace::text in ('staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'net', 'cron')
  loop
    execute format('select string_agg(%1$I::text, '' '') from only %2$s where %1$I::text ~* $1', v_column.attname, v_column.relation)
    into v_some using 'z.phyrine|quenneville|555.?0177|cli_1\M|pno_1\M';
    v_all := concat_ws(' | ', nullif(v_all, ''), v_column.relation || '.' || v_column.attname || ': ' || v_some);
  end loop;
  return v_all;
end;
$$;
select matches(pg_temp.texts(), 'Quenneville', 'before, the database speaks of them');

-- A dry run.
select matches(sync.erase_client('main', 'cli_1')::text, '"dryRun": true', 'a dry run is what comes first');
select is(sync.erase_client('main', 'cli_1') #>> '{counts,gazelle.timeline_entries}', '2', 'counts the rows of each table');
select is_empty($$select from sync.erased$$, 'remembers nothing');
select is((select count(*) from gazelle.clients), 2::bigint, 'and changes nothing');

create temp table receipt as select sync.erase_client('main', 'cli_1', false, 'the privacy officer') as r;
select is(pg_temp.texts(), '', 'after it, no column of any table names them');
select results_eq(
  $$select key, value::int from receipt, jsonb_each_text(r -> 'counts') where key like 'gazelle.%' order by key collate "C"$$,
  $$values ('gazelle.appointment_pianos.piano_id', 1), ('gazelle.appointments', 1), ('gazelle.appointments.first_piano_id', 1), ('gazelle.cancel_notices', 1), ('gazelle.clients', 1), ('gazelle.clients.referral_client_id', 1),
    ('gazelle.contact_emails', 1), ('gazelle.contact_phones', 1), ('gazelle.contacts', 1), ('gazelle.extracted_measurements', 1), ('gazelle.invoice_items.piano_id', 1),
    ('gazelle.invoices', 1), ('gazelle.measurements', 1), ('gazelle.piano_photos', 1), ('gazelle.pianos', 1), ('gazelle.timeline_entries', 2)$$,
  'the receipt counts what was removed, and which references of others were emptied'
);
select is(r - 'counts' - 'erasedAt' - 'erasure' - 'clientHash', '{"account": "main", "dryRun": false, "erasedBy": "the privacy officer", "ids": 1, "openInvoices": 0}', 'says who did it')
from receipt;
select matches(r ->> 'clientHash', '^[0-9a-f]{64}$', 'and names the person by a keyed hash alone') from receipt;
select results_eq($$select erased_by, counts from sync.erasures$$, $$select 'the privacy officer', r -> 'counts' from receipt$$, 'the same is kept');
select results_eq(
  $$select entity, id from others order by 1, 2$$, $$select tableoid::regclass::text, id from reconcile.mirror order by 1, 2$$, 'all that others have is there'
);
select results_eq(
  $$select m.id from others o join reconcile.mirror m on m.id = o.id and m.tableoid::regclass::text = o.entity where m.version <> o.version order by 1$$,
  $$values ('cli_2'), ('evt_2'), ('ini_2')$$, 'and only what referred to them has changed'
);
select results_eq($$select referral_client_id from gazelle.clients$$, $$values (null::text)$$, 'which refers to nobody now');
select results_eq($$select piano_id from gazelle.invoice_items$$, $$values (null::text)$$, 'nor to their piano');
select results_eq($$select id from gazelle.appointment_pianos$$, $$values ('evt_2/pno_2')$$, 'an appointment of another has its other piano');
select is_empty($$select from reconcile.missing_children$$, 'and none is missing in a list');
select results_eq($$select external_id from sync.missing$$, $$values ('pno_9')$$, 'what is missing of others is still missing');
select results_eq($$select external_id, message from sync.holes$$, $$values ('cli_2', 'it follows •••')$$, 'holes of others keep their text, but for the name');
select is((select count(*) from sync.unidentified), 1::bigint, 'a record of theirs without an id is gone, and no other');
select results_eq($$select about, outcome from monitoring.decisions order by decision_id$$, $$values ('•••', '{"said": "•••"}'::jsonb), ('cli_2', '{}')$$, 'decisions stay, without them');
select results_eq(
  $$select message, details from monitoring.alerts$$,
  $$values ('For instance •••, called "•••", •••.', '{"records": 1, "ids": ["•••", "cli_11"]}'::jsonb)$$, 'so do alerts; another id that begins the same is left alone'
);
select results_eq($$select legacy_key from reconcile.legacy_references$$, $$values ('Salle')$$, 'imported rows that mean them are gone');
select results_eq($$select id from reconcile.v5_serials$$, $$values ('cli_2')$$, 'and the numbers that they had in version 5');
select ok((select bool_and(length(hash) = 32) and count(*) > 10 from sync.erased), 'what was erased is known by hashes');
select is((select count(*) from sync.erased where is_client), 1::bigint, 'one of them is the person');

-- Again, and nobody.
select is(
  sync.erase_client('main', 'cli_1', false, 'somebody else'), r, 'a second time erases nothing, and answers what was answered the first time'
) from receipt;
select throws_ok($$select sync.erase_client('main', 'cli_77')$$, 'GZ405', 'account main has no client cli_77', 'a person who is no client is an error with a code');
select throws_ok($$select sync.erase_client('nobody', 'cli_2')$$, 'GZ403', null, 'so is an account that is not there');

-- Open invoices.
select throws_ok($$select sync.erase_client('main', 'cli_2', false)$$, 'GZ427', 'client cli_2 has 1 open invoices', 'a client with open invoices is not erased');
select is(sync.erase_client('main', 'cli_2') ->> 'openInvoices', '1', 'which a dry run says');
select is((select count(*) from gazelle.clients), 1::bigint, 'and nothing is changed');
select is(sync.erase_client('main', 'cli_2', false, p_with_open_invoices => true) ->> 'openInvoices', '1', 'unless it is asked for');

select * from finish();
rollback;
