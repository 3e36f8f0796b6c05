-- An item without a usable id is refused alone: its record and its neighbours are promoted.
begin;
select plan(4);

insert into staging.stg_clients (account_id, external_id, raw_data)
values ('main', 'cli_1', '{"id": "cli_1", "companyName": "Salle A", "allContacts": {"pageInfo": {"hasNextPage": false}, "nodes": [
  {"id": "con_1", "firstName": "Anna"}, {"firstName": "Nobody", "allEmails": {"nodes": [{"id": "ema_1", "email": "n@example.com"}]}},
  {"id": 7, "firstName": "Number", "allEmails": {"nodes": [{"id": "ema_2", "email": "7@example.com"}]}}]}}');

select is((select company_name from gazelle.clients), 'Salle A', 'the record is promoted');
select results_eq($$select id, first_name from gazelle.contacts$$, $$values ('con_1', 'Anna')$$, 'so is the good item');
select results_eq(
  $$select id, contact_id, client_id from gazelle.contact_emails order by id$$,
  $$values ('ema_1', null::text, 'cli_1'), ('ema_2', null, 'cli_1')$$,
  'what hangs on the bad ones keeps its client, and no placeholder is made for an id that is none'
);
select results_eq(
  $$select status, (select array_agg(i #>> '{value,firstName}' order by 1) from jsonb_array_elements(issues) i where i ->> 'rule' = 'child_without_id')
    from staging.stg_clients$$,
  $$values ('rejected', array['Nobody', 'Number'])$$,
  'the record is marked, and says which items were refused'
);

select * from finish();
rollback;
