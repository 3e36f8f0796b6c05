-- Each module and mode has a cron job that anybody can see and change.
begin;
select plan(9);

select is(
  sync.schedule('users', 'incremental', '3 * * * *'), 'gazelle-sync-users-incremental runs at 3 * * * * (UTC).', 'it says what was scheduled'
);
select sync.schedule('users', 'incremental', '4 * * * *');
select results_eq(
  $$select schedule, command, active from cron.job where jobname = 'gazelle-sync-users-incremental'$$,
  $$values ('4 * * * *', 'select sync.invoke(''users'', ''incremental'')', true)$$,
  'a second call changes the job'
);
select throws_ok($$select sync.schedule('users', 'full', 'at dawn')$$, null, null, 'times that are none are refused');

select is_empty(
  $$select m.module, x.mode from sync.modules m cross join (values ('incremental'), ('full')) x (mode)
    where not exists (
      select from cron.job j where j.jobname = format('gazelle-sync-%s-%s', m.module, x.mode) or j.jobname like format('gazelle-sync-%s-%s-%%', m.module, x.mode)
    )$$,
  'every module has an incremental and a full job'
);
select results_eq(
  $$select schedule, command from cron.job where jobname like 'gazelle-sync-appointments-incremental%' order by command$$,
  $$values
    ('1 * * * *', 'select sync.invoke(''appointments'', ''incremental'', ''balanced'')'),
    ('3-59/4 * * * *', 'select sync.invoke(''appointments'', ''incremental'', ''fast'')')$$,
  'appointments that are near are read every four minutes, those further away each hour'
);
select is_empty(
  $$select jobname, schedule from cron.job where jobname like 'gazelle-sync-%-full' and monitoring.next_time(schedule, now()) is null$$,
  'of every full sweep the next time is known (case L3)'
);
select is_empty(
  $$select jobname from cron.job
    where jobname like 'gazelle-%' and command !~ '^select (sync|reconcile|monitoring|webhooks)\.\w+\([^;]*\);?$'$$,
  'a job only calls one function of ours'
);
select is_empty($$select jobname from cron.job where command ~* 'https?:|sb_secret|bearer'$$, 'no job holds a URL or a key');
select results_eq(
  $$select schedule from cron.job where jobname = 'gazelle-keeper'$$, $$values ('* * * * *')$$, 'the keeper looks each minute'
);

select * from finish();
rollback;
