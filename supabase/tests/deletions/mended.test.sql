-- A deletion that waits because of an error closes itself when Gazelle is mended; polls neither hold nor release one (part L).
begin;
select plan(20);

insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n) from generate_series(1, 9) n;
create temp table run (id bigint, lease uuid);
create function pg_temp.due(p_mode text default 'full')
returns text
language plpgsql
as $$
declare
  v_due text;
begin
  perform sync.finish_run(r.id, r.lease, p_lanes => '{all}') from run r;
  delete from run;
  insert into run select (r ->> 'runId')::bigint, (r ->> 'lease')::uuid from sync.begin_run('clients', p_mode, p_overlap => '1 day') r;
  perform sync.stage_page(
    r.id, r.lease, 'all', 1, (select jsonb_agg(s.raw_data) from staging.stg_clients s where s.external_id ~ 'cli_[6789]')
  )
  from run r;
  select string_agg(d, ' ' order by d) into v_due
  from run r, jsonb_array_elements_text(sync.note_missing(r.id, r.lease, '{all}') -> 'due') d;
  return v_due;
end;
$$;
create function pg_temp.refuse(p_error text, p_ids text[] default '{cli_1,cli_2,cli_3,cli_4,cli_5}')
returns void
language sql
as $$
  select sync.resolve_missing(r.id, r.lease, '{}', '[]', p_refused => (select jsonb_object_agg(i, p_error) from unnest(p_ids) i)) from run r;
$$;
create function pg_temp.missing(p_id text default 'cli_1')
returns text
language sql
as $$ select concat_ws(' ', status, held_because, refusals) from sync.missing where external_id = p_id; $$;

select is(pg_temp.due(), 'cli_1 cli_2 cli_3 cli_4 cli_5', 'five are missing');
select pg_temp.refuse('gazelle_server_error: a');
select is(pg_temp.missing(), 'due 1', 'a full sweep counts an error');
select is(
  (select min(next_at) >= now() + interval '10 minutes' from sync.missing), true, 'once: it is not due again before the slice is over'
);
update sync.missing set next_at = now();
select is(pg_temp.due('incremental'), 'cli_1 cli_2 cli_3 cli_4 cli_5', 'a poll asks again');
select pg_temp.refuse('gazelle_server_error: a') from generate_series(1, 5);
select is(pg_temp.missing(), 'due 1', 'and counts none');
select sync.resolve_missing(id, lease, '{}', '[]', '{"cli_1": "gazelle_unreachable: b"}') from run;
select is(pg_temp.missing(), 'due 1', 'nor does an outage while it polls begin the count anew');
select is(pg_temp.due(), 'cli_1 cli_2 cli_3 cli_4 cli_5', 'a full sweep asks at once, whatever delay the polls have come to');
select pg_temp.refuse('gazelle_server_error: c');
select is(pg_temp.missing(), 'due 2', 'and is the second one');
select pg_temp.due();
select pg_temp.refuse('gazelle_server_error: a');
select is(pg_temp.missing(), 'held error 3', 'after the third a person is asked');

update sync.missing set next_at = now();
select is(pg_temp.due('incremental'), null, 'polls do not ask for it any more');
select sync.dismiss_deletions('clients', p_ids => '{cli_5}', p_by => 'Anna');
select is(pg_temp.due(), 'cli_1 cli_2 cli_3 cli_4', 'each full sweep does, but for what a person has decided to keep');
select pg_temp.refuse('gazelle_server_error: a', '{cli_1,cli_2,cli_3,cli_4}');
select is(pg_temp.missing(), 'held error 3', 'the same error leaves it to the person');
select is(sync.next_look_ups(id, lease) -> 'due', '[]', 'once in a sweep') from run;

select pg_temp.due();
select sync.resolve_missing(id, lease, '{cli_1}', '[]', p_has_control => false) from run;
select is(pg_temp.missing(), 'held error 3', 'a null that no living record proves closes nothing');
update sync.modules set max_delete_share = 0, delete_floor = 2 where module = 'clients';
select sync.resolve_missing(id, lease, '{cli_1,cli_5}', '[{"id": "cli_2"}]') from run;
select is(pg_temp.missing(), 'gone 3', 'mended, what Gazelle has no more is deleted');
select is(pg_temp.missing('cli_2'), 'found 0', 'and what it has is kept');
select is(pg_temp.missing('cli_5'), 'dismissed 3', 'as is what the person decided to keep');
select is((select array_agg(id) from gazelle.clients where deleted_at is not null), '{cli_1}', 'nothing else is deleted');
select results_eq(
  $$select external_id from sync.missing where status = 'held' order by 1$$, $$values ('cli_3'), ('cli_4')$$, 'the others still wait for their answer'
);
select sync.finish_run(id, lease, p_lanes => '{all}') from run;
select is((select held_back from sync.runs r join run on r.run_id = run.id), 2, 'and are said to be held');

select * from finish();
rollback;
