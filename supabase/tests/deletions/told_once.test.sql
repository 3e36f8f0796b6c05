-- Where Gazelle errs for all that is gone and answers for what is there, each deletion waits for a person, who is told once (part L).
begin;
select plan(8);

insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n) from generate_series(1, 5) n;
-- A day: a sweep or a poll asks for what is due, and each of it is refused; then the rules are evaluated.
create function pg_temp.day(p_gone text[], p_mode text default 'full')
returns void
language plpgsql
as $$
declare
  v_run jsonb;
  v_answer jsonb;
begin
  update sync.missing set next_at = now(), found_missing_at = found_missing_at - interval '25 hours', refused_at = refused_at - interval '25 hours';
  update monitoring.alerts set opened_at = opened_at - interval '1 day';
  v_run := sync.begin_run('clients', p_mode);
  perform sync.stage_page((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, (
    select jsonb_agg(s.raw_data) from staging.stg_clients s where s.external_id <> all (p_gone)
  ), null, false);
  v_answer := sync.note_missing((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{all}');
  perform sync.resolve_missing(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{}', '[]',
    p_refused => (select coalesce(jsonb_object_agg(d.id, 'gazelle_server_error: it errs'), '{}') from jsonb_array_elements_text(v_answer -> 'due') d (id))
  );
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
  perform monitoring.evaluate_alerts();
end;
$$;
create function pg_temp.told()
returns text
language sql
as $$ select string_agg(rule || case when resolved_at is not null then ' over' else '' end, ', ' order by alert_id) from monitoring.alerts where rule in ('look_ups_fail', 'deletion_held') $$;

select pg_temp.day('{}');
select pg_temp.day('{cli_1}');
select pg_temp.day('{cli_1}');
select is(pg_temp.told(), null, 'after two sweeps nothing is an alert yet');
select pg_temp.day('{cli_1,cli_2}');
select is((select status from sync.missing where external_id = 'cli_1'), 'held', 'after three it waits for a person');
select is(pg_temp.told(), 'deletion_held', 'who is told');
select pg_temp.day('{cli_1,cli_2}'), pg_temp.day('{cli_1,cli_2}'), pg_temp.day('{cli_1,cli_2}');
select is((select count(*) from sync.missing where status = 'held'), 2::bigint, 'a second deletion, some days later, waits beside it');
select is(pg_temp.told(), 'deletion_held', 'and is no alert of its own');

-- A module that is swept once a week: polls are refused for days before.
insert into sync.missing (account_id, module, external_id, reason) values ('main', 'clients', 'cli_3', 'unseen');
select pg_temp.day('{cli_1,cli_2,cli_3}', 'incremental');
select pg_temp.day('{cli_1,cli_2,cli_3}', 'incremental');
select is((select refusals from sync.missing where external_id = 'cli_3'), 0::smallint, 'polls are no proof');
select is(pg_temp.told(), 'deletion_held', 'but Gazelle answered, for what is there');
update sync.missing set refused_at = now() - interval '3 days';
select monitoring.evaluate_alerts();
select is(pg_temp.told(), 'deletion_held, look_ups_fail', 'no longer asked for by anything, it is an alert');

select * from finish();
rollback;
