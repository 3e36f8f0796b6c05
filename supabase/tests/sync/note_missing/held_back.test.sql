-- Too many at once are held back, until a person says what they are.
begin;
select plan(14);

insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n) from generate_series(1, 40) n;
update sync.modules set delete_floor = 0 where module = 'clients';
create function pg_temp.sweep(p_from int)
returns text[]
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('clients', 'full');
  v_due jsonb;
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1,
    coalesce((select jsonb_agg(s.raw_data) from staging.stg_clients s where substring(s.external_id from 5)::int >= p_from), '[]'), null, false, 41 - p_from
  );
  v_due := sync.note_missing((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{all}') -> 'due';
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
  return (select array_agg(x order by x) from jsonb_array_elements_text(v_due) x);
end;
$$;
select is(pg_temp.sweep(4), null, 'three of forty are more than five percent: nobody is asked for');
select results_eq($$select external_id, status from sync.missing order by 1$$, $$select 'cli_' || n, 'held' from generate_series(1, 3) n$$, 'they wait');
select is((select held_back from sync.runs order by run_id desc limit 1), 3, 'the run says so');
select is((select count(*) from gazelle.clients where deleted_at is null), 40::bigint, 'nothing is deleted');
select results_eq(
  $$select id, status from monitoring.deletions order by id$$, $$select 'cli_' || n, 'held' from generate_series(1, 3) n$$, 'whoever watches sees them'
);

select is(sync.dismiss_deletions('clients', p_ids => '{cli_1}', p_by => 'Anna'), 1, 'a person keeps one');
select is(sync.release_deletions('clients', p_ids => '{cli_2}', p_by => 'Anna'), 1, 'and lets one go');
select results_eq(
  $$select external_id, status, decided_by from sync.missing order by 1$$,
  $$values ('cli_1', 'dismissed', 'Anna'), ('cli_2', 'due', 'Anna'), ('cli_3', 'held', null)$$,
  'who decided is remembered'
);
select is(pg_temp.sweep(4), '{cli_2,cli_3}', 'what was decided does not count: one of forty is not too many');
select is(sync.release_deletions('clients'), 0, 'nothing is held any more');

select pg_temp.sweep(1);
select is_empty($$select from sync.missing$$, 'when all are seen again, all decisions are over');
select is(pg_temp.sweep(41), null, 'an empty answer holds back everything');
select is((select count(*) from sync.missing where status = 'held'), 40::bigint, 'all forty');
update sync.modules set max_delete_share = 1 where module = 'clients';
select pg_temp.sweep(1);
select is(pg_temp.sweep(41), null, 'whatever the share');

select * from finish();
rollback;
