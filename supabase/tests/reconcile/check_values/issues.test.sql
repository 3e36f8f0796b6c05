-- Which fields cannot be read, by rule.
begin;
select plan(8);

create temp table types as
select '{"t": "text", "b": "boolean", "n": "integer", "m": "bigint", "f": "number", "i": "instant", "d": "date", "r.id": "id", "o": "id", "l": "list", "j": "json"}'::jsonb as types;
select is(
  reconcile.check_values(
    '{"t": "a", "b": false, "n": 5, "m": 5000000000, "f": 1.5, "i": "2026-02-03T20:56:01Z", "d": "2026-02-03", "r": {"id": "x"}, "o": "x", "l": [], "j": {}}', types
  ),
  null, 'a good record has no issue'
)
from types;
select is(reconcile.check_values('{}', types), null, 'absent is no issue') from types;
select is(
  reconcile.check_values((select jsonb_object_agg(split_part(k, '.', 1), v::jsonb) from jsonb_object_keys(types) k), types), null, format('%s is no issue', v)
)
from types, unnest(array['null', '""']) v;
select is(
  reconcile.check_values(
    '{"t": true, "b": "no", "n": 1.5, "m": 1e400, "f": "1.5", "i": "soon", "d": "2026-02-30", "r": {"id": 5}, "o": "   ", "l": {"nodes": null}, "j": "a", "x": []}', types
  ),
  '[{"rule": "bad_boolean", "field": "b", "value": "no"},
    {"rule": "bad_date", "field": "d", "value": "2026-02-30"},
    {"rule": "bad_number", "field": "f", "value": "1.5"},
    {"rule": "bad_instant", "field": "i", "value": "soon"},
    {"rule": "bad_json", "field": "j", "value": "a"},
    {"rule": "bad_list", "field": "l", "value": {"nodes": null}}]'::jsonb
    || jsonb_build_array(reconcile.issue('bad_integer', 'm', '1e400'))
    || '[{"rule": "bad_integer", "field": "n", "value": 1.5},
    {"rule": "bad_reference", "field": "o", "value": "   "},
    {"rule": "bad_reference", "field": "r", "value": {"id": 5}},
    {"rule": "bad_text", "field": "t", "value": true}]',
  'each bad value has an issue with its rule, its field and itself'
)
from types;
select is(
  reconcile.check_values('{"a": {"b": [7]}}', '{"a.b.c": "text", "a.b.id": "id"}'),
  '[{"rule": "bad_text", "field": "a.b.c", "value": [7]}, {"rule": "bad_reference", "field": "a.b", "value": [7]}]',
  'a path that leads into what is no object has one too, and shows what stands in its way'
);
select is(
  reconcile.check_child('allEmails', 'e', '{"id": "e", "at": "soon"}', '{"at": "instant"}'),
  '[{"rule": "bad_instant", "field": "at", "value": "soon"}]', 'an item of a list is checked alike'
);
select is(
  reconcile.check_child('allEmails', null, '{"at": "soon"}', '{"at": "instant"}'),
  '[{"rule": "child_without_id", "field": "allEmails", "value": {"at": "soon"}}]', 'an item without an id has that issue alone'
);

select * from finish();
rollback;
