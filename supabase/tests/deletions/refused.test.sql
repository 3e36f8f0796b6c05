-- An error that is about a record asks a person, after three full sweeps; nothing deletes it by itself (part L).
begin;
select plan(15);

insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n) from generate_series(1, 5) n;
create function pg_temp.sweep(p_error text default null, p_is_refused boolean default true, p_seen text default 'cli_[345]')
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('clients', 'full');
  v_id bigint := v_run ->> 'runId';
  v_lease uuid := v_run ->> 'lease';
  v_answer jsonb;
begin
  update sync.missing set next_at = now() where status = 'due';
  perform sync.stage_page(v_id, v_lease, 'all', 1, (
    select coalesce(jsonb_agg(s.raw_data), '[]') from staging.stg_clients s where s.external_id ~ p_seen
  ), null, false, 3);
  v_answer := sync.note_missing(v_id, v_lease, '{all}');
  if p_error is not null then
    perform sync.resolve_missing(
      v_id, v_lease, case when v_answer -> 'due' ? 'cli_1' then '{cli_1}' else '{}' end::text[], '[]',
      case when p_is_refused then '{}' else jsonb_build_object('cli_2', p_error) end,
      p_refused => case when p_is_refused then jsonb_build_object('cli_2', p_error) else '{}' end
    );
  end if;
  perform sync.finish_run(v_id, v_lease, p_lanes => '{all}');
  return v_answer;
end;
$$;
create function pg_temp.missing()
returns text
language sql
as $$ select concat_ws(' ', status, held_because, refusals) from sync.missing where external_id = 'cli_2'; $$;

select ok((pg_temp.sweep() ->> 'control') ~ '^cli_[345]$', 'with what is due comes a record that is known to be there');
select is(pg_temp.sweep() -> 'due', '["cli_1", "cli_2"]', 'two are due');
select pg_temp.sweep('gazelle_server_error: a');
select is(pg_temp.missing(), 'due 1', 'an error while Gazelle answers for another record is about this one');
select is((select array_agg(id) from gazelle.clients where deleted_at is not null), '{cli_1}', 'it holds up nothing else');
select pg_temp.sweep('gazelle_unreachable: b', false);
select is(pg_temp.missing(), 'due 0', 'an outage is not counted, and what it interrupts begins anew');
select pg_temp.sweep('gazelle_server_error: a') from generate_series(1, 2);
select is(pg_temp.missing(), 'due 2', 'two in a row do not suffice');
select pg_temp.sweep('gazelle_server_error: other words');
select is(pg_temp.missing(), 'held error 3', 'the third one waits for a person');
select matches(
  (select message from monitoring.find_problems() where rule = 'deletion_held'),
  '^1 records of clients are not in Gazelle''s list, and it answers each look-up with an error: cli_2 \(gazelle_server_error: other words\)\.$', 'who is told why'
);
select results_eq($$select id, status, held_because from monitoring.deletions where status = 'held'$$, $$values ('cli_2', 'held', 'error')$$, 'and sees it');
select is(pg_temp.sweep('gazelle_server_error: a') -> 'due', '["cli_2"]', 'each further sweep asks for it again');
select is(pg_temp.missing(), 'held error 3', 'and the same error leaves it so');
select is((select deleted_at from gazelle.clients where id = 'cli_2'), null, 'nothing deletes it by itself');

select sync.release_deletions('clients', p_by => 'Anna');
select is(pg_temp.sweep() -> 'due', '["cli_2"]', 'released, it is asked for once more');
select pg_temp.sweep('gazelle_server_error: a');
select isnt((select deleted_at from gazelle.clients where id = 'cli_2'), null, 'and is deleted on the person''s word, though Gazelle errs again');
select pg_temp.sweep(p_seen => 'cli_[2345]');
select is((select deleted_at from gazelle.clients where id = 'cli_2'), null, 'seen again, it is restored');

select * from finish();
rollback;
