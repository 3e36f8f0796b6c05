-- A placeholder is nobody's: the account that has the record takes it over, and the other's references to it end (kind of case D3).
begin;
select plan(15);

insert into sync.accounts (account_id) values ('second');
-- Both refer to usr_1 and cli_1, which neither has given.
insert into staging.stg_clients (account_id, external_id, raw_data)
values ('second', 'cli_9', '{"id": "cli_9", "companyName": "Second", "referralClient": {"id": "cli_1"}}');
insert into staging.stg_timeline (account_id, external_id, raw_data)
values
  ('second', 'tme_2', '{"id": "tme_2", "occurredAt": "2026-02-03T20:56:01Z", "user": {"id": "usr_1"}, "client": {"id": "cli_1"}}'),
  ('second', 'tme_3', '{"id": "tme_3", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_9"}}'),
  ('main', 'tme_1', '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "user": {"id": "usr_1"}, "client": {"id": "cli_1"}}');
create function pg_temp.rows() returns table (id text, client_id text, user_id text) language sql as $$
  select id, client_id, user_id from gazelle.timeline_entries order by id
$$;
select results_eq(
  $$select * from pg_temp.rows()$$,
  $$values ('tme_1', 'cli_1', 'usr_1'), ('tme_2', 'cli_1', 'usr_1'), ('tme_3', 'cli_9', null)$$,
  'the references of both accounts are kept'
);
select is((select count(*) from staging.records where issues is not null), 0::bigint, 'nothing is wrong with either');
insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('second', 'tme_4', '{"id": "tme_4", "occurredAt": "2026-02-03T20:56:01Z", "user": {"id": "usr_1"}}');
select reconcile.soft_delete('timeline', 'second', '{tme_4}');
create temp table before as select id, version from gazelle.timeline_entries;

insert into staging.stg_users (account_id, external_id, raw_data) values ('main', 'usr_1', '{"id": "usr_1", "firstName": "Anna"}');
insert into staging.stg_clients (account_id, external_id, raw_data)
values ('main', 'cli_1', '{"id": "cli_1", "companyName": "Main", "allContacts": {"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1"}]}}');
select results_eq(
  $$select account_id, first_name, is_placeholder from gazelle.users$$, $$values ('main', 'Anna', false)$$,
  'the account that has the user takes it over'
);
select results_eq(
  $$select account_id, company_name, is_placeholder from gazelle.clients where id = 'cli_1'$$, $$values ('main', 'Main', false)$$,
  'and the client'
);
select results_eq($$select account_id, client_id from gazelle.contacts$$, $$values ('main', 'cli_1')$$, 'with its children');
select is_empty($$select from staging.records where account_id = 'main' and (status <> 'promoted' or issues is not null)$$, 'nothing of it is refused');
select results_eq(
  $$select * from pg_temp.rows()$$,
  $$values ('tme_1', 'cli_1', 'usr_1'), ('tme_2', null, null), ('tme_3', 'cli_9', null), ('tme_4', null, null)$$,
  'its own references stay; those of the other account end, also of a record that is deleted'
);
select is((select count(*) from gazelle.clients where referral_client_id = 'cli_1'), 0::bigint, 'also that of a record of the same kind');
select results_eq(
  $$select account_id, external_id, jsonb_path_query_array(issues, '$[*].rule'), status from staging.records where issues is not null order by 2$$,
  $$values ('second', 'cli_9', '["other_account"]'::jsonb, 'promoted'), ('second', 'tme_2', '["other_account", "other_account"]', 'promoted')$$,
  'which is said'
);
select results_eq(
  $$select t.id from gazelle.timeline_entries t join before b using (id) where t.version = b.version order by 1$$, $$values ('tme_1'), ('tme_3')$$,
  'what does not refer to it is not written'
);

-- The other account's look-up of it by id finds nothing, since the record is not that account's.
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full', p_account => 'second') r;
insert into sync.missing (account_id, module, external_id, reason) values ('second', 'users', 'usr_1', 'referenced');
select sync.resolve_missing(id, lease, '{usr_1}', '[]') from run;
select is((select deleted_at from gazelle.users), null, 'that it is gone for the other account deletes nothing');

insert into staging.stg_users (account_id, external_id, raw_data) values ('second', 'usr_1', '{"id": "usr_1", "firstName": "Zweite"}');
select results_eq($$select account_id, first_name from gazelle.users$$, $$values ('main', 'Anna')$$, 'a record is not taken over');
select results_eq(
  $$select status, issues -> 0 ->> 'rule' from staging.stg_users where account_id = 'second'$$, $$values ('rejected', 'id_of_other_account')$$,
  'the other''s is refused, with the reason'
);

-- The account that has the record made the placeholder itself.
insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('main', 'tme_8', '{"id": "tme_8", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_8"}}');
insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('second', 'tme_9', '{"id": "tme_9", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_8"}}');
select is((select client_id from gazelle.timeline_entries where id = 'tme_9'), 'cli_8', 'another account refers to a placeholder');
insert into staging.stg_clients (account_id, external_id, raw_data) values ('main', 'cli_8', '{"id": "cli_8", "companyName": "Main"}');
select results_eq(
  $$select id, client_id from gazelle.timeline_entries where id in ('tme_8', 'tme_9') order by id$$, $$values ('tme_8', 'cli_8'), ('tme_9', null::text)$$,
  'and not to the record that its maker gives'
);

select * from finish();
rollback;
