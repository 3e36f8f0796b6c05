-- Few of few are more than the share: they go without a person where each was asked for by its id, and nowhere else (case D5).
begin;
select plan(8);

-- Eighty entries of a day, and as many staged users as a small company has.
insert into staging.stg_timeline (account_id, external_id, raw_data)
select 'main', 'tme_' || n, jsonb_build_object(
  'id', 'tme_' || n, 'client', '{"id": "cli_1"}'::jsonb, 'occurredAt', to_char(now() at time zone 'UTC' - n * interval '15 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
)
from generate_series(1, 80) n;
insert into sync.watermarks (account_id, module, watermark) values ('main', 'timeline', now());
select ok(ceil(80 * max_delete_share) < 5, 'five of eighty are more than the share') from sync.modules where module = 'timeline';
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('timeline', p_overlap => '1 day') r;
select sync.stage_page(
  id, lease, 'all', 1, (select jsonb_agg(raw_data) from staging.stg_timeline where external_id !~ '^tme_[1-5]$'), null, false, 75
) from run;
create temp table answer as select sync.note_missing(id, lease, '{all}') as a from run;
select is(
  (select array_agg(d order by d) from answer, jsonb_array_elements_text(a -> 'due') d), '{tme_1,tme_2,tme_3,tme_4,tme_5}',
  'a poll that lacks five of a day''s eighty entries asks for each'
);
select sync.resolve_missing(id, lease, '{tme_1,tme_2,tme_3,tme_4,tme_5}', '[]') from run;
create temp table report as select sync.finish_run(id, lease, p_lanes => '{all}') as r from run;
select results_eq(
  $$select r ->> 'status', r ->> 'deleted', r ->> 'heldBack', r ->> 'due' from report$$, $$values ('success', '5', '0', '0')$$, 'deletes them, and asks nobody'
);
select is(
  (select array_agg(id order by id) from gazelle.timeline_entries where deleted_at is not null), '{tme_1,tme_2,tme_3,tme_4,tme_5}', 'these and no other'
);

select is(by_id, false, 'users cannot be asked for by their ids') from sync.modules where module = 'users';
insert into staging.stg_users (account_id, external_id, raw_data, fetched_at)
select 'main', 'usr_' || n, jsonb_build_object('id', 'usr_' || n), now() - interval '1 hour' from generate_series(1, 8) n;
create temp table sweep as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'all', 1, (select jsonb_agg(raw_data) from staging.stg_users where external_id !~ '^usr_[12]$'), null, false, 6) from sweep;
select sync.note_missing(id, lease, '{all}') from sweep;
select sync.delete_unseen(id, lease) from sweep;
select is(sync.finish_run(id, lease, p_lanes => '{all}') ->> 'heldBack', '2', 'two of eight of them wait for a person') from sweep;
select is((select count(*) from gazelle.users where deleted_at is not null), 0::bigint, 'none is deleted');
select is(
  (select message from monitoring.find_problems() where rule = 'deletion_held'), '2 records of users are no longer in Gazelle, more than may be deleted at once.',
  'who is told'
);

select * from finish();
rollback;
