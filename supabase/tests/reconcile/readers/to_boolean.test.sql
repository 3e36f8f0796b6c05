-- True and false, and nothing else: null is not false.
begin;
select plan(13);

select is(reconcile.to_boolean('true'), true, 'true is true');
select is(reconcile.to_boolean('false'), false, 'false is false');
select is(reconcile.to_boolean(v::jsonb), null, format('%s is neither', coalesce(v, 'nothing')))
from unnest(array[null, 'null', '0', '1', '""', '"true"', '"false"', '"t"', '[]', '[true]', '{}']) v;

select * from finish();
rollback;
