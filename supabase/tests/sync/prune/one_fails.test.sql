-- A table that cannot be pruned keeps none of the others growing, and people are told.
begin;
select plan(10);

insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at)
select 'main', 'users', 'incremental', 'success', now(), t.at, t.at from (values (now() - interval '91 days'), (now() - interval '92 days')) t (at);
insert into sync.requests (account_id, module, mode, triggered_by, next_at, asked_at) values ('main', 'users', 'full', 'schedule', now(), now() - interval '2 days');
insert into sync.holes (account_id, module, kind, place, closed_at) values ('main', 'users', 'null', 'long ago', now() - interval '91 days');
create function pg_temp.refuse()
returns trigger
language plpgsql
as $$ begin raise exception using message = 'no room', errcode = tg_argv[0]; end; $$;

create trigger refuse before delete on sync.requests for each row execute function pg_temp.refuse('53100');
select is(sync.prune(), '2 runs and 0 seen ids pruned. Failed: sync.requests; see reconcile.job_errors.', 'it says what went, and what did not');
select is_empty($$select from sync.runs$$, 'the table before it is pruned');
select is_empty($$select from sync.holes$$, 'so is the one after it');
select results_eq($$select module from sync.requests$$, $$values ('users')$$, 'its own rows stay');
select results_eq(
  $$select rule, account_id, subject, message from monitoring.find_problems()$$,
  $$values ('run_failed', null::text, 'prune sync.requests', 'The nightly job prune failed at sync.requests: no room.')$$, 'it is a problem, with the reason'
);
drop trigger refuse on sync.requests;
select is(sync.prune(), '0 runs and 0 seen ids pruned.', 'the next night it is pruned too');
select is_empty($$select from monitoring.find_problems()$$, 'which ends the problem');

-- Where the time is over, what was done stays all the same.
insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at)
values ('main', 'users', 'incremental', 'success', now(), now() - interval '91 days', now() - interval '91 days');
insert into sync.requests (account_id, module, mode, triggered_by, next_at, asked_at) values ('main', 'users', 'full', 'schedule', now(), now() - interval '2 days');
insert into sync.holes (account_id, module, kind, place, closed_at) values ('main', 'users', 'null', 'long ago', now() - interval '91 days');
create trigger refuse before delete on sync.requests for each row execute function pg_temp.refuse('57014');
select is(sync.prune(), '1 runs and 0 seen ids pruned. Failed: sync.requests; see reconcile.job_errors.', 'a table that takes too long is the last one');
select is_empty($$select from sync.runs$$, 'what was pruned before stays pruned');
select is((select count(*) from sync.holes), 1::bigint, 'what comes after it waits for the next night');

select * from finish();
rollback;
