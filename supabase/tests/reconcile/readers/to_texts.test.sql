-- Lists of text.
begin;
select plan(15);

select is(reconcile.to_texts(v::jsonb), e::text[], format('%s is read', v))
from (values
  ('[]', '{}'), ('["a", "b"]', '{a,b}'), ('["b", "a", "a"]', '{b,a,a}'), ('[""]', '{""}'), ('["a", null, 5, true, {}, [], "b"]', '{a,5,b}'),
  ('["NULL", "a,b", "\"{}"]', '{"NULL","a,b","\"{}"}')
) t (v, e);
select is(reconcile.to_texts(v::jsonb), null, format('%s is no list', coalesce(v, 'nothing')))
from unnest(array[null, 'null', '""', '"a"', '"a,b"', '{}', '{"0": "a"}', '5', 'true']) v;

select * from finish();
rollback;
