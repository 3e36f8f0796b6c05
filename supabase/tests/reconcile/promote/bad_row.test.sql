-- A row that fails for a reason that no rule foresaw is alone in its failure.
begin;
select plan(6);

alter table gazelle.users add constraint no_berta check (first_name <> 'Berta');
select sync.begin_run('users', 'full');
create temp table answer as
select sync.stage_page(
    run_id, lease, 'all', 1,
    (select jsonb_agg(jsonb_build_object('id', 'usr_' || n, 'firstName', case when n in (3, 17) then 'Berta' else 'Anna' end)) from generate_series(1, 20) n)
  ) as r
from sync.runs;

select is(array[r ->> 'changed', r ->> 'promoted', r ->> 'rejected'], '{20,18,2}', 'two of twenty are refused') from answer;
select is((select count(*) from gazelle.users), 18::bigint, 'the others are in production');
select results_eq(
  $$select external_id, last_error ~ '^23514: .*no_berta', issues, processing_attempts::int from staging.stg_users where status = 'rejected' order by external_id$$,
  $$values
    ('usr_17', true, '[{"rule": "failed_promotion", "field": null, "value": "23514"}]'::jsonb, 1),
    ('usr_3', true, '[{"rule": "failed_promotion", "field": null, "value": "23514"}]', 1)$$,
  'each says why: SQLSTATE and message'
);
select is((select rejected from sync.lanes), 2, 'and is counted');

alter table gazelle.users drop constraint no_berta;
select is(
  reconcile.run('users'), '{"tried": 2, "promoted": 2, "rejected": 0, "written": 2}', 'when the reason is gone, they are promoted'
);
select results_eq(
  $$select status, last_error, issues, count(*) from staging.stg_users group by 1, 2, 3$$,
  $$values ('promoted', null::text, null::jsonb, 20::bigint)$$,
  'and nothing of it stays'
);

select * from finish();
rollback;
