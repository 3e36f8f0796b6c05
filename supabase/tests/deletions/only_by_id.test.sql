-- A record that Gazelle gives by its id and lists nowhere is asked for again each day, and holds up no real deletion (kind of case D5).
begin;
select plan(16);

update sync.modules set delete_floor = 5, max_delete_share = 0.05 where module = 'clients';
insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n) from generate_series(1, 100) n;
insert into staging.stg_timeline (account_id, external_id, raw_data)
select 'main', 'tme_' || n, jsonb_build_object('id', 'tme_' || n, 'occurredAt', '2026-02-03T20:56:01Z', 'client', c)
from generate_series(101, 130) n, jsonb_build_object('id', 'cli_' || n) c;
create temp table run (id bigint, lease uuid);
create function pg_temp.sweep(p_from int)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb;
begin
  perform sync.finish_run(id, lease, p_lanes => '{all}') from run;
  v_run := sync.begin_run('clients', 'full');
  delete from run;
  insert into run values ((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid);
  perform sync.stage_page(
    id, lease, 'all', 1, (select jsonb_agg(jsonb_build_object('id', 'cli_' || n)) from generate_series(p_from, 100) n), null, false, 101 - p_from
  )
  from run;
  return (select sync.note_missing(id, lease, '{all}') -> 'due' from run);
end;
$$;
create function pg_temp.held() returns bigint language sql as $$ select count(*) from sync.missing where status = 'held' $$;
create function pg_temp.living() returns bigint language sql as $$ select count(*) from gazelle.clients where deleted_at is null $$;

select is(jsonb_array_length(pg_temp.sweep(1)), 30, 'thirty that only others refer to are asked for');
select sync.resolve_missing(id, lease, '{}', (select jsonb_agg(jsonb_build_object('id', 'cli_' || n)) from generate_series(101, 130) n)) from run;
select results_eq(
  $$select status, reason, count(*) from sync.missing group by 1, 2$$, $$values ('found', 'unseen', 30::bigint)$$, 'their finding is remembered'
);
select is(pg_temp.sweep(1), '[]', 'the next list shows none of them, which is nothing new');
select is(pg_temp.held(), 0::bigint, 'and nobody is asked');

update sync.missing set next_at = now() - interval '1 second';
select is(jsonb_array_length(pg_temp.sweep(2)), 31, 'a day later they are asked for again, with a record that is really gone');
select is(pg_temp.held(), 0::bigint, 'together they are not too many');
select sync.resolve_missing(
  id, lease, '{cli_1}', (select jsonb_agg(jsonb_build_object('id', 'cli_' || n)) from generate_series(101, 130) n)
) from run;
select is(pg_temp.living(), 129::bigint, 'the record that is gone is deleted, and no other');

update sync.missing set next_at = now() - interval '1 second' where status = 'found';
select is(jsonb_array_length(pg_temp.sweep(8)), 30, 'six that were listed and are not are more than the share of the listed');
select is(pg_temp.held(), 6::bigint, 'they wait for a person, and they alone');
select is(sync.dismiss_deletions('clients', p_by => 'Anna', p_ids => '{cli_2,cli_3,cli_4,cli_5,cli_6,cli_7}'), 6, 'who keeps them');

select sync.resolve_missing(id, lease, (select array_agg('cli_' || n) from generate_series(101, 106) n), '[]') from run;
select is(pg_temp.living(), 129::bigint, 'more than the share that no longer come by their ids are not deleted');
select is(pg_temp.held(), 6::bigint, 'they wait for a person');
select sync.resolve_missing(id, lease, (select array_agg('cli_' || n) from generate_series(107, 110) n), '[]') from run;
select is(pg_temp.living(), 125::bigint, 'as few as the share allows are deleted');
select sync.resolve_missing(
  id, lease, '{cli_111,cli_112}', (select jsonb_agg(jsonb_build_object('id', 'cli_' || n)) from generate_series(113, 130) n)
) from run;
select is(pg_temp.held(), 8::bigint, 'what was deleted within a day counts with them');
select pg_temp.sweep(8);
select is(pg_temp.held(), 8::bigint, 'the next sweep takes no decision from the person');
select results_eq(
  $$select count(*) from sync.missing where status = 'dismissed' and decided_by = 'Anna'$$, $$values (6::bigint)$$, 'nor one that was taken'
);

select * from finish();
rollback;
