-- Where Gazelle has no query by id, absence from a complete sweep is all there is to know.
begin;
select plan(12);

insert into staging.stg_users (account_id, external_id, raw_data)
select 'main', 'usr_' || n, jsonb_build_object('id', 'usr_' || n) from generate_series(1, 4) n;
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}, {"id": "usr_2"}, {"id": "usr_3"}]', null, false, 3) from run;
select is(sync.note_missing(id, lease, '{all}'), '{"due": [], "unseen": 1}', 'there is nothing to ask for by its id') from run;
select is((select count(*) from gazelle.users where deleted_at is not null), 0::bigint, 'nothing is deleted before the caller''s rights are known (case D2)');
select is(sync.delete_unseen(id, lease), 1, 'then it is') from run;
select results_eq($$select id from gazelle.users where deleted_at is not null$$, $$values ('usr_4')$$, 'what is absent is soft-deleted');
select is((sync.finish_run(id, lease, p_lanes => '{all}') ->> 'deleted')::int, 1, 'and counted') from run;

create temp table next as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}]', null, false, 1) from next;
select is(sync.note_missing(id, lease, '{all}'), '{"due": [], "asksRights": true}', 'two of three are too many: what is held asks for the caller''s rights') from next;
select is((select held_back from sync.runs join next on id = run_id), 2, 'the run says how many');
select sync.finish_run(id, lease, p_lanes => '{all}') from next;
select is(sync.release_deletions('users', p_by => 'Anna'), 2, 'until a person lets them go');
select is((select count(*) from gazelle.users where deleted_at is not null), 1::bigint, 'a person''s word deletes nothing before the caller''s rights are known (case D2)');

create temp table last as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}, {"id": "usr_2"}]', null, false, 2) from last;
select is(sync.note_missing(id, lease, '{all}'), '{"due": [], "unseen": 1}', 'the next run asks, for what it does not see either') from last;
select is(sync.delete_unseen(id, lease), 1, 'then it is deleted') from last;
select results_eq($$select id from gazelle.users where deleted_at is not null order by 1$$, $$values ('usr_3'), ('usr_4')$$, 'and what came back stays');

select * from finish();
rollback;
