-- Each rule that records break, in how many, with one of them.
begin;
select plan(6);

insert into staging.stg_users (account_id, external_id, raw_data, status, issues) values
  ('main', 'u2', '{}', 'rejected', '[{"rule": "bad_text", "field": "firstName"}, {"rule": "bad_text", "field": "lastName"}]'),
  ('main', 'u1', '{}', 'promoted', '[{"rule": "bad_text", "field": "firstName"}, {"rule": "bad_boolean", "field": "isSchedulable"}]'),
  ('main', 'u3', '{}', 'promoted', null);
-- Promotion has looked at them by now and found nothing; what it found is what this is about.
update staging.stg_users set issues = '[{"rule": "bad_text", "field": "firstName"}, {"rule": "bad_text", "field": "lastName"}]' where external_id = 'u2';
update staging.stg_users set issues = '[{"rule": "bad_text", "field": "firstName"}, {"rule": "bad_boolean", "field": "isSchedulable"}]' where external_id = 'u1';
insert into sync.unidentified (account_id, module, raw_data, issue) values ('main', 'users', '{}', 'no_id');
select set_eq(
  $$select rule, severity, records, example, at_least from monitoring.data_quality$$,
  $$values ('bad_text', 'warning', 2::bigint, 'u1', false), ('bad_boolean', 'warning', 1, 'u1', false), ('no_id', 'fatal', 1, null, false)$$,
  'a record counts once for a rule, however many of its fields break it'
);
update staging.stg_users set gone_at = now() where external_id = 'u1';
select set_eq($$select rule, records from monitoring.data_quality$$, $$values ('bad_text', 1::bigint), ('no_id', 1)$$, 'what left Gazelle does not count');

select is(monitoring.read_raw('users', 'u2'), '{}'::jsonb, 'a record with issues can be looked at');
select is(monitoring.read_raw('users', 'u3'), null, 'one without cannot');
select is(monitoring.read_raw('users', 'u2', 'second'), null, 'nor one of another account');
select throws_ok($$select monitoring.read_raw('x; drop table gazelle.users', 'u2')$$, 'GZ404', null, 'an unknown module is refused');

select * from finish();
rollback;
