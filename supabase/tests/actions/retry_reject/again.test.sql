-- A refused record is promoted again once what was wrong is mended.
begin;
select plan(8);

select set_config('request.jwt.claims', '{"role": "service_role"}', true);
insert into staging.stg_timeline (account_id, external_id, raw_data) values ('main', 'tme_1', '{"id": "tme_1", "occurredAt": "no"}');

select is(
  jsonb_path_query_array(monitoring.read_record('timeline', 'tme_1'), '$.issues[*].rule'), '["no_instant"]',
  'the record shows what is wrong in it'
);
select is(monitoring.read_record('timeline', 'tme_1') #>> '{raw,occurredAt}', 'no', 'beside what came');
select is(monitoring.read_record('timeline', 'tme_2'), null, 'nothing for a record that is not there');
select is(monitoring.retry_reject('timeline', 'tme_1'), '{"outcome": "rejected"}', 'while it is wrong, it is refused again');
update staging.stg_timeline set raw_data = '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z"}', status = 'rejected' where external_id = 'tme_1';
select is(monitoring.retry_reject('timeline', 'tme_1'), '{"outcome": "promoted"}', 'mended, it is promoted');
select isnt_empty($$select from gazelle.timeline_entries where id = 'tme_1'$$, 'and is in production');
select throws_ok($$select monitoring.retry_reject('timeline', 'tme_9')$$, 'GZ405', null, 'a record that is not there is said not to be');
select is((select count(*) from monitoring.decisions where action = 'retry_reject'), 2::bigint, 'each try is noted');

select * from finish();
rollback;
