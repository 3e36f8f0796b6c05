-- What changed, newest first; a run that changed nothing is no news.
begin;
select plan(3);

select set_config('request.jwt.claims', '{"role": "service_role"}', true);
insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, changed, error) values
  ('main', 'users', 'full', 'success', now(), now() - interval '5 minutes', now() - interval '5 minutes', 3, null),
  ('main', 'users', 'incremental', 'success', now(), now() - interval '4 minutes', now() - interval '4 minutes', 0, null),
  ('main', 'users', 'incremental', 'failed', now(), now() - interval '3 minutes', now() - interval '3 minutes', 0,
    '{"code": "x", "message": "It broke.", "hint": ""}');
select results_eq(
  $$select kind, severity, module, message from monitoring.history where kind = 'run'$$,
  $$values ('run', 'error', 'users', 'It broke.'), ('run', 'info', 'users', null)$$,
  'runs that changed something or failed'
);
insert into sync.missing (account_id, module, external_id, reason, status) values ('main', 'clients', 'cli_1', 'unseen', 'held');
select monitoring.evaluate_alerts();
select isnt_empty($$select from monitoring.history where kind = 'alert_opened' and about = 'deletion_held'$$, 'alerts that opened');
select monitoring.dismiss_deletions('clients');
select results_eq(
  $$select about, decided_by, counts ->> 'records' from monitoring.history where kind = 'decision'$$,
  $$values ('dismiss_deletions', 'service_role', '1')$$, 'and what people decided'
);

select * from finish();
rollback;
