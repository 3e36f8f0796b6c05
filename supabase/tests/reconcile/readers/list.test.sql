-- The items of a list or of a connection.
begin;
select plan(14);

select is(array(select reconcile.list(v::jsonb))::text, e, format('%s is read', v))
from (values
  ('[{"a": 1}, {"a": 2}]', '{"{\"a\": 1}","{\"a\": 2}"}'),
  ('{"nodes": [{"a": 1}]}', '{"{\"a\": 1}"}'),
  ('{"nodes": [null, {"a": 1}, 5, "x", [{"a": 2}]]}', '{"{\"a\": 1}"}')
) t (v, e);
select is_empty(format('select reconcile.list(%L)', v), format('%s is an empty list', coalesce(v, 'nothing')))
from unnest(array[null, 'null', '[]', '{}', '{"nodes": null}', '{"nodes": {}}', '{"nodes": []}', '"x"', '5', 'true', '[null]']) v;

select * from finish();
rollback;
