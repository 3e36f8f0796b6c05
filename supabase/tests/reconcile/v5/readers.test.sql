-- Version 5's values, in every form in which it kept them.
begin;
select plan(111);

-- Text in text: as jsonb has it, and JSON around it once or twice.
select is(reconcile.v5_text(v.value), v.text, format('the text of %s', v.value)) from (values
  ('"abc"'::jsonb, 'abc'), ('"\"abc\""', 'abc'), ('"\"\\\"abc\\\"\""', 'abc'), ('"{\"text\": \"abc\"}"', 'abc'), ('"\"{\\\"text\\\": \\\"abc\\\"}\""', 'abc'),
  ('"{\"text\": \"abc\", \"b\": 1}"', '{"text": "abc", "b": 1}'), ('"{a} b"', '{a} b'), ('"\"abc\" he said"', '"abc" he said'), ('"[\"a\"]"', '["a"]'),
  ('""', null), ('"\"\""', null), ('null', null), (null, null), ('12', '12'), ('true', 'true')
) v (value, text);

select is(reconcile.v5_list(v.value), v.list, format('the list of %s', v.value)) from (values
  ('["a", "b c"]'::jsonb, '{a,"b c"}'::text[]), ('"[\"a\", \"b c\"]"', '{a,"b c"}'), ('"\"[\\\"a\\\"]\""', '{a}'), ('"{a,\"b, c\",\"d \\\"e\\\"\"}"', array['a', 'b, c', 'd "e"']),
  ('"{}"', null), ('[]', null), ('"[]"', null), ('"\"[]\""', null), ('""', null), ('null', null), (null, null),
  ('"VIP"', '{VIP}'), ('"{a,"', array['{a,']), ('["a", "", null]', '{a}'),
  ('[["a", "b"], ["c"]]', '{a,b,c}'), ('"{{a,b},{c,d}}"', '{a,b,c,d}'), ('"{a,NULL,\" \"}"', '{a}'), ('"{{{{{{{a}}}}}}}"', array['{{{{{{{a}}}}}}}'])
) v (value, list);

select is(reconcile.v5_boolean(v.value), v.answer, format('whether %s', v.value)) from (values
  ('true'::jsonb, true), ('"True"', true), ('"t"', true), ('"1"', true), ('1', true), ('false', false), ('"False"', false), ('"f"', false), ('"0"', false),
  ('""', null), ('"maybe"', null), ('null', null), ('" true "', true), ('"\"true\""', true), ('"oui"', true), ('"Faux"', false)
) v (value, answer);

select is(reconcile.v5_json(v.value), v.json, format('what is in %s', v.value)) from (values
  ('{"a": 1}'::jsonb, '{"a": 1}'::jsonb), ('"{\"a\": 1}"', '{"a": 1}'), ('"\"{\\\"a\\\": 1}\""', '{"a": 1}'), ('"{\"a\": 1"', '"{\"a\": 1"'), ('"abc"', '"abc"'), ('"true"', '"true"')
) v (value, json);

select is(reconcile.v5_instant(v.value), v.instant, format('the instant of %s', v.value)) from (values
  ('"2025-01-02T03:04:05Z"'::jsonb, '2025-01-02 03:04:05+00'::timestamptz), ('"2025-01-02 03:04:05"', '2025-01-02 03:04:05+00'),
  ('"2025-01-02 03:04:05.5-05"', '2025-01-02 08:04:05.5+00'), ('"2025-01-02"', '2025-01-02 00:00:00+00'), ('"2025-13-02"', null), ('"yesterday"', null), ('""', null), ('12', null)
) v (value, instant);

select is(reconcile.v5_date(v.value), v.day, format('the day of %s', v.value)) from (values
  ('"2025-01-02"'::jsonb, '2025-01-02'::date), ('" 2025-01-02 "', '2025-01-02'),
  -- The day that was written, in whatever zone the rest of it is.
  ('"2025-01-02T23:30:00-05:00"', '2025-01-02'), ('"2025-01-02 00:00:00+00"', '2025-01-02'),
  ('"2025-02-30"', null), ('"02/01/2025"', null), ('"demain"', null), ('""', null), ('20250102', null), ('null', null), (null, null)
) v (value, day);

select is(reconcile.v5_time(v.value), v.clock, format('the time of day of %s', v.value)) from (values
  ('"09:30:00"'::jsonb, '09:30'::time), ('"9:30"', '09:30'), ('"23:59:59.5"', '23:59:59.5'), ('"25:00"', null), ('"9 h 30"', null), ('""', null), ('930', null), ('null', null)
) v (value, clock);

select is(reconcile.v5_number(v.value), v.number, format('the number of %s', v.value)) from (values
  ('21.5'::jsonb, 21.5), ('"21,5"', 21.5), ('" 12 "', 12), ('"-3"', -3), ('"12 °C"', null), ('"NaN"', null)
) v (value, number);

select is(reconcile.v5_reference(v.value, v.entity, '{"clients": {"104": "cli_4"}, "pianos": {"104": "ins_4"}}'), v.id, format('what %s of %s means', v.value, v.entity)) from (values
  ('"104"'::jsonb, 'clients', 'cli_4'), ('104', 'pianos', 'ins_4'), ('"9000001"', 'pianos', null), ('"ins_9"', 'pianos', 'ins_9'), ('"pno_9"', 'pianos', 'ins_9'),
  ('"cli_9"', 'clients', 'cli_9'), ('"tle_0a1b"', null, 'tle_0a1b'), ('"à rappeler"', 'clients', null), ('"104"', null, null), ('null', 'clients', null)
) v (value, entity, id);

select is(reconcile.v5_id(v.item), v.id, format('the key of %s', v.item)) from (values
  ('{"id": 7, "external_id": " cli_1 "}'::jsonb, 'cli_1'), ('{"id": 7, "external_id": "12", "gazelle_user_id": "usr_1"}', 'usr_1'),
  ('{"id": "usr_1"}', 'usr_1'), ('{"id": 7, "external_id": "slug"}', 'slug'), ('{"id": 7, "key": "flag_a"}', 'flag_a'),
  ('{"id": 7, "external_id": ""}', '7'), ('{"external_id": null, "id": " "}', 'row-' || md5('{"id": " ", "external_id": null}'))
) v (item, id);

select is(reconcile.v5_json(to_jsonb(repeat('[', 60000))), to_jsonb(repeat('[', 60000)), 'what is nested too deep for Postgres stays the text that it is');
select is(
  reconcile.v5_json(to_jsonb(to_jsonb(to_jsonb(to_jsonb(to_jsonb(to_jsonb(to_jsonb('{"a": 1}'::text)::text)::text)::text)::text)::text)::text)),
  '{"a": 1}', 'every layer of quoting is taken off'
);

select is(reconcile.v5_is_secret(v.name, v.value), v.is_secret, format('whether %s is a secret', v.name)) from (values
  ('access_token', '"x"'::jsonb, true), ('secretKey', '"x"', true), ('secretariat_phone', '"x"', false), ('tokens_used', '12', false)
) v (name, value, is_secret);

select * from finish();
rollback;
