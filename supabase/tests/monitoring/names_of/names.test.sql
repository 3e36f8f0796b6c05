-- What people call a record.
begin;
select plan(9);

insert into sync.accounts (account_id) values ('second');
insert into gazelle.company (id, account_id, currency) values ('cmp', 'main', 'CAD');
insert into gazelle.clients (id, account_id, display_name) values ('c1', 'main', 'École Saint-Jean'), ('c2', 'second', 'Other'), ('c3', 'main', 'c3');
insert into gazelle.clients (id, account_id, is_placeholder) values ('c9', 'main', true);
insert into gazelle.pianos (id, account_id, client_id, make, model, serial_number) values ('p1', 'main', 'c1', 'Yamaha', 'U1', '123456');
insert into gazelle.timeline_entries (id, account_id, piano_id, occurred_at, summary) values ('t1', 'main', 'p1', '2026-03-05 03:30Z', 'Call her');
insert into gazelle.invoices (id, account_id, client_id, number, total, local_date) values ('i1', 'main', 'c1', 12, 14950, '2026-02-03');
insert into gazelle.recommendations (id, account_id, name) values ('r1', 'main', '{"fr_CA": "Accord"}');

create function pg_temp.name_of(p_kind text, p_id text)
returns text
language sql
as $$ select concat_ws(' | ', name, client, piano, on_day, amount, currency) from monitoring.names_of(array[p_kind], array[p_id]); $$;

select is(pg_temp.name_of('clients', 'c1'), 'École Saint-Jean', 'a client by its name');
select is(pg_temp.name_of('pianos', 'p1'), 'Yamaha U1 123456 | École Saint-Jean', 'a piano by make, model and serial number, with its client (case U3)');
select is(
  pg_temp.name_of('timeline', 't1'), 'École Saint-Jean | Yamaha U1 123456 | 2026-03-04',
  'a module stands for its first table; the client is that of the piano, the day the company''s (case U3)'
);
select is(pg_temp.name_of('invoices', 'i1'), '#12 | École Saint-Jean | 2026-02-03 | 14950 | CAD', 'an invoice by number, day and amount (case U3)');
select is(pg_temp.name_of('recommendations', 'r1'), 'Accord', 'a name of several languages in one of them');
insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('main', 't2', '{"id": "t2", "occurredAt": "soon", "client": {"id": "c1"}, "piano": {"id": 5}}');
select is(pg_temp.name_of('timeline', 't2'), 'École Saint-Jean', 'a refused record as far as it can be read (case U3)');
select results_eq(
  $$select kind, id, name from monitoring.names_of(array['clients', 'clients', 'clients', 'nothing', null], array['c1', 'c3', 'c9', 'x', null]) order by id$$,
  $$values ('clients', 'c1', 'École Saint-Jean'), ('clients', 'c3', null::text)$$,
  'many at once; none for what is unknown, and an id is no name'
);

create function pg_temp.ids_of(p_kind text, p_id text)
returns text
language sql
as $$ select concat_ws(' ', coalesce(client_id, '-'), coalesce(piano_id, '-')) from monitoring.names_of(array[p_kind], array[p_id]); $$;
insert into gazelle.clients (id, account_id, display_name, deleted_at) values ('c4', 'main', 'Gone', now());
insert into gazelle.invoices (id, account_id, client_id, number, local_date) values ('i4', 'main', 'c4', 13, '2026-02-03');
select results_eq(
  $$select k, pg_temp.ids_of(k, i) from (values ('clients', 'c1'), ('pianos', 'p1'), ('timeline', 't1'), ('invoices', 'i1'), ('clients', 'c4'), ('invoices', 'i4')) n (k, i)$$,
  $$values ('clients', 'c1 -'), ('pianos', 'c1 p1'), ('timeline', 'c1 p1'), ('invoices', 'c1 -'), ('clients', '- -'), ('invoices', '- -')$$,
  'with the client and the piano that one can look at, of themselves their own; none of one that is deleted'
);
select is(pg_temp.name_of('invoices', 'i4'), '#13 | Gone | 2026-02-03', 'which is named still');

select * from finish();
rollback;
