-- What a long sweep saw before a record was found missing says nothing about it (kind of case D3).
begin;
select plan(4);

insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n) from generate_series(1, 6) n;
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
select sync.stage_page(
  id, lease, 'all', 1, (select jsonb_agg(jsonb_build_object('id', 'cli_' || n)) from generate_series(1, 6) n), null, false, 6
) from run;
-- Meanwhile others found these missing; the last two before the sweep began.
insert into sync.missing (account_id, module, external_id, reason, status, decided_by, found_missing_at, resolved_at)
values
  ('main', 'clients', 'cli_1', 'unseen', 'due', null, clock_timestamp(), null),
  ('main', 'clients', 'cli_2', 'unseen', 'dismissed', 'Anna', clock_timestamp(), null),
  ('main', 'clients', 'cli_3', 'unseen', 'gone', null, clock_timestamp(), clock_timestamp()),
  ('main', 'clients', 'cli_4', 'unseen', 'gone', 'Anna', now() - interval '1 day', clock_timestamp()),
  ('main', 'clients', 'cli_5', 'unseen', 'dismissed', 'Anna', now() - interval '1 day', null),
  ('main', 'clients', 'cli_6', 'unseen', 'gone', null, now() - interval '2 days', now() - interval '1 day');
select sync.note_missing(id, lease, '{all}') from run;
select results_eq(
  $$select external_id, status, decided_by from sync.missing order by 1$$,
  $$values ('cli_1', 'due', null), ('cli_2', 'dismissed', 'Anna'), ('cli_3', 'gone', null), ('cli_4', 'gone', 'Anna')$$,
  'what was found missing or deleted since the sweep began stays as it is; what was before is seen again'
);
select results_eq(
  $$select id from monitoring.deletions where status = 'gone' order by 1$$, $$values ('cli_3'), ('cli_4')$$, 'a deletion stays in sight'
);
select sync.finish_run(id, lease, p_lanes => '{all}') from run;

truncate run;
insert into run select (r ->> 'runId')::bigint, (r ->> 'lease')::uuid from sync.begin_run('clients', 'full') r;
select sync.stage_page(
  id, lease, 'all', 1, (select jsonb_agg(jsonb_build_object('id', 'cli_' || n)) from generate_series(1, 6) n), null, false, 6
) from run;
select lives_ok($$select sync.note_missing(id, lease, '{all}') from run$$, 'a sweep that began later sees them');
select is_empty($$select from sync.missing$$, 'and they are missing no more');

select * from finish();
rollback;
