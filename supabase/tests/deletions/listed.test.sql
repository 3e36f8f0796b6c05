-- A record that the list names and no page can bring is there (cases R8 and R17).
begin;
select plan(15);

insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n, 'companyName', 'Firma ' || n) from generate_series(1, 5) n;
update staging.stg_clients set fetched_at = fetched_at - interval '1 hour';
create temp table run (id bigint, lease uuid);
create function pg_temp.sweep(p_named text[], p_mode text default 'full', p_seen text default 'cli_[45]')
returns jsonb
language plpgsql
as $$
declare
  v_answer jsonb;
begin
  delete from run;
  insert into run select (r ->> 'runId')::bigint, (r ->> 'lease')::uuid from sync.begin_run('clients', p_mode, p_overlap => '1 day') r;
  perform sync.stage_page(
    r.id, r.lease, 'all', 1, (select coalesce(jsonb_agg(s.raw_data), '[]') from staging.stg_clients s where s.external_id ~ p_seen), null, false, null,
    p_null_nodes => cardinality(p_named),
    p_holes => (
      select coalesce(jsonb_agg(jsonb_build_object('kind', 'record', 'id', i, 'place', i, 'path', '', 'message', 'It is nested more than 100 deep')), '[]')
      from unnest(p_named) i
    )
  )
  from run r;
  select sync.note_missing(r.id, r.lease, '{all}') into v_answer from run r;
  perform sync.finish_run(r.id, r.lease, p_lanes => '{all}') from run r;
  return v_answer;
end;
$$;
create function pg_temp.missing()
returns text
language sql
as $$ select string_agg(concat_ws(' ', external_id, status, reason), ', ' order by external_id) from sync.missing; $$;

insert into sync.missing (account_id, module, external_id, reason, status, held_because, found_missing_at, resolved_at, decided_by) values
  ('main', 'clients', 'cli_1', 'unseen', 'held', 'error', now() - interval '1 day', null, null),
  ('main', 'clients', 'cli_6', 'unseen', 'gone', null, now() - interval '1 day', now() - interval '1 day', null),
  ('main', 'clients', 'cli_7', 'referenced', 'due', null, now() - interval '1 day', null, null);
select is(pg_temp.sweep('{cli_1,cli_2,cli_6,cli_7}') -> 'due', '["cli_3", "cli_7"]', 'only what the list does not name may be gone');
select is(
  pg_temp.missing(), 'cli_3 due unseen, cli_6 gone unseen, cli_7 due referenced',
  'who was asked about one is asked no more; one that is deleted, and one that never came, are still not there'
);
select is((select raw_data ->> 'companyName' from staging.stg_clients where external_id = 'cli_1'), 'Firma 1', 'its content stays as it was');
select ok((select fetched_at < now() - interval '30 minutes' from staging.stg_clients where external_id = 'cli_1'), 'and as old');
select is_empty($$select from monitoring.find_problems() where rule = 'deletion_held'$$, 'nobody is told that it is not in the list');

select is(pg_temp.sweep('{cli_1,cli_2}', 'incremental', 'cli_5') -> 'due' ? 'cli_2', false, 'a poll says nothing about it');
update sync.missing set status = 'due', decided_by = 'Anna', next_at = now() where external_id = 'cli_3';
select is(pg_temp.sweep('{cli_1,cli_2,cli_3}') -> 'due' ? 'cli_3', false, 'what a person released is kept when the list names it');
select is((select count(*) from gazelle.clients where deleted_at is not null), 0::bigint, 'nothing is deleted');

update sync.holes set last_seen_at = last_seen_at - interval '1 hour';
select is(pg_temp.sweep('{}') -> 'due' @> '["cli_1", "cli_2", "cli_3"]', true, 'named no more, each may be gone');
select is(
  (select count(*) from sync.holes where kind = 'record' and closed_at is null), 0::bigint, 'and the hole is closed'
);
select is(pg_temp.sweep('{cli_1}', 'full', 'cli_[2-5]') -> 'due' ? 'cli_1', false, 'named again, it is there again');
select is(pg_temp.missing(), 'cli_6 gone unseen, cli_7 due referenced', 'with those that came');

-- A poll names it as a sweep does, however often: from the fourth meeting on too.
insert into staging.stg_appointments (account_id, external_id, raw_data)
select 'main', 'evt_' || d, jsonb_build_object('id', 'evt_' || d, 'start', to_char(now() at time zone 'UTC' + d * interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
from unnest(array[1, 2]) d;
update staging.stg_appointments set fetched_at = fetched_at - interval '1 hour';
insert into sync.watermarks (account_id, module, watermark) values ('main', 'appointments', now());
create function pg_temp.poll()
returns text
language plpgsql
as $$
declare
  v_answer jsonb;
begin
  update sync.holes set last_seen_at = last_seen_at - interval '1 hour' where module = 'appointments';
  delete from run;
  insert into run select (r ->> 'runId')::bigint, (r ->> 'lease')::uuid from sync.begin_run('appointments', 'incremental', 'fast') r;
  perform sync.stage_page(
    r.id, r.lease, 'all', 1, (select jsonb_agg(s.raw_data) from staging.stg_appointments s where s.external_id = 'evt_1'), null, false, null,
    p_null_nodes => 1, p_holes => '[{"kind": "record", "id": "evt_2", "place": "evt_2", "message": "It is nested more than 100 deep"}]'
  )
  from run r;
  select sync.note_missing(r.id, r.lease, '{all}') into v_answer from run r;
  perform sync.finish_run(r.id, r.lease, p_lanes => '{all}') from run r;
  return v_answer ->> 'due';
end;
$$;
select results_eq(
  $$select pg_temp.poll() from generate_series(1, 5)$$, $$select '[]' from generate_series(1, 5)$$,
  'a record that each poll''s list names is asked for by none of them (kind of R17)'
);
select is_empty($$select from sync.missing where module = 'appointments'$$, 'and is not missing');
select is((select times from sync.holes where module = 'appointments'), 5, 'each poll that meets it is counted');

select * from finish();
rollback;
