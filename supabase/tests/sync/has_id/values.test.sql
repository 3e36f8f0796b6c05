-- Which records can be kept under their id.
begin;
select plan(25);

select ok(sync.has_id('{"id": "cli_1"}'), 'text is an id');
select ok(sync.has_id('{"id": " a "}'), 'opaque text, whatever it is');
select ok(not sync.has_id(jsonb_build_object('id', v)), format('%s is blank, and no id (case R18)', to_jsonb(v)))
from unnest(array[' ', '   ', e'\t\t', e'\u00a0', e' \u00a0\r\n']) v;
select ok(sync.has_id(jsonb_build_object('id', repeat('é', 200))), 'of up to 200 characters');
select ok(not sync.has_id(v::jsonb), format('%s has no id (case R18)', v))
from unnest(array['{}', 'null', '[]', '"id"', '5', '["id"]', '{"id": null}', '{"id": ""}', '{"id": "   "}', '{"id": "\t\n"}', '{"id": "\u00a0"}', '{"id": 5}', '{"id": true}', '{"id": []}', '{"ID": "cli_1"}']) v;
select ok(not sync.has_id(jsonb_build_object('id', repeat('x', 201))), '201 characters are no id');
select is(sync.has_id(null), false, 'nothing has no id');

select * from finish();
rollback;
