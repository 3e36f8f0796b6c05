-- Old runs and the leftovers of abandoned sweeps go; what a later run may need stays.
begin;
select plan(7);

create function pg_temp.run(p_module text, p_status text, p_age interval)
returns bigint
language sql
as $$
  with r as (
    insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error)
    values (
      'main', p_module, 'full', p_status, now(), now() - p_age, case when p_status <> 'running' then now() - p_age end,
      case when p_status = 'failed' then '{"code": "test"}'::jsonb end
    )
    returning run_id
  )
  select run_id from r;
$$;
create temp table run as
select *, pg_temp.run(module, status, age) as id
from (values
  ('old', 'users', 'success', interval '91 days'), ('recent', 'users', 'failed', interval '89 days'),
  ('abandoned', 'clients', 'failed', interval '25 hours'), ('failed', 'clients', 'failed', interval '23 hours'),
  ('open', 'pianos', 'running', interval '40 hours')
) r (name, module, status, age);
update sync.runs set sweep_id = run_id;
update sync.runs set resumes = (select id from run where name = 'old') where run_id = (select id from run where name = 'recent');
insert into sync.lanes (run_id, lane) select id, 'all' from run;
insert into sync.seen (sweep_id, external_id, lane) select id, 'rec', 'all' from run where name in ('abandoned', 'failed', 'open');
insert into sync.seen (sweep_id, external_id, lane) values (-1, 'rec', 'all');

select is(sync.prune(), '1 runs and 2 seen ids pruned.', 'it says what went');
select results_eq(
  $$select name from run where exists (select from sync.runs where run_id = id) order by name$$,
  $$values ('abandoned'), ('failed'), ('open'), ('recent')$$,
  'runs of more than 90 days are gone'
);
select is_empty($$select from sync.lanes l where not exists (select from sync.runs r where r.run_id = l.run_id)$$, 'with their lanes');
select is((select resumes from sync.runs join run on id = run_id where name = 'recent'), null, 'a run that carried one on stays');
select results_eq(
  $$select name from run where exists (select from sync.seen where sweep_id = id) order by name$$,
  $$values ('failed'), ('open')$$,
  'what an open sweep or a recent failure saw is kept'
);
select is(sync.prune('1 hour'), '3 runs and 1 seen ids pruned.', 'how long to keep is the caller''s choice');
select results_eq($$select status from sync.runs$$, $$values ('running')$$, 'an open run is never pruned');

select * from finish();
rollback;
