-- What is wrong with the data itself: shares, short sweeps, what is held, refused or missing for long.
begin;
select plan(23);

create function pg_temp.problems()
returns setof text
language sql
as $$ select format('%s %s %s', rule, severity, subject) from monitoring.find_problems() order by 1; $$;
create function pg_temp.sweep(p_status text, p_seen int, p_total int, p_fetched int, p_rejected int default 0)
returns bigint
language sql
as $$
  with run as (
    insert into sync.runs (account_id, module, mode, status, watermark, finished_at, fetched, rejected)
    values ('main', 'users', 'full', p_status, now(), now(), p_fetched, p_rejected)
    returning run_id
  )
  insert into sync.lanes (run_id, lane, seen, total_count, fetched, rejected)
  select run_id, 'all', p_seen, p_total, p_fetched, p_rejected from run
  returning run_id;
$$;

select pg_temp.sweep('partial', 100, 100, 100, 5);
select is_empty($$select pg_temp.problems()$$, 'five of a hundred are within five per cent');
select pg_temp.sweep('partial', 100, 100, 100, 7);
select results_eq($$select pg_temp.problems()$$, $$values ('error_share warning users')$$, 'twelve of two hundred of the last hour are not');
select is((select message from monitoring.find_problems()), 'users: 12 of 200 records of the last hour (6.0 %).', 'with the numbers');
update sync.runs set rejected = 60;
select results_eq($$select pg_temp.problems()$$, $$values ('error_share critical users')$$, 'half of them are critical');
update sync.runs set fetched = 9, rejected = 9;
select is_empty($$select pg_temp.problems()$$, 'a few bad rows of a few are not a share');
update sync.runs set fetched = 100, rejected = 0, status = 'running', finished_at = null where run_id = (select max(run_id) from sync.runs);
update sync.lanes set fetched = 100, rejected = 30;
select results_eq($$select pg_temp.problems()$$, $$values ('error_share warning users')$$, 'a run under way counts with what its lanes have');
update sync.runs set started_at = now() - interval '2 hours', status = 'success', finished_at = now();
select is_empty($$select pg_temp.problems()$$, 'after an hour it is over');

select pg_temp.sweep('partial', 94, 100, 94);
select results_eq($$select pg_temp.problems()$$, $$values ('sweep_short critical users')$$, 'a sweep that saw clearly less than totalCount is a problem');
select matches((select message from monitoring.find_problems()), '^users: the full sweep \(run \d+\) saw 94 of 100 records\.$', 'with the numbers');
select pg_temp.sweep('success', 96, 100, 96);
update sync.runs set started_at = started_at + interval '1 second' where run_id = (select max(run_id) from sync.runs);
select is_empty($$select pg_temp.problems()$$, 'a little less is not');
select pg_temp.sweep('success', 0, 0, 0);
update sync.runs set started_at = started_at + interval '2 seconds' where run_id = (select max(run_id) from sync.runs);
select results_eq($$select pg_temp.problems()$$, $$values ('sweep_short critical users')$$, 'a sweep that fetches nothing where there was something is');
update sync.runs set complete = true where run_id = (select max(run_id) from sync.runs);
insert into sync.missing (account_id, module, external_id, reason, status, held_because) values ('main', 'users', 'u1', 'unseen', 'held', 'empty');
select ok('sweep_short critical users' in (select pg_temp.problems()), 'while one of them waits it stays');
update sync.missing set status = 'dismissed', held_because = null;
select results_eq($$select pg_temp.problems()$$, $$values ('sweep_short critical users')$$, 'so it does when a person keeps one');
update sync.missing set status = 'gone';
select is_empty($$select pg_temp.problems()$$, 'when a person has let the last of them go it is over');
delete from sync.missing;
update sync.runs set complete = null;
delete from sync.runs where fetched > 0;
select is_empty($$select pg_temp.problems()$$, 'where there never was anything it is not');

insert into sync.runs (account_id, module, mode, status, watermark, finished_at, started_at)
values ('main', 'timeline', 'full', 'success', now(), now(), now());
insert into sync.lanes (run_id, lane, seen, total_count, agreed, counts_with)
select (select max(run_id) from sync.runs), l.*
from (values
  ('service', 50, 51, false, null), ('emails', 25, 41, false, '{emails,oldest_emails}'), ('oldest_emails', 15, 41, false, '{emails,oldest_emails}'),
  ('rest', 0, 91, false, '{service,emails,oldest_emails,rest}'::text[])
) l (lane, seen, total, agreed, counts_with);
select is_empty($$select pg_temp.problems()$$, 'a lane that proves the sweep does not count twice, nor does a list that is read from both ends; each totalCount is one too high (part L)');
update sync.lanes set seen = 10 where lane = 'service';
select is(
  (select message from monitoring.find_problems() where rule = 'sweep_short') ~ ' saw 50 of 91 records', true,
  'what is short is measured by the lane that counts with all'
);
update sync.lanes set seen = 50 where lane = 'service';

insert into sync.missing (account_id, module, external_id, reason, status) values
  ('main', 'clients', 'c1', 'unseen', 'held'), ('main', 'clients', 'c2', 'unseen', 'held'), ('main', 'pianos', 'p1', 'unseen', 'due');
select results_eq(
  $$select rule, subject, message from monitoring.find_problems()$$,
  $$values ('deletion_held', 'clients', '2 records of clients are no longer in Gazelle, more than may be deleted at once.')$$,
  'deletions that are held wait for a person'
);
update sync.missing set status = 'dismissed';

insert into gazelle.clients (id, account_id, is_placeholder, created_at) values ('c1', 'main', true, now() - interval '23 hours');
insert into staging.stg_users (account_id, external_id, raw_data, status, fetched_at) values ('main', 'u1', '{}', 'rejected', now() - interval '23 hours');
select is_empty($$select pg_temp.problems()$$, 'placeholders and rejects of today may still settle');
update gazelle.clients set created_at = now() - interval '25 hours';
update staging.stg_users set fetched_at = now() - interval '25 hours';
select results_eq(
  $$select rule, subject, details from monitoring.find_problems() order by 1$$,
  $$values ('placeholders_stay', 'clients', '{"records": 1, "example": "c1"}'::jsonb), ('rejects_stay', 'users', '{"records": 1, "example": "u1"}')$$,
  'those that stay are told, with one of them'
);
update gazelle.clients set deleted_at = now();
update staging.stg_users set gone_at = now();
select is_empty($$select pg_temp.problems()$$, 'what is known to be gone is settled');

insert into monitoring.channels (channel, failing_since, last_error) values ('slack', now() - interval '4 minutes', 'HTTP 500');
select is_empty($$select pg_temp.problems()$$, 'a channel may fail for a moment');
update monitoring.channels set failing_since = now() - interval '6 minutes';
select results_eq($$select pg_temp.problems()$$, $$values ('channel_failing warning slack')$$, 'not for minutes');

select * from finish();
rollback;
