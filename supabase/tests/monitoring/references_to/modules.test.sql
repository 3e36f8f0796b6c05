-- What refers to a record, by module.
begin;
select plan(2);

insert into gazelle.clients (id, account_id, display_name) values ('c1', 'main', 'Ada'), ('c2', 'main', 'Bob');
insert into gazelle.pianos (id, account_id, client_id, deleted_at) values ('p1', 'main', 'c1', null), ('p2', 'main', 'c1', null), ('p3', 'main', 'c1', now());
insert into gazelle.timeline_entries (id, account_id, client_id) select 't' || n, 'main', 'c1' from generate_series(1, 150) n;
select results_eq(
  $$select id, module, records, example_entity, example_id from monitoring.read_references('clients', '{c1,c2}')$$,
  $$values ('c1', 'pianos', 2::bigint, 'pianos', 'p1'), ('c1', 'timeline', 100, 'timeline_entries', (select min(id) from (select id from gazelle.timeline_entries limit 100) t))$$,
  'how many of each module, with one of them; what is deleted does not count, and a hundred are enough (case U3)'
);
select is_empty($$select * from monitoring.read_references('clients', '{c1}', 'second')$$, 'of the account that was asked for alone');

select * from finish();
rollback;
