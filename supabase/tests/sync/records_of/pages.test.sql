-- A page as records: by their ids and in their order, the last of several with one id, and what has no usable id apart.
begin;
select plan(12);

create function pg_temp.ids(p_nodes jsonb) returns text[] language sql as $$ select ids from sync.records_of(p_nodes) $$;
create function pg_temp.unidentified(p_nodes jsonb) returns int language sql as $$ select cardinality(unidentified) from sync.records_of(p_nodes) $$;

select is(pg_temp.ids('[]'), '{}', 'an empty page has none');
select is(pg_temp.unidentified('[]'), 0, 'and nothing apart');
select is(pg_temp.ids('[{"id": "b"}, {"id": "a"}, {"id": "B"}]'), array(select unnest(array['a', 'b', 'B']) order by 1), 'they come in the order of ids, so that pages lock rows in one order');
select is(
  (select nodes from sync.records_of('[{"id": "a", "n": 1}, {"id": "b"}, {"id": "a", "n": 2}]')), array['{"id": "a", "n": 2}', '{"id": "b"}']::jsonb[],
  'of two with one id the later one counts'
);
select is(pg_temp.ids('[null, {"id": "a"}, null]'), '{a}', 'a null is no record');
select is(pg_temp.unidentified('[null, null]'), 0, 'and is not kept apart: it is counted as a hole');
select is(pg_temp.unidentified('[{}, {"id": null}, {"id": " "}, {"id": 5}, {"id": {"id": "a"}}, "a", [], 5, true]'), 9, 'whatever else has no usable id is kept');
select is(pg_temp.ids(jsonb_build_array(jsonb_build_object('id', repeat('é', 200)))), array[repeat('é', 200)], 'an id has up to 200 characters, not bytes');
select is(pg_temp.unidentified(jsonb_build_array(jsonb_build_object('id', repeat('é', 201)))), 1, 'and not one more');
select is(pg_temp.ids(e'[{"id": " a"}, {"id": "a\\n"}]'), array(select unnest(array[' a', e'a\n']) order by 1), 'white space around an id is a part of it');

select is_empty(
  format('select 1 where sync.has_id(%1$L) <> (cardinality(pg_temp.ids(jsonb_build_array(%1$L::jsonb))) = 1)', v),
  format('%s: the rule written out agrees with reconcile.to_id', v)
)
from unnest(array[e'{"id": "\\u00a0\\t"}', '{"id": "\u2003x"}']::jsonb[]) v;

select * from finish();
rollback;
