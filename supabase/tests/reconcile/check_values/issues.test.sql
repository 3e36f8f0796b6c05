-- Which fields cannot be read, by rule.
begin;
select plan(7);

create temp table types as
select '{"t": "text", "b": "boolean", "n": "integer", "i": "instant", "d": "date", "r": "reference", "l": "list"}'::jsonb as types;
select is(
  reconcile.check_values(
    '{"t": "a", "b": false, "n": 5, "i": "2026-02-03T20:56:01Z", "d": "2026-02-03", "r": {"id": "x"}, "l": []}', types
  ),
  null, 'a good record has no issue'
)
from types;
select is(reconcile.check_values('{}', types), null, 'absent is no issue') from types;
select is(
  reconcile.check_values('{"t": null, "b": null, "n": null, "i": null, "d": null, "r": null, "l": null}', types), null, 'null is no issue'
)
from types;
select is(reconcile.check_values('{"t": "", "b": "", "n": "", "i": "", "d": "", "r": "", "l": ""}', types), null, 'empty is no issue')
from types;
select is(
  reconcile.check_values('{"t": 5, "b": "no", "n": 1.5, "i": "soon", "d": "2026-02-30", "r": {"id": 5}, "l": {"nodes": null}, "x": []}', types),
  '[{"rule": "bad_boolean", "field": "b", "value": "no"},
    {"rule": "bad_date", "field": "d", "value": "2026-02-30"},
    {"rule": "bad_instant", "field": "i", "value": "soon"},
    {"rule": "bad_list", "field": "l", "value": {"nodes": null}},
    {"rule": "bad_integer", "field": "n", "value": 1.5},
    {"rule": "bad_reference", "field": "r", "value": {"id": 5}},
    {"rule": "bad_text", "field": "t", "value": 5}]',
  'each bad value has an issue with its rule, its field and itself'
)
from types;
select is(
  reconcile.check_child('allEmails', '{"id": "e", "at": "soon"}', '{"at": "instant"}'),
  '[{"rule": "bad_instant", "field": "at", "value": "soon"}]', 'an item of a list is checked alike'
);
select is(
  reconcile.check_child('allEmails', '{"at": "soon"}', '{"at": "instant"}'),
  '[{"rule": "child_without_id", "field": "allEmails", "value": {"at": "soon"}}]', 'an item without an id has that issue alone'
);

select * from finish();
rollback;
