-- What did not change is not written, in staging or in production.
begin;
select plan(10);

create function pg_temp.page(p_number int, p_nodes jsonb)
returns jsonb
language sql
as $$
  select sync.stage_page(r.run_id, r.lease, 'all', p_number, p_nodes, 'cursor', true) from sync.runs r where r.status = 'running';
$$;
create function pg_temp.writes(p_table regclass)
returns bigint
language sql
volatile
as $$
  select pg_stat_get_xact_tuples_inserted(p_table) + pg_stat_get_xact_tuples_updated(p_table) + pg_stat_get_xact_tuples_deleted(p_table);
$$;
create function pg_temp.all_writes()
returns bigint
language sql
volatile
as $$
  select sum(pg_temp.writes(c.oid)) from pg_class c where c.relnamespace in ('staging'::regnamespace, 'gazelle'::regnamespace) and c.relkind = 'r';
$$;
create temp table page as
select
  '[{"id": "cli_1", "companyName": "Salle A", "tags": ["a", "b"],
     "allContacts": {"pageInfo": {"hasNextPage": false}, "nodes": [
       {"id": "con_1", "firstName": "Anna", "allEmails": {"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "ema_1", "email": "a@example.com"}]}}
     ]}},
    {"id": "cli_2", "companyName": 5, "preferredTechnicianId": "usr_1"}]'::jsonb as nodes;

select sync.begin_run('clients', 'full');
select is(pg_temp.page(1, nodes) ->> 'changed', '2', 'a first page is written') from page;
create temp table staged as select t.ctid as place, t.* from staging.stg_clients t;
create temp table production as select t.ctid as place, t.* from gazelle.clients t;
create temp table written as select pg_temp.all_writes() as n;

select is(pg_temp.page(2, nodes) - 'cursor', '{"finished": false, "total": null, "seen": 2, "changed": 0, "promoted": 0, "rejected": 0, "placeholders": 0}',
  'the same records again have changed nothing') from page;
select is(pg_temp.page(3, '[{"tags": ["a", "b"], "companyName": "Salle A", "id": "cli_1"}]') ->> 'changed', '0',
  'the order of fields is no change, and a field that is not answered is none');
select is(pg_temp.all_writes(), n, 'no row is inserted, updated or deleted in staging or production') from written;
select results_eq($$select ctid, * from staging.stg_clients order by external_id$$, $$select * from staged order by external_id$$, 'staging rows stay where they are');
select results_eq($$select ctid, * from gazelle.clients order by id$$, $$select * from production order by id$$, 'production rows too');

select is(pg_temp.page(4, jsonb_set(nodes, '{0,companyName}', '"Salle B"')) ->> 'changed', '1', 'one edit changes one row') from page;
select results_eq(
  $$select s.external_id from staging.stg_clients s join staged b using (external_id) where s.ctid <> b.place$$,
  $$values ('cli_1')$$,
  'in staging'
);
select results_eq(
  $$select s.id, s.version from gazelle.clients s join production b using (id) where s.ctid <> b.place$$,
  $$values ('cli_1', 2)$$,
  'and in production'
);
select results_eq($$select id, version from gazelle.contacts$$, $$values ('con_1', 1)$$, 'its contact is not written');

select * from finish();
rollback;
