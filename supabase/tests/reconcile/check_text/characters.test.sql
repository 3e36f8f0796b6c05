-- Text that could not be stored whole, and text of enormous length, is noted.
begin;
select plan(5);

select is(reconcile.check_text('{"id": "a", "notes": "Être ou ne pas être 🎹"}'), null, 'ordinary text has no issue');
select is(
  reconcile.check_text(jsonb_build_object('notes', 'a' || U&'\FFFD' || 'b')) #>> '{0,rule}', 'lost_character', 'a lost character is noted'
);
select is(
  reconcile.check_text(jsonb_build_object('id', 'a', 'notes', repeat('x', 1000001))),
  '[{"rule": "long_text", "field": "notes", "value": 1000003}]', 'a text of more than a million characters too'
);
insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('main', 'tme_1', jsonb_build_object('id', 'tme_1', 'occurredAt', '2026-02-03T20:56:01Z', 'comment', 'a' || U&'\FFFD' || repeat('x', 1000000)));
select results_eq(
  $$select status, (select array_agg(i ->> 'rule' order by i ->> 'rule') from jsonb_array_elements(issues) i) from staging.stg_timeline$$,
  $$values ('promoted', array['long_text', 'lost_character'])$$,
  'such a record is promoted, with its notes'
);
select is((select length(comment) from gazelle.timeline_entries), 1000002, 'and whole');

select * from finish();
rollback;
