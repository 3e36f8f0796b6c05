-- A complete sweep finds what is no longer there; only what a record's own question confirms is deleted.
begin;
select plan(12);

insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n, 'allContacts', jsonb_build_object(
  'pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', jsonb_build_array(jsonb_build_object('id', 'con_' || n))))
from generate_series(1, 40) n;
create function pg_temp.sweep(p_from int, p_mode text default 'full', p_total int default null)
returns table (id bigint, lease uuid)
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('clients', p_mode);
begin
  id := v_run ->> 'runId';
  lease := v_run ->> 'lease';
  perform sync.stage_page(
    id, lease, 'all', 1,
    (select jsonb_agg(s.raw_data) from staging.stg_clients s where substring(s.external_id from 5)::int >= p_from), null, false,
    coalesce(p_total, 41 - p_from)
  );
  return next;
end;
$$;

create temp table run as select * from pg_temp.sweep(3);
select is(
  (select array_agg(x order by x) from run, jsonb_array_elements_text(sync.note_missing(id, lease, '{all}') -> 'due') x), '{cli_1,cli_2}',
  'two of forty were not seen: Gazelle is asked for them'
);
select is((select count(*) from gazelle.clients where deleted_at is null), 40::bigint, 'nothing is deleted yet');
select results_eq(
  $$select external_id, reason, status, run_id from sync.missing order by 1$$,
  $$select 'cli_' || n, 'unseen', 'due', id from run, generate_series(1, 2) n$$,
  'it is remembered that they are missing'
);

select sync.resolve_missing(id, lease, '{cli_1}', '[{"id": "cli_2", "companyName": "Still here"}]', '{}', 2, 30) from run;
select results_eq($$select id from gazelle.clients where deleted_at is not null$$, $$values ('cli_1')$$, 'what Gazelle has no more is soft-deleted');
select results_eq($$select id from gazelle.contacts where deleted_at is not null$$, $$values ('con_1')$$, 'with its children');
select isnt((select gone_at from staging.stg_clients where external_id = 'cli_1'), null, 'staging knows');
select is((select company_name from gazelle.clients where id = 'cli_2'), 'Still here', 'what Gazelle still has is staged');
select results_eq($$select id, status from monitoring.deletions$$, $$values ('cli_1', 'gone')$$, 'and no longer missing');
select is(
  sync.finish_run(id, lease, p_lanes => '{all}') - '{runId,asOf,durationMs}'::text[],
  '{"module": "clients", "mode": "full", "status": "success", "complete": true, "pages": 1, "apiCalls": 3, "fetched": 39, "changed": 1,
    "promoted": 1, "rejected": 0, "placeholders": 0, "deleted": 1, "heldBack": 0, "due": 0}',
  'the run counts it'
)
from run;

create temp table again as select * from pg_temp.sweep(1);
select is(sync.note_missing(id, lease, '{all}'), '{"due": []}', 'a sweep that sees all finds nothing missing') from again;
select is_empty($$select from sync.missing$$, 'a record that returned leaves no trace of its absence');
select is((select count(*) from reconcile.mirror where deleted_at is not null), 0::bigint, 'it and its children are restored');
select sync.finish_run(id, lease, p_lanes => '{all}') from again;

select * from finish();
rollback;
