-- A missing parent never blocks a child: a placeholder stands in, is counted, and is filled later.
begin;
select plan(8);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('timeline', 'full') r;
select is(
  sync.stage_page(
    id, lease, 'all', 1,
    '[{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_1"}, "piano": {"id": "ins_1"}, "user": {"id": "usr_1"}},
      {"id": "tme_2", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_1"}, "piano": {"id": "ins_2"}}]',
    'c', true
  ) ->> 'placeholders',
  '4',
  'a page is answered with the number of placeholders made'
)
from run;
select results_eq(
  $$select tableoid::regclass::text, id, is_placeholder, account_id, synced_at from reconcile.mirror where is_placeholder order by 1, 2$$,
  $$values
    ('gazelle.clients', 'cli_1', true, 'main', null::timestamptz), ('gazelle.pianos', 'ins_1', true, 'main', null),
    ('gazelle.pianos', 'ins_2', true, 'main', null), ('gazelle.users', 'usr_1', true, 'main', null)$$,
  'one for each record that is referred to'
);
select results_eq(
  $$select id, client_id, piano_id, user_id, is_placeholder from gazelle.timeline_entries order by id$$,
  $$values ('tme_1', 'cli_1', 'ins_1', 'usr_1', false), ('tme_2', 'cli_1', 'ins_2', null, false)$$,
  'the children are there, with their references'
);
select is(
  sync.stage_page(id, lease, 'all', 2, '[{"id": "tme_3", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_1"}}]', 'c', true)
    ->> 'placeholders',
  '0',
  'a placeholder that is there is not counted again'
)
from run;
select is((select placeholders from sync.lanes), 4, 'the lane counts them');

insert into staging.stg_clients (account_id, external_id, raw_data) values ('main', 'cli_1', '{"id": "cli_1", "companyName": "Salle A"}');
select results_eq(
  $$select company_name, is_placeholder, version, synced_at from gazelle.clients$$,
  $$values ('Salle A', false, 2, now())$$,
  'when the record comes, the placeholder is filled'
);
insert into staging.stg_pianos (account_id, external_id, raw_data) values ('main', 'ins_1', '{"id": "ins_1"}');
select results_eq(
  $$select is_placeholder, synced_at from gazelle.pianos where id = 'ins_1'$$, $$values (false, now())$$, 'even by a record without any value'
);
select results_eq($$select id from gazelle.timeline_entries where client_id = 'cli_1' order by 1$$, $$values ('tme_1'), ('tme_2'), ('tme_3')$$,
  'its children are still its own');

select * from finish();
rollback;
