-- Whether a list is there to its end.
begin;
select plan(9);

select is(v::jsonb @@ reconcile.whole('allContacts'), e, format('%s', v))
from (values
  ('{"allContacts": {"nodes": [], "pageInfo": {"hasNextPage": false}}}', true),
  ('{"allContacts": {"nodes": [{}], "pageInfo": {"hasNextPage": false}}}', true),
  ('{"allContacts": {"nodes": [{}], "pageInfo": {"hasNextPage": true}}}', false),
  ('{"allContacts": {"nodes": [{}, null], "pageInfo": {"hasNextPage": false}}}', false),
  ('{"allContacts": {"nodes": null, "pageInfo": {"hasNextPage": false}}}', false),
  ('{"allContacts": {"nodes": []}}', false),
  ('{"allContacts": null}', false),
  ('{}', false)
) t (v, e);
select is_empty(
  $$select entity from reconcile.entities where whole_when::text like '%nodes%' and '{}'::jsonb @@ whole_when is distinct from false$$,
  'a record without the list has no whole one, for any child in a list'
);

select * from finish();
rollback;
