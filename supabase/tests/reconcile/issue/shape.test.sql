-- An issue says which rule, which field, which value.
begin;
select plan(4);

select is(
  reconcile.issue('bad_date', 'dueOn', '"soon"'), '{"rule": "bad_date", "field": "dueOn", "value": "soon"}', 'rule, field and value'
);
select is(reconcile.issue('bad_date', null), '{"rule": "bad_date", "field": null, "value": null}', 'a rule about no field has none');
select is(
  length(reconcile.issue('bad_text', 'notes', to_jsonb(repeat('é', 5000))) ->> 'value'), 201, 'a long value is cut'
);
select is(
  reconcile.issue('bad_text', 'notes', to_jsonb(repeat('x', 198))) ->> 'value', repeat('x', 198), 'a value of 200 characters, with its quotes, is whole'
);

select * from finish();
rollback;
