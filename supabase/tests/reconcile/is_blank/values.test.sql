-- What counts as blank: it erases nothing under the policy keep.
begin;
select plan(27);

select ok(reconcile.is_blank(v), format('%s is blank', coalesce(quote_literal(v), 'null')))
from unnest(array[null, '', ' ', e'\n\t \r', U&'\00a0', '{}', '[]', '{""}', '{NULL}', '{NULL,NULL,""}', '[null, ""]']) v;
select ok(not reconcile.is_blank(v), format('%s is a value', quote_literal(v)))
from unnest(array['false', 'f', '0', 'null', 'NULL', '-', '{a}', '{NULL,a}', '{"a b"}', ' x ', '{', '{}.']) v;
select ok(reconcile.is_blank(array[]::text[]::text), 'an empty list, cast to text, is blank');
select ok(reconcile.is_blank(array[null, ' ']::text[]::text), 'so is a list of blanks');
select ok(not reconcile.is_blank(array['NULL']::text[]::text), 'a tag called NULL is a value');
select ok(not reconcile.is_blank(false::text), 'false is a value');

select * from finish();
rollback;
