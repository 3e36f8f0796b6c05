-- What another account has no more is nobody's: the account that has it takes it over (kind of case D3).
begin;
select plan(17);

-- By mistake the second company is connected with the first one's key, and is the first to ask.
insert into sync.accounts (account_id) values ('second');
create function pg_temp.client(p_name text)
returns jsonb
language sql
as $$
  select jsonb_build_object(
    'id', 'cli_1', 'companyName', p_name,
    'allContacts', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "firstName": "Anna"}]}'::jsonb
  );
$$;
insert into staging.stg_clients (account_id, external_id, raw_data) values ('second', 'cli_1', pg_temp.client('Salle A'));
insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('second', 'tme_1', '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_1"}}');
insert into staging.stg_clients (account_id, external_id, raw_data) values ('main', 'cli_1', pg_temp.client('Salle A'));
insert into staging.stg_pianos (account_id, external_id, raw_data)
values ('main', 'ins_1', '{"id": "ins_1", "client": {"id": "cli_1"}}'), ('main', 'ins_2', '{"id": "ins_2", "client": {"id": "cli_9"}}');
select results_eq(
  $$select external_id, status, issues -> 0 ->> 'rule' from staging.records where account_id = 'main' order by 1$$,
  $$values ('cli_1', 'rejected', 'id_of_other_account'), ('ins_1', 'promoted', 'other_account'), ('ins_2', 'promoted', null)$$,
  'the first account''s are refused, and its references are empty'
);
select is(reconcile.run('clients', 'main') ->> 'rejected', '1', 'as long as the other account has the record');
select is(reconcile.run('pianos', 'main') ->> 'tried', '0', 'what refers to it is not tried in vain each night');
select is((select account_id from gazelle.clients where id = 'cli_1'), 'second', 'a record that is there is not taken over');

-- With its right key the second account finds it gone.
select reconcile.soft_delete('clients', 'second', '{cli_1}');
insert into staging.stg_pianos (account_id, external_id, raw_data) values ('main', 'ins_3', '{"id": "ins_3", "client": {"id": "cli_1"}}');
select results_eq(
  $$select client_id, s.issues from gazelle.pianos p join staging.stg_pianos s on s.external_id = p.id where p.id = 'ins_3'$$, $$values ('cli_1', null::jsonb)$$,
  'a reference to a record that another account has no more is kept'
);
select is(
  reconcile.run('clients', 'main'), '{"tried": 1, "promoted": 1, "rejected": 0, "written": 2}', 'what was refused is tried again, and is taken over'
);
select results_eq(
  $$select account_id, company_name, deleted_at from gazelle.clients where id = 'cli_1'$$, $$values ('main', 'Salle A', null::timestamptz)$$, 'the client is its account''s'
);
select results_eq(
  $$select account_id, first_name, deleted_at from gazelle.contacts$$, $$values ('main', 'Anna', null::timestamptz)$$, 'with its contacts'
);
select is((select client_id from gazelle.timeline_entries where id = 'tme_1'), null, 'the references of the other account end');
select is((select issues -> 0 ->> 'rule' from staging.stg_timeline), 'other_account', 'which is said');
select is(reconcile.run('pianos', 'main') ->> 'tried', '1', 'what could not refer to it is tried again');
select results_eq(
  $$select p.id, p.client_id, s.issues from gazelle.pianos p join staging.stg_pianos s on s.external_id = p.id where p.id in ('ins_1', 'ins_3') order by 1$$,
  $$values ('ins_1', 'cli_1', null::jsonb), ('ins_3', 'cli_1', null)$$, 'and refers to it, with nothing left to say'
);
select is(reconcile.run(), '{"tried": 0, "promoted": 0, "rejected": 0, "written": 0}', 'then nothing waits');

-- The other account would have it back.
update staging.stg_clients set gone_at = null, raw_data = raw_data || '{"companyName": "Late"}' where account_id = 'second' and external_id = 'cli_1';
select results_eq(
  $$select account_id, company_name from gazelle.clients where id = 'cli_1'$$, $$values ('main', 'Salle A')$$, 'it is not taken back as long as it is there'
);
select is((select status from staging.stg_clients where account_id = 'second' and external_id = 'cli_1'), 'rejected', 'but refused');

-- A record of the other account that was only away for a while.
insert into staging.stg_clients (account_id, external_id, raw_data) values ('second', 'cli_7', '{"id": "cli_7"}');
select reconcile.soft_delete('clients', 'second', '{cli_7}');
insert into staging.stg_pianos (account_id, external_id, raw_data) values ('main', 'ins_7', '{"id": "ins_7", "client": {"id": "cli_7"}}');
update staging.stg_clients set gone_at = null where account_id = 'second' and external_id = 'cli_7';
select results_eq(
  $$select account_id, deleted_at from gazelle.clients where id = 'cli_7'$$, $$values ('second', null::timestamptz)$$, 'what nobody else has is restored where it was'
);
select results_eq(
  $$select client_id, issues -> 0 ->> 'rule' from gazelle.pianos p join staging.stg_pianos s on s.external_id = p.id where p.id = 'ins_7'$$,
  $$values (null::text, 'other_account')$$, 'and the references of others to it end'
);

select * from finish();
rollback;
