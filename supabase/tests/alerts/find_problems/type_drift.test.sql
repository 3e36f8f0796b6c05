-- Many records whose value of one field cannot be used: the field changed its type at Gazelle (case L1).
begin;
select plan(10);

create function pg_temp.problems()
returns setof text
language sql
as $$ select format('%s %s %s', rule, severity, subject) from monitoring.find_problems() where rule = 'type_drift' order by 1; $$;
create function pg_temp.stage(p_from int, p_to int, p_year jsonb)
returns void
language sql
as $$
  insert into staging.stg_pianos (account_id, external_id, raw_data)
  select 'main', 'ins_' || n, jsonb_build_object('id', 'ins_' || n, 'year', p_year) from generate_series(p_from, p_to) n
  on conflict (account_id, external_id) do update
  set raw_data = excluded.raw_data, fetched_at = now();
$$;

select pg_temp.stage(100, 149, '1912'), pg_temp.stage(1, 4, '"old"');
select is(
  (select count(*) from staging.stg_pianos where issues @> '[{"rule": "bad_integer", "field": "year"}]'), 4::bigint, 'the years cannot be used'
);
select is_empty($$select pg_temp.problems()$$, 'four records are no drift');
select pg_temp.stage(5, 9, '[["error"]]');
select is_empty($$select pg_temp.problems()$$, 'nor are years that erred: they are holes');
select pg_temp.stage(7, 9, '1912'), pg_temp.stage(5, 6, '"old"');
select results_eq($$select pg_temp.problems()$$, $$values ('type_drift warning pianos.year')$$, 'six of 59 are');
select is(
  (select message from monitoring.find_problems() where rule = 'type_drift'),
  'pianos: year cannot be used in 6 records. Not a whole number that fits. Example: "old" (ins_1).',
  'with the field, how many, what was expected and an example'
);
select pg_temp.stage(150, 190, '1912');
select is_empty($$select pg_temp.problems()$$, 'six of 97 are not');

update staging.stg_pianos set fetched_at = now() - interval '2 days' where issues is null;
select results_eq($$select pg_temp.problems()$$, $$values ('type_drift warning pianos.year')$$, 'what came days ago does not count as staged');
select monitoring.evaluate_alerts();
update staging.stg_pianos set fetched_at = now() - interval '2 days';
select results_eq($$select pg_temp.problems()$$, $$values ('type_drift warning pianos.year')$$, 'an open alert stays while the records are not repaired');
select pg_temp.stage(1, 6, '1912');
select is_empty($$select pg_temp.problems()$$, 'and ends with them');
select monitoring.evaluate_alerts();
select results_eq(
  $$select subject, ending from monitoring.alerts where rule = 'type_drift'$$, $$values ('pianos.year', 'The field can be read again.')$$,
  'with a message'
);

select * from finish();
rollback;
