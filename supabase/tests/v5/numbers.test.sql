-- The numbers by which version 5's programs know clients and pianos.
begin;
select plan(12);

insert into sync.accounts (account_id) values ('second');
insert into gazelle.clients (id, account_id) values ('cli_1', 'main'), ('cli_2', 'main'), ('cli_3', 'second');
insert into gazelle.pianos (id, account_id) values ('ins_1', 'main');
select is_empty('select from reconcile.v5_serials', 'an account that never was in version 5 gets none');

insert into reconcile.v5_serials (account_id, entity, id, serial) values ('main', 'clients', 'cli_1', 1344), ('main', 'clients', 'cli_gone', 1500);
select is(reconcile.number_records('main'), 2, 'the records without one are numbered');
select ok(serial >= 1000000000, 'far above those that version 5 gives') from reconcile.v5_serials where id = 'cli_2';
select is((select serial from reconcile.v5_serials where id = 'cli_1'), 1344, 'those that there are stay');
select is(reconcile.number_records('main'), 0, 'a second time changes nothing');
select is_empty($$select from reconcile.v5_serials where account_id = 'second'$$, 'nor does it number another account');

set local role service_role;
select sync.stage_nodes('pianos', 'main', null, '[{"id": "ins_2", "client": {"id": "cli_4"}}, {"id": "ins_1"}]');
select sync.stage_nodes('clients', 'second', null, '[{"id": "cli_5"}]');
reset role;
select set_eq(
  $$select entity, id from reconcile.v5_serials$$,
  $$values ('clients', 'cli_1'), ('clients', 'cli_gone'), ('clients', 'cli_2'), ('clients', 'cli_4'), ('pianos', 'ins_1'), ('pianos', 'ins_2')$$,
  'from then on a new record gets one as it comes, and a placeholder, which a record will fill; the other account still none'
);
create temp table before as select s.xmin::text as x, s.* from reconcile.v5_serials s;
select sync.stage_nodes('pianos', 'main', null, '[{"id": "ins_2", "client": {"id": "cli_4"}}, {"id": "ins_1", "make": "Yamaha"}]');
select reconcile.replay('pianos');
select is_empty($$select s.xmin::text, s.* from reconcile.v5_serials s except select * from before$$, 'a sync of records that are there writes no number');
insert into gazelle.clients (id, account_id) values ('cli_6', 'main');
select reconcile.take_v5_serials('main', 'gazelle_clients', '[{"id": 1501, "external_id": "cli_6"}, {"id": 1502, "external_id": "cli_1"}]');
select is((select serial from reconcile.v5_serials where id = 'cli_6'), 1501, 'a record that version 5 gets to know later has its number from then on');
select is((select serial from reconcile.v5_serials where id = 'cli_1'), 1344, 'a number of version 5''s is not replaced');
select lives_ok($$select reconcile.take_v5_serials('main', 'gazelle_clients', '[{"id": 1501, "external_id": "cli_7"}]')$$, 'one that stands at two records stops nothing');

update gazelle.pianos set deleted_at = now() - interval '400 days' where id = 'ins_2';
select reconcile.prune_deleted(now() - interval '365 days', 100);
select is_empty($$select from reconcile.v5_serials where id = 'ins_2'$$, 'what is kept no longer has no number either');

select * from finish();
rollback;
