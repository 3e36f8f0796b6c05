-- What is over does not pile up, and what must stay known outlives the retention.
begin;
select plan(3);

insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, complete)
select 'main', 'users', 'full', 'success', t.at, t.at, t.at, true
from (values (now() - interval '200 days'), (now() - interval '100 days')) t (at);
insert into sync.holes (account_id, module, kind, place, first_seen_at, closed_at)
values
  ('main', 'users', 'null', 'long ago', now() - interval '200 days', now() - interval '91 days'),
  ('main', 'users', 'null', 'lately', now() - interval '200 days', now() - interval '89 days'),
  ('main', 'users', 'null', 'open', now() - interval '200 days', null);
insert into cron.job_run_details (runid, jobid, command, start_time, end_time)
values
  (-1, 1, 'test: ended', now() - interval '8 days', now() - interval '8 days'),
  (-2, 1, 'test: never ended', now() - interval '8 days', null),
  (-3, 1, 'test: new', now(), null);

select sync.prune();
select results_eq(
  $$select started_at from sync.runs where module = 'users'$$, $$values (now() - interval '100 days')$$,
  'the last whole sweep stays, however old it is, so that its age is known'
);
select results_eq($$select place from sync.holes order by place$$, $$values ('lately'), ('open')$$, 'holes that closed long ago go, open ones never');
select results_eq(
  $$select command from cron.job_run_details where command like 'test:%'$$, $$values ('test: new')$$, 'a job that never ended leaves the log too'
);

select * from finish();
rollback;
