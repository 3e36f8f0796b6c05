-- What went wrong, newest first: which entity, which id, which rule, which value.
begin;
select plan(3);

insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error) values
  ('main', 'clients', 'full', 'failed', now(), now() - interval '2 hours', now() - interval '2 hours', '{"code": "gazelle_timeout", "message": "slow", "hint": "wait"}'),
  ('main', 'clients', 'full', 'failed', now(), now() - interval '8 days', now() - interval '8 days', '{"code": "old", "message": "m"}'),
  ('main', 'clients', 'full', 'success', now(), now(), now(), null);
insert into staging.stg_users (account_id, external_id, raw_data, status, issues, processed_at, run_id) values
  ('main', 'u1', '{}', 'rejected', '[{"rule": "id_of_other_account", "field": "id", "value": "u1"}, {"rule": "bad_text", "field": "firstName", "value": 7}]', now() - interval '1 hour', 5),
  ('main', 'u2', '{}', 'promoted', '[{"rule": "bad_text", "field": "firstName", "value": 7}]', now(), 5);
update staging.stg_users set status = 'pending', issues = null, last_error = '42P01: no table', processed_at = now() - interval '3 hours' where false;
insert into sync.unidentified (account_id, module, raw_data, issue, fetched_at) values ('main', 'pianos', '{"id": 12}', 'no_id', now() - interval '4 hours');
insert into sync.missing (account_id, module, external_id, reason, status, last_error, attempts, next_at, found_missing_at) values
  ('main', 'pianos', 'p1', 'referenced', 'due', 'gazelle_timeout: slow', 1, now() - interval '5 hours' + interval '1 minute', now() - interval '9 hours'),
  ('main', 'pianos', 'p2', 'referenced', 'due', null, 0, now(), now());

select results_eq(
  $$select kind, severity, module, external_id, rule, field, value, now() - at from monitoring.recent_errors$$,
  $$values
    ('record', 'error', 'users', 'u1', 'id_of_other_account', 'id', '"u1"'::jsonb, interval '1 hour'),
    ('record', 'warning', 'users', 'u1', 'bad_text', 'firstName', '7', '1 hour'),
    ('run', 'error', 'clients', null, 'gazelle_timeout', null, null, '2 hours'),
    ('record', 'error', 'pianos', null, 'no_id', 'id', '12', '4 hours'),
    ('lookup', 'warning', 'pianos', 'p1', 'gazelle_timeout', 'id', null, '5 hours')$$,
  'refused records, failed runs of a week, records without an id, look-ups without an answer'
);
select results_eq(
  $$select message, hint from monitoring.recent_errors where kind = 'run'$$, $$values ('slow', 'wait')$$, 'a run says why and what to do'
);
update staging.stg_users set gone_at = now();
select is_empty($$select from monitoring.recent_errors where entity = 'users'$$, 'what left Gazelle is no error any more');

select * from finish();
rollback;
