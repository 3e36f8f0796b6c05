-- The id of a record or of a reference to one.
begin;
select plan(14);

select is(reconcile.to_id('{"id": "cli_1", "other": 5}'), 'cli_1', 'an id is text');
select is(reconcile.to_id(v::jsonb), null, format('%s has no id', coalesce(v, 'nothing')))
from unnest(array[
  null, 'null', '{}', '[]', '"cli_1"', '5', 'true', '{"id": null}', '{"id": ""}', '{"id": 5}', '{"id": ["cli_1"]}', '[{"id": "cli_1"}]', '["id"]'
]) v;

select * from finish();
rollback;
