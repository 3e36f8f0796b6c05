-- v5.show and v5.hide: version 5's names in a schema of choice.
begin;
select plan(32);

insert into sync.accounts (account_id) values ('second');
insert into gazelle.clients (id, account_id, company_name) values ('cli_1', 'main', 'One'), ('cli_2', 'second', 'Two');
insert into gazelle.pianos (id, account_id, client_id) values ('ins_1', 'main', 'cli_1');
insert into gazelle.appointments (id, account_id) values ('evt_1', 'main'), ('evt_2', 'second');
create schema office;
create temp view made as
select c.relname::text as name, c.oid, c.reloptions from pg_class c where c.relnamespace in ('public'::regnamespace, 'office'::regnamespace) and c.relname ~ '^(gazelle_.*|users)$';
-- As on a hosted project, where everybody gets whatever is made in public.
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;

-- Refusals.
select throws_ok($$select v5.show('public', 'nobody')$$, 'GZ403', 'unknown account nobody', 'an account that is not there is refused');
select throws_ok($$select v5.show('nowhere')$$, 'GZ405', 'there is no schema nowhere', 'so is a schema');
select throws_ok(format('select v5.show(%L)', s), 'GZ428', null, format('no view is put into %s', s))
from unnest(array['gazelle', 'v5', 'pg_catalog', 'information_schema', 'extensions', 'vault']) s;
select throws_ok($$select v5.show('x"; drop table gazelle.users; --')$$, 'GZ405', null, 'a name is a name, whatever it holds (case S1)');
select throws_ok($$select v5.hide('nowhere')$$, 'GZ405', null, 'nothing is hidden in a schema that is not there');
insert into sync.accounts (account_id) values ('empty');
select throws_ok($$select v5.show('public', 'empty')$$, 'GZ428', 'the account empty has no clients yet', 'nor is an account shown of which nothing is there');

create table public.users (id int);
create type public.gazelle_pianos as enum ('x');
select throws_ok('select v5.show()', 'GZ428', 'these names are taken: public.gazelle_pianos, public.users', 'names that others have are said, all of them');
select set_eq('select name from made', array['users'], 'and nothing is changed');
select is_empty('select from reconcile.v5_serials', 'not even numbers');
drop table public.users;
drop type public.gazelle_pianos;

-- On.
set local role service_role;
select is(
  v5.show() - 'made' - 'shown', '{"schema": "public", "account": "main", "numbered": 2, "elsewhere": {}}', 'the secret key shows an account, whose records get numbers'
);
reset role;
select set_eq(
  'select name from made',
  array['gazelle_appointments', 'gazelle_clients', 'gazelle_contacts', 'gazelle_invoice_items', 'gazelle_invoices', 'gazelle_pianos', 'gazelle_timeline_entries', 'users'],
  'the eight names are there'
);
select is_empty(
  $$select name from made where reloptions::text !~ 'security_invoker=on'$$, 'each reads with the rights of whoever reads it (case S4)'
);
select is_empty(
  $$select m.name, r, p from made m, unnest(array['anon', 'authenticated', 'service_role']) r, unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'trigger', 'references']) p
    where has_table_privilege(r, m.oid, p) <> (r <> 'anon' and p = 'select')$$,
  'open to be read by members and the secret key alone, whatever the schema gives to everybody (case S4)'
);
select set_eq(
  $$select m.name || '.' || a.attname from made m join pg_attribute a on a.attrelid = m.oid and a.attnum > 0 where has_column_privilege('service_role', m.oid, a.attnum, 'update')$$,
  array['gazelle_appointments.last_notified_tech_id', 'gazelle_appointments.last_notified_schedule', 'gazelle_appointments.last_notified_time', 'gazelle_appointments.last_notified_at'],
  'the marks are what can be written'
);
select results_eq(
  $$select m.name, string_agg(a.attname, ',' order by a.attnum) from made m join pg_attribute a on a.attrelid = m.oid and a.attnum > 0 where not a.attisdropped group by 1 order by 1$$,
  $$select c.relname::text, string_agg(a.attname, ',' order by a.attnum) from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and a.attname <> 'account_id'
    where c.relnamespace = 'v5'::regnamespace and c.relkind = 'v' and c.relname <> all (array['shown', 'sync_logs']) group by 1 order by 1$$,
  'with version 5''s columns and no other'
);
select results_eq('select external_id, company_name from public.gazelle_clients', $$values ('cli_1', 'One')$$, 'they show the one account');
set local role service_role;
update public.gazelle_appointments set last_notified_tech_id = 'usr_1' where external_id in ('evt_1', 'evt_2');
reset role;
select results_eq($$select id from gazelle.appointments where last_notified_tech_id = 'usr_1'$$, $$values ('evt_1')$$, 'and write into that one');

-- Again, and elsewhere.
create temp table before as select oid from made;
select is(v5.show() - 'shown', '{"schema": "public", "account": "main", "made": [], "numbered": 0, "elsewhere": {}}', 'a second call changes nothing');
select set_eq('select oid from made', 'select oid from before', 'the same views stand');
select throws_ok($$select v5.show('public', 'second')$$, 'GZ428', 'the schema public shows the account main already', 'another account is not shown in their place');
select is(v5.show('office', 'second') -> 'elsewhere', '{"public": "main"}', 'in another schema it is, and the answer says what is shown where');
drop view public.users;
select is(v5.show() -> 'made', '["users"]', 'a view that is missing is made again');

-- Off.
create table office.gazelle_notes (id int);
create view office.mine as select external_id from office.gazelle_clients;
select throws_like($$select v5.hide('office')$$, '%view office.mine%', 'a view that others read is not taken from under them');
drop view office.mine;
drop view office.users;
create view office.users as select 1 as id;
set local role service_role;
select is(jsonb_array_length(v5.hide('office') -> 'dropped'), 7, 'the views of a schema are dropped');
reset role;
select set_eq($$select relname::text from pg_class where relnamespace = 'office'::regnamespace$$, array['gazelle_notes', 'users'], 'and nothing that is somebody else''s, by whatever name');
select is((select count(*) from v5.shown), 8::bigint, 'those of the other schema stay');
select is(v5.hide('office') -> 'dropped', '[]', 'a second time drops nothing');

select * from finish();
rollback;
