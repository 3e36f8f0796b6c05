-- Numbers, large integers and objects; what is none of them is null, and no value raises.
begin;
select plan(42);

select is(reconcile.to_bigint(v::jsonb), e::bigint, format('%s as a large integer', coalesce(v, 'nothing')))
from (values
  ('9007199254740993', '9007199254740993'), ('"9007199254740993"', '9007199254740993'), ('"-1"', '-1'), ('1.0', '1'), ('1e3', '1000'),
  ('9223372036854775807', '9223372036854775807'), ('9223372036854775808', null), ('"9223372036854775808"', null), ('-9223372036854775809', null),
  ('1.5', null), ('"1.5"', null), ('"1e3"', null), ('" 1"', null), ('""', null), ('"٣"', null), ('1e400', null), ('true', null), ('[1]', null), ('{}', null), (null, null)
) t (v, e);
select is(reconcile.to_number(v::jsonb)::text, e, format('%s as a number', coalesce(v, 'nothing')))
from (values
  ('45.508888', '45.508888'), ('-0', '0'), ('1e-7', '0.0000001'), ('1.50', '1.50'), ('"1"', null), ('null', null), ('true', null), ('[]', null), (null, null)
) t (v, e);
select is(length(reconcile.to_number('1e400')::text), 401, 'a number that no other type holds is kept');
select is(reconcile.to_json(v::jsonb), e::jsonb, format('%s as an object or a list', coalesce(v, 'nothing')))
from (values
  ('{"a": [1]}', '{"a": [1]}'), ('[]', '[]'), ('{}', '{}'), ('"{}"', null), ('""', null), ('5', null), ('false', null), ('null', null), (null, null)
) t (v, e);
select is(reconcile.camel_case(v), e, format('%s is the field of %s', e, v))
from (values ('serial_number', 'serialNumber'), ('a0_pitch', 'a0Pitch'), ('id', 'id')) t (v, e);

select * from finish();
rollback;
