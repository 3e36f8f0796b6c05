-- Whole JSON numbers that fit, and nothing else; no value raises.
begin;
select plan(23);

select is(reconcile.to_integer(v::jsonb), e, format('%s is read', v))
from (values ('0', 0), ('-7', -7), ('1985', 1985), ('1985.0', 1985), ('1e3', 1000), ('2147483647', 2147483647), ('-2147483648', -2147483648)) t (v, e);
select is(reconcile.to_integer(v::jsonb), null, format('%s is no integer', coalesce(left(v, 40), 'nothing')))
from unnest(array[
  null, 'null', '1.5', '2147483648', '-2147483649', '1e400', '1e-400', '"1985"', '""', '"vers 1920"', 'true', '[]', '[1985]', '{}', '{"a": 1}',
  repeat('9', 10000)
]) v;

select * from finish();
rollback;
