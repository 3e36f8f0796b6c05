-- A deletion speaks of the moment at which Gazelle was asked: what came later stays, what was asked for earlier does not return.
begin;
select plan(10);

insert into staging.stg_clients (account_id, external_id, raw_data, fetched_at)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n), now() - interval '1 day' from generate_series(1, 3) n;
insert into sync.missing (account_id, module, external_id, reason) select 'main', 'clients', 'cli_' || n, 'unseen' from generate_series(1, 2) n;
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;

update staging.stg_clients set fetched_at = clock_timestamp() - interval '5 seconds' where external_id = 'cli_1';
select sync.resolve_missing(id, lease, '{cli_1,cli_2}', '[]', p_age_ms => 10000) from run;
select results_eq(
  $$select id from gazelle.clients where deleted_at is not null$$, $$values ('cli_2')$$, 'what came after the question is not deleted by its answer'
);
select results_eq($$select external_id from sync.missing$$, $$values ('cli_2')$$, 'nor missing any more');

select sync.stage_page(id, lease, 'all', 1, '[{"id": "cli_2"}, {"id": "cli_3"}]', 'c', true, 3, p_age_ms => 60000) from run;
select isnt((select deleted_at from gazelle.clients where id = 'cli_2'), null, 'a page that was asked for before the deletion restores nothing');
select sync.stage_page(id, lease, 'all', 2, '[{"id": "cli_2", "companyName": "B"}]', 'd', true, 3) from run;
select results_eq(
  $$select company_name, deleted_at from gazelle.clients where id = 'cli_2'$$, $$values ('B', null::timestamptz)$$, 'one that was asked for later does'
);

-- A poll may stage what a sweep has passed already.
select sync.finish_run(id, lease, '{"code": "test", "message": "over"}') from run;
delete from sync.missing;
update sync.modules set by_id = false, max_delete_share = 1 where module = 'clients';
create temp table sweep as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
update staging.stg_clients set gone_at = null;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "cli_2"}]', null, false, 1) from sweep;
select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_4"}]');
create temp table answer as select sync.note_missing(id, lease, '{all}') as a from sweep;
select is(a ->> 'unseen', '2', 'what came while the sweep was read is not missing') from answer;
select is(sync.delete_unseen(id, lease), 2, 'the others are') from sweep;
select results_eq(
  $$select id from gazelle.clients where deleted_at is null order by id$$, $$values ('cli_2'), ('cli_4')$$, 'and are deleted'
);

select is(reconcile.retry('clients', 'main', 'cli_1'), 'promoted', 'a record that is gone can be promoted again');
select isnt((select deleted_at from gazelle.clients where id = 'cli_1'), null, 'which does not bring it back');

-- A person may decide while Gazelle is being asked.
insert into staging.stg_pianos (account_id, external_id, raw_data) values ('main', 'ins_1', '{"id": "ins_1"}');
insert into sync.missing (account_id, module, external_id, reason, status, decided_by) values ('main', 'pianos', 'ins_1', 'unseen', 'dismissed', 'Marie');
select sync.resolve_missing((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, '{ins_1}', '[]') from sync.begin_run('pianos', 'full') r;
select is((select deleted_at from gazelle.pianos where id = 'ins_1'), null, 'what a person keeps stays, also if the answer says that it is gone');

select * from finish();
rollback;
