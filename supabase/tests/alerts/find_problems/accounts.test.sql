-- Problems belong to an account; those of a paused one are none.
begin;
select plan(8);

update monitoring.watch set resumed_at = now() - interval '1 day', evaluated_at = now();
update monitoring.alert_rules set enabled = rule in ('stale', 'schedule_silent', 'token_ending', 'run_failed', 'gazelle_away');
select sync.add_account('second', p_sealed_key => 'sealed');
update sync.accounts set created_at = now() - interval '40 days';
insert into sync.runs (account_id, module, mode, status, started_at, finished_at, watermark, read_to_end, moved_watermark)
select a.account_id, m.module, 'incremental', 'success', now() - interval '1 minute', now(), now(), true, true
from sync.modules m cross join sync.accounts a;
select is_empty($$select * from monitoring.find_problems()$$, 'two companies that are synced have no problem');

update sync.runs set started_at = now() - interval '30 days', finished_at = now() - interval '30 days', watermark = now() - interval '30 days'
where account_id = 'second';
select set_eq(
  $$select rule, account_id, subject from monitoring.find_problems()$$, $$values ('schedule_silent', 'second', 'second')$$,
  'the silence of one is a problem of that one'
);
select is(
  (select array_agg(distinct account_id || ' ' || status order by account_id || ' ' || status) from monitoring.module_health), '{main healthy,second unhealthy}',
  'the other is as healthy as before'
);
select monitoring.evaluate_alerts();

select sync.pause_account('second');
select is_empty($$select * from monitoring.find_problems()$$, 'a paused one is neither silent nor stale');
select is(
  (select array_agg(distinct status || ' ' || late || ' ' || paused) from monitoring.module_health where account_id = 'second'), '{healthy false true}',
  'nor late'
);
select monitoring.evaluate_alerts();
select is((select array_agg(ending) from monitoring.alerts), '{The account was paused.}', 'its alert ends, and says why');

select sync.resume_account('second');
select is_empty($$select * from monitoring.find_problems()$$, 'resumed, it has time to catch up');
update sync.accounts set resumed_at = now() - interval '20 minutes' where account_id = 'second';
select isnt_empty($$select from monitoring.find_problems() where account_id = 'second'$$, 'but not for ever');

select * from finish();
rollback;
