-- A record that returns is restored with its parts, also when nothing in it has changed, and its deletion is forgotten.
begin;
select plan(7);

create temp table invoice as
select '{"id": "inv_1", "number": 7, "allInvoiceItems": {"nodes": [{"id": "ini_1"}, {"id": "ini_2"}], "pageInfo": {"hasNextPage": false}}}'::jsonb as r;
select sync.stage_nodes('invoices', 'main', null, jsonb_build_array(r)) from invoice;
insert into sync.missing (account_id, module, external_id, reason) values ('main', 'invoices', 'inv_1', 'unseen');
select is(sync.delete_records('invoices', 'main', '{inv_1}'), 1, 'it is deleted');
select results_eq(
  $$select id, deleted_at is not null, version from reconcile.mirror order by id$$, $$values ('ini_1', true, 2), ('ini_2', true, 2), ('inv_1', true, 2)$$,
  'with its parts'
);
select is(sync.delete_records('invoices', 'main', '{inv_1}'), 0, 'once');
select results_eq($$select number, version from gazelle.invoices$$, $$values (7, 2)$$, 'what was known of it stays to be read');
select is((reconcile.replay('invoices') ->> 'tried')::int, 0, 'promoting again does not bring it back');

create temp table run as
select (s ->> 'runId')::bigint as id, (s ->> 'lease')::uuid as lease from sync.begin_run('invoices', 'full') s;
select sync.stage_page(id, lease, 'all', 1, (select jsonb_build_array(r) from invoice), null, false, 1) from run;
select sync.note_missing(id, lease, '{all}') from run;
select results_eq(
  $$select id, deleted_at, version from reconcile.mirror order by id$$,
  $$values ('ini_1', null::timestamptz, 3), ('ini_2', null, 3), ('inv_1', null, 3)$$, 'seen again, all of it is back'
);
select is_empty($$select from sync.missing$$, 'and nothing is missing');

select * from finish();
rollback;
