-- Refused records by cause, and a group that is tried again.
begin;
select plan(6);

select set_config('request.jwt.claims', '{"role": "service_role"}', true);
insert into staging.stg_timeline (account_id, external_id, raw_data)
select 'main', 'tme_' || lpad(n::text, 4, '0'), format('{"id": "tme_%s", "occurredAt": "never", "summary": [%s]}', lpad(n::text, 4, '0'), n)::jsonb from generate_series(1, 1500) n;
insert into staging.stg_estimates (account_id, external_id, raw_data) values ('main', 'est_1', '{"id": "est_1", "number": "x"}');
insert into sync.unidentified (account_id, module, raw_data, issue) values ('main', 'users', '{"id": 7}', 'no_id');
select results_eq(
  $$select module, rule, field, records, example from monitoring.reject_groups where module in ('timeline', 'users') order by records desc$$,
  $$values ('timeline', 'no_instant', 'occurredAt', 1500::bigint, 'tme_0001'), ('users', 'no_id', 'id', 1, null)$$,
  'each record once, under the issue for which it is refused (case U3)'
);
select is(
  (select sum(records)::bigint from monitoring.reject_groups where module = 'timeline'),
  (select count(distinct external_id) from monitoring.rejects where module = 'timeline'), 'and none is left out'
);
create temp table answer as select monitoring.retry_rejects('timeline', 'main', 'no_instant', 'occurredAt') as first;
select is(
  (select first - 'written' from answer), '{"outcome": "retried", "tried": 1000, "promoted": 0, "rejected": 1000, "after": "tme_1000"}', 'a group is tried again, a thousand at a time'
);
update staging.stg_timeline set raw_data = raw_data || '{"occurredAt": "2026-02-03T20:56:01Z", "summary": "x"}' where external_id = 'tme_1500';
insert into staging.stg_timeline (account_id, external_id, raw_data) values ('main', 'tme_9999', '{"id": "tme_9999", "occurredAt": "no"}');
select is(
  monitoring.retry_rejects('timeline', 'main', 'no_instant', 'occurredAt', (select first ->> 'after' from answer)) - 'written',
  '{"outcome": "retried", "tried": 500, "promoted": 0, "rejected": 500}', 'and goes on after the last of them'
);
select is(
  monitoring.retry_rejects('timeline', 'main', 'failed_promotion') ->> 'tried', '0', 'no other group is touched'
);
select is(
  (select about from monitoring.decisions order by decision_id desc limit 1), 'failed_promotion', 'what was asked for is noted'
);

select * from finish();
rollback;
