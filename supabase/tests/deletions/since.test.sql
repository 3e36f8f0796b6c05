-- The timeline is read from an instant on: entries since then that were not seen are looked for, with what was known.
begin;
select plan(7);

insert into staging.stg_timeline (account_id, external_id, raw_data)
select 'main', 'tme_' || h, jsonb_build_object(
  'id', 'tme_' || h, 'client', '{"id": "cli_1"}'::jsonb, 'occurredAt', to_char(now() at time zone 'UTC' - h * interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
)
from unnest(array[1, 2, 3, 30, 300]) h;
insert into sync.watermarks (account_id, module, watermark) values ('main', 'timeline', now());
update sync.modules set max_delete_share = 1 where module = 'timeline';

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('timeline', p_overlap => '1 day') r;
select sync.stage_page(id, lease, 'all', 1, (select jsonb_agg(raw_data) from staging.stg_timeline where external_id in ('tme_1', 'tme_3')), null, false, 2) from run;
create temp table answer as select sync.note_missing(id, lease, '{all}') as a from run;
select is(a -> 'due', '["tme_2"]', 'only what is inside the day that was read') from answer;
select is(a #>> '{records,tme_2,client,id}', 'cli_1', 'with what was known of it, to look for it there') from answer;
select sync.resolve_missing(id, lease, '{tme_2}', '[]') from run;
select is(sync.finish_run(id, lease, p_lanes => '{all}') ->> 'deleted', '1', 'what is not found is deleted') from run;
select results_eq($$select id from gazelle.timeline_entries where deleted_at is not null$$, $$values ('tme_2')$$, 'softly');

create temp table wider as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('timeline', p_overlap => '2 days') r;
select sync.stage_page(id, lease, 'all', 1, (select jsonb_agg(raw_data) from staging.stg_timeline where external_id in ('tme_1', 'tme_3')), null, false, 2) from wider;
select is(sync.note_missing(id, lease, '{all}') -> 'due', '["tme_30"]', 'a wider overlap looks further') from wider;
select sync.resolve_missing(id, lease, '{}', (select jsonb_agg(raw_data) from staging.stg_timeline where external_id = 'tme_30')) from wider;
select sync.finish_run(id, lease, p_lanes => '{all}') from wider;
select is((select count(*) from gazelle.timeline_entries where deleted_at is null), 4::bigint, 'what is found stays');
select is_empty($$select from monitoring.deletions where status <> 'gone'$$, 'and is no longer missing');

select * from finish();
rollback;
