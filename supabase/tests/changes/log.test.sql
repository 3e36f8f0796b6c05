-- Every change of a production row is in changes.log, once a first full sweep has brought what there was.
begin;
select plan(20);

create function pg_temp.clients(p_nodes jsonb) returns void language sql as $$ select sync.stage_nodes('clients', 'main', null, p_nodes) $$;
create function pg_temp.log() returns table (entity text, id text, operation text, changes jsonb) language sql as $$
  select l.entity, l.id, l.operation, l.changes from changes.log l order by l."position"
$$;

select pg_temp.clients('[{"id": "cli_1", "companyName": "Salle Beaurivage"}]');
select is_empty('select from changes.log', 'what the first full sweep brings is no change');

insert into sync.runs (module, account_id, mode, status, watermark, finished_at) select m.module, 'main', 'full', 'success', now(), now() from sync.modules m;
insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m;
select pg_temp.clients('[{"id": "cli_1", "companyName": "Salle Beaurivage"}]');
select is_empty('select from changes.log', 'a sync that changes nothing writes nothing');

select pg_temp.clients('[{"id": "cli_1", "companyName": "Salle Beau-Rivage"}]');
select results_eq(
  $$select entity, id, operation, changes -> 'company_name', version, cause from changes.log$$,
  $$values ('clients', 'cli_1', 'updated', '["Salle Beaurivage", "Salle Beau-Rivage"]'::jsonb, 2, 'person')$$,
  'a change has the columns that changed, before and after'
);
select ok(not exists (select from pg_temp.log() l where l.changes ? 'updated_at' or l.changes ? 'version'), 'and none of those that every change changes');

select pg_temp.clients('[{"id": "cli_2", "companyName": "École Vivaldi"}]');
select results_eq(
  $$select operation, changes -> 'company_name' from pg_temp.log() where id = 'cli_2'$$, $$values ('created', '[null, "École Vivaldi"]'::jsonb)$$,
  'what is new is created, with all that it has'
);

select sync.stage_nodes('pianos', 'main', null, '[{"id": "ins_1", "client": {"id": "cli_9"}, "make": "Yamaha"}]');
select is_empty($$select from changes.log where id = 'cli_9'$$, 'a placeholder is no record yet');
select pg_temp.clients('[{"id": "cli_9", "companyName": "Plus tard"}]');
select results_eq($$select operation from pg_temp.log() where id = 'cli_9'$$, $$values ('created')$$, 'and is created when Gazelle gives it');

select sync.delete_records('clients', 'main', '{cli_2}');
select results_eq(
  $$select operation, changes -> 'company_name' from pg_temp.log() where id = 'cli_2' and operation <> 'created'$$,
  $$values ('deleted', '["École Vivaldi", null]'::jsonb)$$, 'what Gazelle has no longer is deleted, with all that it had'
);
select pg_temp.clients('[{"id": "cli_2", "companyName": "École Vivaldi"}]');
select is((select operation from changes.log where id = 'cli_2' order by "position" desc limit 1), 'restored', 'and restored when it comes back');

update gazelle.pianos set client_id = 'cli_1' where id = 'ins_1';
insert into sync.missing (module, account_id, external_id, status, reason, successor_id) values ('clients', 'main', 'cli_9', 'due', 'unseen', null);
select sync.stage_nodes('pianos', 'main', null, '[{"id": "ins_1", "client": {"id": "cli_9"}, "make": "Yamaha"}]');

select changes.because('sweep', (select max(run_id) from sync.runs));
select pg_temp.clients('[{"id": "cli_1", "companyName": "Beau-Rivage"}]');
select results_eq(
  $$select cause, run_id is not null from changes.log where changes -> 'company_name' ->> 1 = 'Beau-Rivage'$$, $$values ('sweep', true)$$,
  'a change says which run brought it, and what kind of run'
);
select set_config('changes.cause', '', true);
select reconcile.replay('clients');
select is_empty($$select from changes.log where cause = 'replay'$$, 'a replay that changes nothing writes nothing');
update staging.stg_clients set raw_data = raw_data || '{"companyName": "Par une règle"}' where external_id = 'cli_1';
select reconcile.replay('clients');
select is((select cause from changes.log where changes -> 'company_name' ->> 1 = 'Par une règle'), 'replay', 'what a rule changes is marked, so that consumers can pass over it');

select results_eq(
  $$select operation, changes -> 'company_name' ->> 1 from gazelle.history('clients', 'cli_1') limit 2$$,
  $$values ('updated', 'Par une règle'), ('updated', 'Beau-Rivage')$$, 'a record''s history is its changes, newest first'
);
select is(
  gazelle.as_of('clients', 'cli_1', (select at from changes.log where changes -> 'company_name' ->> 1 = 'Beau-Rivage')) ->> 'company_name', 'Beau-Rivage',
  'and what it was at an instant is known'
);
select is(
  gazelle.as_of('clients', 'cli_1', (select min(at) - interval '1 microsecond' from changes.log)) ->> 'company_name', 'Salle Beaurivage', 'back to what the first sweep brought'
);

select changes.because('poll');
update staging.stg_clients set raw_data = raw_data || '{"companyName": "Par une page"}' where external_id = 'cli_1';
select reconcile.retry('clients', 'main', 'cli_1');
select is((select cause from changes.log where changes -> 'company_name' ->> 1 = 'Par une page'), 'poll', 'but what a page promotes again is the page''s, and is passed over by nobody');

set local timezone = 'America/Montreal';
update gazelle.clients set gazelle_created_at = '2026-12-01 00:00+00' where id = 'cli_1';
set local timezone = 'UTC';
select is(
  (select changes -> 'gazelle_created_at' ->> 1 from changes.log where changes -> 'gazelle_created_at' ->> 1 ~ '2026-12-01'),
  (select to_jsonb(gazelle_created_at) #>> '{}' from gazelle.clients where id = 'cli_1'),
  'an instant is written in one way, whoever writes it'
);

select sync.delete_records('clients', 'main', '{cli_9}');
update gazelle.clients set referral_client_id = 'cli_9' where id = 'cli_1';
select sync.erase_client('main', 'cli_9', false, 'Anna');
select results_eq(
  $$select operation, changes, merged_into from changes.log where id = 'cli_9'$$, $$values ('deleted', '{}'::jsonb, null::text)$$,
  'of a person who was gone when they were erased it stays known that they are (case S6)'
);
select is_empty($$select from changes.log where changes::text ~ 'cli_9'$$, 'and nothing that changed in others names them');

select sync.erase_client('main', 'cli_2', false, 'Anna');
select results_eq(
  $$select operation, changes from changes.log where id = 'cli_2'$$, $$values ('deleted', '{}'::jsonb)$$,
  'erasing a person erases it here too; that the id is gone stays (case S6)'
);

select * from finish();
rollback;
