-- A page is staged, promoted and counted in one call, and its answer says where the lane stands.
begin;
select plan(6);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;

select is(
  sync.stage_page(
    id, lease, 'all', 1, '[{"id": "usr_1", "firstName": "Anna"}, {"id": "usr_2", "createdAt": "soon"}, null, {"name": "nobody"}]',
    'cursor 1', true, 5, 1, 2, 3, 40
  ),
  '{"cursor": "cursor 1", "finished": false, "total": 5, "seen": 2, "changed": 3, "promoted": 2, "rejected": 1, "placeholders": 0}',
  'the answer says what came of the page'
)
from run;

select results_eq(
  $$select page, pages, cursor, seen, total_count, fetched, changed, promoted, rejected, placeholders, null_nodes, api_errors, api_calls,
      waited_ms, finished_at is null
    from sync.lanes$$,
  $$values (1, 1, 'cursor 1', 2, 5, 4, 3, 2, 1, 0, 1, 2, 3, 40::bigint, true)$$,
  'the lane keeps the cursor and every count'
);

select sync.stage_page(id, lease, 'all', 2, '[{"id": "usr_3"}]', 'cursor 2', true, 5, 0, 0, 1, 2) from run;
select results_eq(
  $$select page, pages, cursor, seen, fetched, changed, api_calls, waited_ms from sync.lanes$$,
  $$values (2, 2, 'cursor 2', 3, 5, 4, 4, 42::bigint)$$,
  'the next page adds to it'
);

select sync.stage_page(id, lease, 'other', 1, '[{"id": "usr_3"}, {"id": "usr_4"}]', null, false, 2) from run;
select results_eq(
  $$select page, seen, changed, cursor, finished_at is not null, agreed from sync.lanes where lane = 'other'$$,
  $$values (1, 2, 1, null::text, true, true)$$,
  'another lane counts for itself: what a first lane brought is seen again, and not changed'
);

select results_eq(
  $$select external_id, run_id, status from staging.stg_users order by external_id$$,
  $$select u, id, 'promoted' from run, unnest(array['usr_1', 'usr_2', 'usr_3', 'usr_4']) u$$,
  'each record is staged once, with the run that brought it'
);
select results_eq(
  $$select id, first_name from gazelle.users order by id$$,
  $$values ('usr_1', 'Anna'), ('usr_2', null), ('usr_3', null), ('usr_4', null)$$,
  'and is in production when the call returns'
);

select * from finish();
rollback;
