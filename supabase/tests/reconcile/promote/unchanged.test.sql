-- Promotion writes what differs, and nothing else.
begin;
select plan(6);

insert into staging.stg_clients (account_id, external_id, raw_data)
values ('main', 'cli_1', '{"id": "cli_1", "companyName": "Salle A", "tags": ["a"], "noContactUntil": "2026-02-03"}');
update gazelle.clients set updated_at = now() - interval '1 day', synced_at = now() - interval '1 day', created_at = now() - interval '2 days';
create temp table before as select c.ctid as place, c.* from gazelle.clients c;

select is(reconcile.promote('clients', 'main', '{cli_1}'), 0, 'a record promoted again writes nothing');
update staging.stg_clients set raw_data = raw_data || '{"unread": true}';
select is((select ctid from gazelle.clients), place, 'nor does a change of a field that no column shows') from before;
update staging.stg_clients set raw_data = raw_data || '{"companyName": "Salle A", "personalNotes": ""}';
select is((select ctid from gazelle.clients), place, 'nor an empty text where there was none') from before;

update staging.stg_clients set raw_data = raw_data || '{"companyName": "Salle B"}';
select results_eq(
  $$select company_name, version, updated_at, synced_at, created_at from gazelle.clients$$,
  $$values ('Salle B', 2, now(), now(), now() - interval '2 days')$$,
  'a change counts a version and says when; when the row was made stays'
);
select is(reconcile.promote('clients', 'main', '{}'), 0, 'an empty set is no work');
select is(reconcile.promote('clients', 'main', '{cli_unknown}'), 0, 'an id that was never staged neither');

select * from finish();
rollback;
