-- The fast look and the thorough one agree: what readable passes has no issue, for every type and value.
begin;
select plan(6);

create temp table value (v jsonb);
insert into value
select x::jsonb from unnest(array[
  'null', '""', '" "', '"a"', '"null"', 'true', 'false', '0', '-1', '1985', '1985.0', '1.5', '1e3', '1e400', '2147483647', '2147483648',
  '-2147483648', '-2147483649', '[]', '[null]', '[""]', '["a"]', '[5]', '[true]', '[[]]', '{}', '{"id": null}', '{"id": ""}', '{"id": "a"}',
  '{"id": 5}', '{"id": ["a"]}', '{"id": {"id": "a"}}', '[{"id": "a"}]', '[{"id": ""}]', '{"nodes": []}', '{"nodes": null}', '{"nodes": {}}',
  '{"nodes": [null]}', '[{"nodes": []}]', '{"nodes": "a"}', '["2026-02-03"]', '["2026-02-03T20:56:01Z"]', '[1985, "a"]', '["", 5]', '[null, {}]'
]) x
union
select to_jsonb(x) from unnest(array[
  '2026-02-03T20:56:01Z', '2026-02-03T20:56:01.5Z', '2026-02-03T20:56:01-05:00', '2026-02-03T20:56:01', '2026-2-3T1:2:3Z', '26-02-03T20:56:01Z',
  '0001-01-01T00:00:00Z', '1899-12-31T23:59:59Z', '1900-01-01T00:00:00Z', '2199-12-31T23:59:59Z', '2200-01-01T00:00:00Z', '2026-02-30T00:00:00Z',
  '2024-02-29T00:00:00Z', '2025-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-02-03T24:00:00Z', '2026-02-03T23:59:60Z',
  '2026-02-03T20:60:00Z', ' 2026-02-03T20:56:01Z', '2026-02-03T20:56:01Z ', e'2026-02-03T20:56:01Z\n', e'a\n2026-02-03T20:56:01Z', '2026- 2-03T20:56:01Z',
  '2026-+2-03T20:56:01Z', '2026-02-03t20:56:01z', '2026-02-03T20:56:01+99:99', '2026-02-03', '2026-2-3', '1699-12-31', '1700-01-01', '2200-01-01',
  '2026-02-29', '2024-02-29', '2026-04-31', '2026-12-31', '2026-00-01', '2026-01-00', e'2026-02-03\n', ' 2026-02-03', '20260203', 'today', 'infinity',
  'x', repeat('x', 5000)
]) x
union
select to_jsonb(to_char(d, f)) from generate_series('2023-12-01'::date, '2024-03-02', '1 day') d, unnest(array['YYYY-MM-DD', 'YYYY-MM-DD"T"23:59:59"Z"']) f
union
select jsonb_build_object('id', repeat('x', n)) from unnest(array[1, 200, 201, 5000]) n;

create temp table look as
select
  t.type, v.v,
  jsonb_build_object('k', v.v) @@ reconcile.readable(jsonb_build_object('k', t.type)) as readable,
  reconcile.check_values(jsonb_build_object('k', v.v), jsonb_build_object('k', t.type)) as issues
from value v, unnest(array['text', 'boolean', 'integer', 'instant', 'date', 'reference', 'list']) t (type);

select is(
  (select array_agg(format('%s: %s', type, left(v::text, 40)) order by type, v) from look where readable and issues is not null), null,
  'no value passes that has an issue'
);
select is(
  (
    select array_agg(distinct left(v::text, 40))
    from look
    where readable is not true and issues is null
      and not (type = 'integer' and v = '-2147483648')
      and not (type in ('date', 'instant') and (v #>> '{}' like '%-02-29%' or v #>> '{}' ~ '\.\d+Z$|[+-]\d\d:\d\d$|T24:00:00|:60Z'))
  ),
  null,
  'and what has none is passed at once, but for a few rare forms'
);
select is(
  (
    select array_agg(format('%s: %s', type, left(v::text, 40)))
    from look
    where readable and v not in ('null', '""') and case type
      when 'integer' then reconcile.to_integer(v) is null
      when 'boolean' then reconcile.to_boolean(v) is null
      when 'instant' then reconcile.to_instant(v #>> '{}') is null
      when 'date' then reconcile.to_date(v #>> '{}') is null
      when 'reference' then reconcile.to_id(v) is null
    end
  ),
  null,
  'what passes is also read: no value disappears without an issue'
);
select is(
  (
    select array_agg(format('%s: %s', type, left(v::text, 40)))
    from look
    where issues is null and v not in ('null', '""') and case type
      when 'integer' then reconcile.to_integer(v) is null
      when 'boolean' then reconcile.to_boolean(v) is null
      when 'instant' then reconcile.to_instant(v #>> '{}') is null
      when 'date' then reconcile.to_date(v #>> '{}') is null
      when 'reference' then reconcile.to_id(v) is null
    end
  ),
  null,
  'neither does one that has no issue'
);
select ok('{}' @@ reconcile.readable('{"k": "date", "user": "reference", "type": "text"}'), 'absent fields pass, whatever their names');
select ok('{"x": 5}' @@ reconcile.readable('{}'), 'a record of which nothing is read passes');

select * from finish();
rollback;
