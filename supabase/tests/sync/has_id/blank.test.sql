-- A record with a blank id is kept apart, and the rest of its page goes on (case R18).
begin;
select plan(5);

create temp table answer as
select * from sync.stage_nodes('clients', 'main', null, jsonb_build_array(
  '{"id": "cli_1", "companyName": "Salle A"}'::jsonb, '{"id": "   ", "companyName": "Spaces"}'::jsonb, '{"id": "\t\t", "companyName": "Tabs"}'::jsonb,
  '{"id": "\u00a0", "companyName": "No-break space"}'::jsonb, jsonb_build_object('id', repeat('x', 300), 'companyName', 'Long')
));
select is(array[changed, promoted, rejected], '{5,1,4}', 'four of five are refused') from answer;
select bag_eq(
  $$select raw_data ->> 'companyName', issue from sync.unidentified$$,
  $$values ('Spaces', 'no_id'), ('Tabs', 'no_id'), ('No-break space', 'no_id'), ('Long', 'no_id')$$, 'and kept as they came: no usable id'
);
select results_eq($$select external_id from staging.stg_clients$$, $$values ('cli_1')$$, 'nothing of them is staged');
select results_eq($$select id from gazelle.clients$$, $$values ('cli_1')$$, 'nor promoted');
select is_empty(
  $$select v from (values ('"   "'), ('"\t"'), ('"\u00a0"'), ('" a"'), ('""'), ('5'), ('"cli_1"'), (to_jsonb(repeat('x', 200))::text), (to_jsonb(repeat('x', 201))::text)) t (v)
    where sync.has_id(jsonb_build_object('id', v::jsonb)) is distinct from (reconcile.to_id(jsonb_build_object('id', v::jsonb)) is not null)$$,
  'staging and promotion agree on what an id is'
);

select * from finish();
rollback;
