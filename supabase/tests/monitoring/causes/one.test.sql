-- One card for one cause.
begin;
select plan(7);

create function pg_temp.causes()
returns setof text
language sql
as $$ select concat_ws(' ', cause, kind, severity, account_id, array_to_string(modules, ','), records, cardinality(alert_ids)) from monitoring.causes; $$;

create function pg_temp.fail(p_module text, p_code text, p_message text default 'm')
returns void
language sql
as $$
  insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error)
  values ('main', p_module, 'full', 'failed', now(), now() - interval '1 minute', now(), jsonb_build_object('code', p_code, 'message', p_message, 'hint', 'h'));
$$;

update monitoring.watch set resumed_at = now() - interval '1 hour', evaluated_at = now();
update monitoring.alert_rules set enabled = rule in ('token_refused', 'run_failed', 'field_gone', 'deletion_held', 'hole_stays', 'gazelle_away', 'sweep_overdue');
select is_empty($$select pg_temp.causes()$$, 'nothing on a good day');

select pg_temp.fail(m, 'gazelle_credential_refused') from unnest(array['clients', 'pianos', 'timeline']) m;
select monitoring.evaluate_alerts();
select results_eq(
  $$select pg_temp.causes()$$, $$values ('gazelle_credential_refused failing critical main clients,pianos,timeline 1')$$,
  'a refused credential is one cause, however many modules meet it (case U1)'
);
insert into sync.credentials (account_id, kind, sealed, refused_at) values ('main', 'oauth', 'x', now());
select results_eq(
  $$select concat_ws(' ', cause, modules, can_connect) from monitoring.causes$$, $$values ('gazelle_credential_refused {clients,pianos,timeline} t')$$,
  'also where the token store knows of it; then a link connects it again (case U1)'
);
delete from sync.credentials;
delete from sync.runs;
select monitoring.evaluate_alerts();
select is_empty($$select pg_temp.causes()$$, 'what is over is over (case U4)');

select pg_temp.fail('invoices', 'gazelle_field_gone', 'no x'), pg_temp.fail('estimates', 'gazelle_field_gone', 'no y'), pg_temp.fail('users', 'database_unreachable'),
  pg_temp.fail('taxes', 'database_unreachable');
insert into sync.holes (account_id, module, kind, place, path, external_id, message, times)
select 'main', 'pianos', 'error', 'ins_' || n, 'notes', 'ins_' || n, 'cannot be read', 5 from generate_series(1, 30) n;
select monitoring.evaluate_alerts();
select results_eq(
  $$select pg_temp.causes() order by 1$$,
  $$values
    ('database_unreachable failing critical main taxes,users 2'), ('gazelle_field_gone failing critical main estimates 1'), ('gazelle_field_gone failing critical main invoices 1'),
    ('hole hole warning main pianos 30 1')$$,
  'what all need is one for all, what a module asks for is its own; thirty records with the same hole are one'
);
select is((select cardinality(about) from monitoring.causes where cause = 'hole'), 30, 'with each of them');
select is((select severity from monitoring.causes limit 1), 'critical', 'the worst comes first');

select * from finish();
rollback;
