-- A deleted row is restored when its record returns.
begin;
select plan(6);

insert into staging.stg_users (account_id, external_id, raw_data) values ('main', 'usr_1', '{"id": "usr_1", "firstName": "Anna"}');
update staging.stg_users set gone_at = now();
update gazelle.users set deleted_at = now();

select is(reconcile.replay('users') ->> 'tried', '0', 'what is gone is not replayed');
update staging.stg_users set raw_data = raw_data || '{"firstName": "Berta"}';
select isnt((select deleted_at from gazelle.users), null, 'an edit of what is gone brings nothing back');
update staging.stg_users set status = 'rejected';
select is(reconcile.run('users') ->> 'tried', '0', 'and it is not tried again');
update staging.stg_users set raw_data = raw_data || '{"firstName": "Anna"}', status = 'promoted';

select sync.begin_run('users', 'full');
select is(
  (select sync.stage_page(run_id, lease, 'all', 1, '[{"id": "usr_1", "firstName": "Anna"}]') ->> 'changed' from sync.runs), '1',
  'a record that is seen again is a change, even with the same content'
);
select results_eq(
  $$select first_name, deleted_at, version, synced_at from gazelle.users$$, $$values ('Anna', null::timestamptz, 2, now())$$, 'its row is restored'
);
select is((select gone_at from staging.stg_users), null, 'staging knows');

select * from finish();
rollback;
