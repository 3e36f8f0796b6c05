-- What is struck out of texts names the person, and nothing else is touched (case S6).
begin;
select plan(9);

create function pg_temp.struck(p_text text, p_names text[]) returns text language sql return sync.struck(p_text, sync.pattern_of(p_names), array['cli_1']);
create function pg_temp.struck(p_json jsonb, p_names text[]) returns jsonb language sql return sync.struck(p_json, sync.pattern_of(p_names), array['cli_1']);

select is(pg_temp.struck('Leroy at Leroyer, Leroy-Roy and LEROY.', '{Leroy}'), '••• at Leroyer, •••-Roy and •••.', 'a name goes as a whole word, and stays inside another');
select is(pg_temp.struck('+15145550177, 514 555 0177', '{5145550177,514 555 0177}'), '+1•••, •••', 'a telephone number goes behind its country''s code too');
select is(pg_temp.struck('invoice 1234567', '{12345}'), 'invoice 1234567', 'a short number stays inside another');
select is(pg_temp.struck('a.b+c@example.com and aXb+c@example.com', '{a.b+c@example.com}'), '••• and aXb+c@example.com', 'a text''s own signs are no pattern');
select is(pg_temp.struck('C. (Anne) & fils', '{"C. (Anne) & fils"}'), '•••', 'nor its brackets');
select is(
  pg_temp.struck('{"email": "no email of Leroy", "count": 12345, "phone": 5145550177, "none": null, "yes": true, "list": ["Leroy", {"id": "cli_1"}, []], "empty": {}}'::jsonb, '{Leroy,email,count,5145550177}'),
  '{"email": "no ••• of •••", "count": 12345, "phone": "•••", "none": null, "yes": true, "list": ["•••", {"id": "•••"}, []], "empty": {}}'::jsonb,
  'in JSON the values go, whatever they are, and the names of fields stay'
);
select is(pg_temp.struck('{"cli_1": 1, "cli_11": 2}'::jsonb, '{}'), '{"•••": 1, "cli_11": 2}', 'an id goes as a key too');
select is(pg_temp.struck(to_jsonb(e'first\nLeroy "Le Petit"'::text), array['Leroy "Le Petit"']), to_jsonb(e'first\n•••'::text), 'whatever JSON writes otherwise');
select is(pg_temp.struck('Roy', '{Roy}'), 'Roy', 'a name of less than five letters would blacken half of a text');

select * from finish();
rollback;
