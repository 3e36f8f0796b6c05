-- A protected field that Gazelle has emptied is kept, shown as kept, and emptied when a person accepts it (case D6).
begin;
select plan(14);

insert into staging.stg_pianos (account_id, external_id, raw_data)
select 'main', 'ins_' || n, jsonb_build_object('id', 'ins_' || n, 'notes', 'Clé sous le pot', 'damppChaserInstalled', true) from generate_series(1, 3) n;
insert into staging.stg_clients (account_id, external_id, raw_data) values ('main', 'cli_1', '{"id": "cli_1", "tags": ["vip"]}');
select is_empty('select * from monitoring.kept_fields', 'nothing is kept against a blank');
update staging.stg_pianos set raw_data = raw_data || '{"notes": ""}' where external_id in ('ins_1', 'ins_2');
update staging.stg_clients set raw_data = raw_data || '{"tags": []}';
select results_eq(
  $$select entity, account_id, id, field, value, since from monitoring.kept_fields order by entity, id$$,
  $$values ('clients', 'main', 'cli_1', 'tags', '{vip}', now()), ('pianos', 'main', 'ins_1', 'notes', 'Clé sous le pot', now()),
    ('pianos', 'main', 'ins_2', 'notes', 'Clé sous le pot', now())$$,
  'what Gazelle empties is kept, and shown'
);
update staging.stg_pianos set raw_data = raw_data || '{"notes": {"a": 1}}' where external_id = 'ins_3';
select is((select count(*) from monitoring.kept_fields), 3::bigint, 'what cannot be read is no blank');
update reconcile.kept_fields set since = now() - interval '1 day';
update staging.stg_pianos set raw_data = raw_data || '{"make": "Yamaha"}' where external_id = 'ins_1';
select is((select min(since) from monitoring.kept_fields where id = 'ins_1'), now() - interval '1 day', 'since when it is blank is remembered');
update staging.stg_pianos set raw_data = raw_data || '{"notes": "Code 12"}' where external_id = 'ins_2';
select is_empty($$select from monitoring.kept_fields where id = 'ins_2'$$, 'a new value ends it');

select is(reconcile.accept_blanks('pianos', '{ins_1}', 'damppChaserInstalled'), 0, 'another field is not touched');
select is(reconcile.accept_blanks('pianos', '{ins_1}'), 1, 'a person accepts the blank');
select is((select notes from gazelle.pianos where id = 'ins_1'), null, 'then it is empty here too');
create temp table before as select version from gazelle.pianos where id = 'ins_1';
select reconcile.replay('pianos');
select is((select p.version - b.version from gazelle.pianos p, before b where p.id = 'ins_1'), 0, 'and stays so');
select is(reconcile.accept_blanks('clients', '{cli_1}', 'tags'), 1, 'a list too');
select reconcile.replay('clients');
select results_eq('select tags, version from gazelle.clients', $$values ('{}'::text[], 2)$$, 'as Gazelle gives it');
select throws_ok($$select reconcile.accept_blanks('guitars', '{g}')$$, 'GZ405', 'unknown entity guitars', 'an unknown table is named');

update staging.stg_pianos set raw_data = raw_data || '{"notes": null}' where external_id = 'ins_2';
set local request.jwt.claims = '{"role": "service_role"}';
select is(monitoring.accept_blanks('pianos', '{ins_2}', p_by => 'Anna'), '{"outcome": "accepted", "fields": 1}', 'an administrator''s button does the same');
select results_eq(
  'select decided_by, action, module, about from monitoring.decisions', $$values ('Anna', 'accept_blanks', 'pianos', 'ins_2')$$, 'and is recorded'
);

select * from finish();
rollback;
