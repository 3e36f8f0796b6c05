-- Runs under way: who works, who waits, whose slice died, and how far they are.
begin;
select plan(7);

create temp table run (name text, run_id bigint);
with made as (
  insert into sync.runs (account_id, module, mode, status, watermark, started_at, heartbeat_at, lease, lease_until, finished_at, pages, fetched)
  values
    ('main', 'users', 'full', 'running', now(), now() - interval '10 seconds', now(), gen_random_uuid(), now() + interval '1 minute', null, 0, 0),
    ('main', 'clients', 'full', 'running', now(), now() - interval '5 minutes', now() - interval '10 seconds', null, null, null, 0, 0),
    ('main', 'pianos', 'full', 'running', now(), now() - interval '5 minutes', now() - interval '3 minutes', gen_random_uuid(), now() - interval '1 second', null, 0, 0),
    ('main', 'timeline', 'full', 'running', now(), now() - interval '5 minutes', now() - interval '3 minutes', null, null, null, 0, 0),
    ('main', 'invoices', 'full', 'success', now(), now() - interval '5 minutes', now(), null, null, now(), 3, 300)
  returning module, run_id
)
insert into run select module, run_id from made;
insert into sync.lanes (run_id, lane, page, pages, fetched, total_count, seen, finished_at)
select run_id, l.lane, l.page, l.pages, l.fetched, l.total, l.fetched, l.finished
from run, (values ('a', 2, 2, 200, 1000, null::timestamptz), ('b', 5, 5, 500, 500, now())) l (lane, page, pages, fetched, total, finished)
where name = 'users';
-- It resumes: ten pages of an earlier run, none of its own yet.
insert into sync.lanes (run_id, lane, page, total_count, seen) select run_id, 'a', 10, 2000, 1000 from run where name = 'clients';

select set_eq(
  $$select module, status, phase from monitoring.runs$$,
  $$values ('users', 'running', 'working'), ('clients', 'running', 'waiting'), ('pianos', 'running', 'abandoned'),
    ('timeline', 'running', 'abandoned'), ('invoices', 'success', 'over')$$,
  'a run is working, waiting for its next slice, abandoned or over'
);
select set_eq(
  $$select module, running, phase from monitoring.module_health where phase is not null$$,
  $$values ('users', true, 'working'), ('clients', true, 'waiting'), ('pianos', false, 'abandoned'), ('timeline', false, 'abandoned')$$,
  'a module whose slice died does not run'
);
select results_eq(
  $$select pages, of_pages, fetched, progress, seconds_left from monitoring.runs where module = 'users'$$,
  $$values (7::bigint, 15::bigint, 700::bigint, 0.467, 11::numeric)$$,
  'its counters are those of its lanes; its progress is pages of the total, and what is left at this pace'
);
select results_eq(
  $$select pages, of_pages, progress, seconds_left from monitoring.runs where module = 'clients'$$,
  $$values (0::bigint, 20::bigint, 0.5, null::numeric)$$,
  'a resumed run goes on where the other stopped, and has no pace yet'
);
select results_eq(
  $$select pages, of_pages, fetched, progress, seconds_left, records_per_second from monitoring.runs where module = 'invoices'$$,
  $$values (3::bigint, 3::bigint, 300::bigint, null::numeric, null::numeric, 1.0)$$,
  'a run that is over has its own counters and its pace'
);
select results_eq(
  $$select module from monitoring.read_runs((select run_id from run where name = 'pianos'))$$, array['pianos'], 'one run can be read by its number'
);
select results_eq(
  $$select lane, page, of_pages from monitoring.lanes order by lane, page$$,
  $$values ('a', 2, 10::bigint), ('a', 10, 20::bigint), ('b', 5, 5::bigint)$$,
  'each lane has its own pages'
);

select * from finish();
rollback;
