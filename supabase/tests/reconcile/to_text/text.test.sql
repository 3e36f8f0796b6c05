-- Text, which a number may stand for.
begin;
select plan(10);

select is(reconcile.to_text('"Accord 440Hz"'), 'Accord 440Hz', 'text is read whole');
select is(reconcile.to_text('" "'), ' ', 'a space is text');
select is(reconcile.to_text('""'), null, 'empty text is null, as Gazelle gives either');
select is(reconcile.to_text('null'), null, 'null is null');
select is(reconcile.to_text(null), null, 'an absent field is null');
select is(reconcile.to_text('{"text": "a"}'), null, 'an object is not text: it never reaches a field that keeps what it has');
select is(reconcile.to_text(v::jsonb), v, format('%s keeps its digits', v)) from unnest(array['7', '440.5', '1985.0']) v;
select is(reconcile.to_text('true'), null, 'true is not text');

select * from finish();
rollback;
