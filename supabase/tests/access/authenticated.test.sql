-- People who are signed in read production and monitoring, and nothing else.
begin;
select plan(19);

create temp view ours as
select n.oid, n.nspname from pg_namespace n where n.nspname in ('staging', 'gazelle', 'sync', 'reconcile', 'monitoring');
select is(
  (select string_agg(nspname, ' ' order by nspname) from ours where has_schema_privilege('authenticated', oid, 'usage')), 'gazelle monitoring',
  'two schemas are open'
);
select is_empty(
  $$select c.oid::regclass from pg_class c join ours n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v', 'm', 'p') and has_table_privilege('authenticated', c.oid, 'insert, update, delete, truncate, references, trigger')$$,
  'nothing is written by them'
);
select is_empty(
  $$select c.oid::regclass from pg_class c join ours n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v', 'm', 'p') and n.nspname in ('staging', 'sync', 'reconcile') and has_table_privilege('authenticated', c.oid, 'select')$$,
  'nothing of staging, runs and rules is read by them'
);
select is_empty(
  $$select p.oid::regprocedure from pg_proc p join ours n on n.oid = p.pronamespace
    where n.nspname <> 'monitoring' and n.nspname <> 'gazelle' and has_function_privilege('authenticated', p.oid, 'execute')$$,
  'no function is called by them but those of monitoring'
);
create temp view as_owner as
select p.oid, p.proname, p.prosrc from pg_proc p join ours n on n.oid = p.pronamespace
where p.prosecdef and has_function_privilege('authenticated', p.oid, 'execute');
select is_empty(
  $$select o.oid::regprocedure from as_owner o
    where o.prosrc !~ 'monitoring\.require_admin\(\)' and to_regclass('monitoring.' || regexp_replace(o.proname, '^read_', '')) is null$$,
  'what they call as its owner shows what a view shows, or asks for an administrator (case S1)'
);
select set_eq(
  $$select o.proname::text from as_owner o where o.prosrc ~ 'monitoring\.require_admin\(\)'$$,
  array[
    'accept_blanks', 'acknowledge', 'acknowledge_hole', 'dismiss_deletions', 'read_record', 'release_deletions', 'resolve_alert', 'retry_reject',
    'retry_rejects', 'sync_now'
  ], 'and these ask for an administrator'
);
select is_empty(
  $$select e.entity from reconcile.entities e where not exists (
      select from pg_policy p where p.polrelid = format('gazelle.%I', e.entity)::regclass and p.polcmd = 'r'
    )$$,
  'each table of production has its policy'
);

insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('main', 'tme_1', '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_1"}}'), ('main', 'tme_2', '{"id": "tme_2"}');
set local role authenticated;
select results_eq($$select id from gazelle.timeline_entries$$, $$values ('tme_1')$$, 'they read production');
select results_eq($$select id from gazelle.clients$$, $$values ('cli_1')$$, 'all of it');
select isnt_empty($$select * from monitoring.module_health$$, 'they read how fresh it is');
select lives_ok($$select * from monitoring.runs$$, 'how the runs went');
select results_eq($$select external_id from monitoring.rejects$$, $$values ('tme_2')$$, 'what was refused');
select results_eq($$select id from monitoring.placeholders$$, $$values ('cli_1')$$, 'and what is missing');
select throws_ok($$update gazelle.clients set company_name = 'x'$$, '42501', null, 'they change nothing');
select throws_ok($$delete from gazelle.timeline_entries$$, '42501', null, 'and delete nothing');
select throws_ok($$select * from staging.stg_timeline$$, '42501', null, 'raw records are not theirs');
select throws_ok($$select * from sync.runs$$, '42501', null, 'nor runs');
select throws_ok($$select * from reconcile.clients$$, '42501', null, 'nor transformers');
select throws_ok($$select sync.release_deletions('clients')$$, '42501', null, 'nor decisions');
reset role;

select * from finish();
rollback;
