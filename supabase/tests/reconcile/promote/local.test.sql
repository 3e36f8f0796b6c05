-- A local column is never written by a sync.
begin;
select plan(3);

alter table gazelle.clients add column notified_at timestamptz;
insert into reconcile.field_policies (entity, field, policy, reason)
values ('clients', 'personal_notes', 'local', 'Written here.'), ('clients', 'notified_at', 'local', 'A mark of ours.');
insert into staging.stg_clients (account_id, external_id, raw_data)
values ('main', 'cli_1', '{"id": "cli_1", "companyName": "Salle A", "personalNotes": "from Gazelle"}');
select results_eq(
  $$select company_name, personal_notes from gazelle.clients$$, $$values ('Salle A', null::text)$$, 'a new row leaves it empty'
);
update gazelle.clients set personal_notes = 'from us', notified_at = '2026-01-01Z';
update staging.stg_clients set raw_data = raw_data || '{"companyName": "Salle B", "personalNotes": "again"}';
select results_eq(
  $$select company_name, personal_notes, notified_at from gazelle.clients$$,
  $$values ('Salle B', 'from us', '2026-01-01Z'::timestamptz)$$,
  'a change of the row leaves what is written here'
);
update staging.stg_clients set raw_data = raw_data || '{"personalNotes": "and again"}';
select is((select version from gazelle.clients), 2, 'a change of that field alone writes nothing');

select * from finish();
rollback;
