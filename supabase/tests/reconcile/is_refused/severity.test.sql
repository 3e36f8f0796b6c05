-- A fatal issue refuses a record, a warning does not.
begin;
select plan(9);

select ok(not reconcile.is_refused(v::jsonb), format('%s does not refuse', coalesce(v, 'nothing')))
from unnest(array[null, '[]', '[{"rule": "bad_date"}]', '[{"rule": "no such rule"}]', '[{}]', '[{"rule": null}]']) v;
select ok(reconcile.is_refused('[{"rule": "bad_date"}, {"rule": "id_of_other_account"}]'), 'one fatal issue is enough');
update reconcile.rules set severity = 'fatal' where rule = 'bad_date';
select ok(reconcile.is_refused('[{"rule": "bad_date"}]'), 'the severity of a rule is data');
select is_empty($$select rule from reconcile.rules where sentence !~ '^[A-Z].*\.$'$$, 'each rule is a sentence');

select * from finish();
rollback;
