-- A record that is refused leaves no half of itself in production.
begin;
select plan(5);

update reconcile.rules set severity = 'fatal' where rule = 'bad_text';
create function pg_temp.client(p_name jsonb, p_contacts jsonb)
returns void
language sql
as $$
  insert into staging.stg_clients as s (account_id, external_id, raw_data)
  values ('main', 'cli_1', jsonb_build_object(
    'id', 'cli_1', 'companyName', p_name, 'allContacts', jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', p_contacts)
  ))
  on conflict (account_id, external_id) do update set raw_data = excluded.raw_data;
$$;
select pg_temp.client('[5]', '[{"id": "con_1", "firstName": "Anna"}]');
select is((select status from staging.stg_clients), 'rejected', 'a fatal issue refuses the record');
select is_empty($$select from reconcile.mirror$$, 'neither it nor its children nor a placeholder of it are made');

select pg_temp.client('"Salle A"', '[{"id": "con_1", "firstName": "Anna"}, {"id": "con_2"}]');
select is((select count(*) from reconcile.mirror), 3::bigint, 'when it is good, all of it comes');
select pg_temp.client('[5]', '[{"id": "con_1", "firstName": "Berta"}]');
select results_eq(
  $$select id, first_name, deleted_at from gazelle.contacts order by id$$,
  $$values ('con_1', 'Anna', null::timestamptz), ('con_2', null, null)$$,
  'when it is refused later, its children stay as they were'
);
select is((select company_name from gazelle.clients), 'Salle A', 'and so does it');

select * from finish();
rollback;
