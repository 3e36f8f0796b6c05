-- Whether a list is there to its end.
begin;
select plan(37);

select is(v::jsonb @@ reconcile.whole('allContacts')::jsonpath, e, format('%s', v))
from (values
  ('{"allContacts": {"nodes": [], "pageInfo": {"hasNextPage": false}}}', true),
  ('{"allContacts": {"nodes": [{}], "pageInfo": {"hasNextPage": false}}}', true),
  ('{"allContacts": {"nodes": [{}], "pageInfo": {"hasNextPage": true}}}', false),
  ('{"allContacts": {"nodes": [{}, null], "pageInfo": {"hasNextPage": false}}}', false),
  ('{"allContacts": {"nodes": null, "pageInfo": {"hasNextPage": false}}}', false),
  ('{"allContacts": {"nodes": []}}', false),
  ('{"allContacts": []}', false),
  ('{"allContacts": {"nodes": [[]], "pageInfo": {"hasNextPage": false}}}', false),
  ('{"allContacts": null}', false),
  ('{}', false)
) t (v, e);
select is(v::jsonb @@ reconcile.whole('tiers[]')::jsonpath, e, format('%s', v))
from (values
  ('{"tiers": []}', true), ('{"tiers": [{}]}', true), ('{"tiers": [{}, null]}', false), ('{"tiers": [5]}', false), ('{"tiers": [[]]}', false), ('{"tiers": null}', false),
  ('{"tiers": {"nodes": [], "pageInfo": {"hasNextPage": false}}}', false), ('{}', false)
) t (v, e);
select is(v::jsonb @@ reconcile.whole('tiers[].items[]')::jsonpath, e, format('%s', v))
from (values
  ('{"tiers": []}', true), ('{"tiers": [{"items": []}, {"items": [{}]}]}', true), ('{"tiers": [{"items": []}, {"items": null}]}', false),
  ('{"tiers": [{"items": [{}]}, {"items": [null]}]}', false), ('{"tiers": [{}]}', false),
  ('{"tiers": [{"items": [[]]}]}', false), ('{"tiers": [[]]}', false)
) t (v, e);
-- A value that is no boolean says no end, at either depth.
select is(v::jsonb @@ reconcile.whole('allContacts.allEmails')::jsonpath, e, format('%s', v))
from (
  select format('{"allContacts": {"pageInfo": {"hasNextPage": false}, "nodes": [{"allEmails": {"nodes": [], "pageInfo": {"hasNextPage": %s}}}]}}', n), n = 'false'
  from unnest(array['false', 'true', '"true"', '"false"', '1', '0', '{}', '[]', '[false]', 'null']) n
) t (v, e);
select is_empty(
  $$select n from unnest(array['"true"', '"false"', '1', '0', '{}', '[]', '[false]', 'null']) n
    where format('{"allContacts": {"nodes": [], "pageInfo": {"hasNextPage": %s}}}', n)::jsonb @@ reconcile.whole('allContacts')::jsonpath$$,
  'nor does one of the outer list'
);
select is_empty(
  $$select entity from reconcile.entities where list is not null and '{}'::jsonb @@ reconcile.whole(list)::jsonpath is distinct from false$$,
  'a record without the list has no whole one, for any child in a list'
);

select * from finish();
rollback;
