-- Each slice notes its own CPU, memory, time and bytes in the call with which it ends (case H5).
begin;
select plan(8);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[]', 'cursor 1', true) from run;
select sync.yield_run(id, lease, '{"cpuMs": 900, "wallMs": 40000, "peakMemoryBytes": 90000000, "bytes": 15000000}') from run;
create temp table used as
select cpu_ms, slice_cpu_ms, slice_ms, peak_memory_bytes, bytes from sync.runs join run on id = run_id;
select results_eq('table used', $$values (900, 900, 40000, 90000000::bigint, 15000000::bigint)$$, 'a slice that yields notes what it has used');

create temp table next as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from run, sync.continue_run(run.id, 'users') r;
select sync.finish_run(id, lease, null, '{all}', '{"cpuMs": 300, "wallMs": 50000, "peakMemoryBytes": 80000000, "bytes": 2000000}') from next;
select results_eq(
  $$select r.cpu_ms, r.slice_cpu_ms, r.slice_ms, r.peak_memory_bytes, r.bytes, r.slices from sync.runs r join run on id = run_id$$,
  $$values (1200, 900, 50000, 90000000::bigint, 17000000::bigint, 2)$$,
  'the one that ends the run adds its own: CPU and bytes of all, and the most that one slice used'
);
select results_eq(
  $$select r.cpu_ms, r.slice_cpu_ms, r.slice_ms, r.peak_memory_bytes, r.bytes from monitoring.runs r join run on id = run_id$$,
  $$values (1200, 900, 50000, 90000000::bigint, 17000000::bigint)$$,
  'monitoring.runs shows it'
);

create temp table unmeasured as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
select sync.finish_run(
  id, lease, '{"code": "test", "message": "over"}', '{}', '{"cpuMs": null, "wallMs": 1000, "peakMemoryBytes": null, "bytes": 5}'
) from unmeasured;
select results_eq(
  $$select r.cpu_ms, r.slice_cpu_ms, r.slice_ms, r.peak_memory_bytes, r.bytes from sync.runs r join unmeasured on id = run_id$$,
  $$values (null::int, null::int, 1000, null::bigint, 5::bigint)$$,
  'what the runtime does not tell is unknown, not zero; a run that fails notes it too'
);

select is_empty($$select from monitoring.slices_near_limits(80)$$, 'none of these came near a limit');
update sync.runs set slice_cpu_ms = 1700 where run_id = (select id from run);
update sync.runs set peak_memory_bytes = 250000000, slice_ms = 119000 where run_id = (select id from unmeasured);
select results_eq(
  $$select p.subject, p.severity, p.message from monitoring.find_problems() p where p.rule = 'slice_near_limit' order by 1$$,
  $$select 'clients', 'warning', format('clients: a slice of run %s used 250.0 MB of memory, of 256 MB that Supabase gives it.', u.id)
    from unmeasured u
    union all
    select 'users', 'warning', format('users: a slice of run %s used 1.7 s of CPU, of 2 s that Supabase gives it.', r.id) from run r$$,
  'from 80 % of a limit on it is an alert, one a module, which names the run'
);
update sync.runs set slice_ms = 300000;
update sync.worker_limits set most = 400 where resource = 'time';
select is_empty(
  $$select from monitoring.slices_near_limits(80) where resource = 'time'$$, 'where the plan gives more time, more is no alert (case H5)'
);
update sync.runs set started_at = now() - interval '25 hours';
select is_empty($$select from monitoring.find_problems() p where p.rule = 'slice_near_limit'$$, 'a day later it is over');

select * from finish();
rollback;
