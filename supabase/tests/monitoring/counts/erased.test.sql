-- After an erasure there are fewer records here than were counted: no count says meanwhile that it is as in Gazelle (kind of case S6).
begin;
select plan(3);

select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1", "companyName": "Zéphyrine"}, {"id": "cli_2", "companyName": "Salle"}]');
select sync.stage_nodes('pianos', 'main', null, '[{"id": "pno_1", "client": {"id": "cli_1"}}, {"id": "pno_2", "client": {"id": "cli_2"}}]');
insert into sync.accounts (account_id) values ('second');
insert into monitoring.counts (account_id, module, run_id, counted_at, local_count, remote_count) values
  ('main', 'clients', 1, now(), 2, 2), ('main', 'pianos', 2, now(), 2, 2), ('main', 'users', 3, now(), 2, 2), ('second', 'clients', 4, now(), 2, 2);
create function pg_temp.counted() returns table (account_id text, module text)
language sql as $$ select h.account_id, h.module from monitoring.module_health h where h.local_count is not null order by 1, 2; $$;

select sync.erase_client('main', 'cli_1');
select results_eq(
  $$select * from pg_temp.counted()$$, $$values ('main', 'clients'), ('main', 'pianos'), ('main', 'users'), ('second', 'clients')$$, 'a dry run drops no count'
);
select sync.erase_client('main', 'cli_1', false);
select results_eq(
  $$select * from pg_temp.counted()$$, $$values ('main', 'users'), ('second', 'clients')$$, 'the modules from which rows went have none; others keep theirs'
);

insert into sync.runs (account_id, module, mode, status, watermark) values ('main', 'clients', 'full', 'running', now());
insert into sync.lanes (run_id, lane, seen, total_count, agreed) select max(run_id), 'all', 1, 1, true from sync.runs;
update sync.runs set status = 'success', complete = true, finished_at = now() where module = 'clients';
select results_eq(
  $$select local_count, remote_count from monitoring.module_health where account_id = 'main' and module = 'clients'$$, $$values (1::bigint, 1::bigint)$$,
  'the next complete sweep counts again'
);

select * from finish();
rollback;
