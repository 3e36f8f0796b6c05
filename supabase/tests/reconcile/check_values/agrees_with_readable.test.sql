-- Quick look, careful look, cheap test and check agree, for every kind of value, every value and every path (case R18).
begin;
select plan(10);

create temp table value (v jsonb);
insert into value
select x::jsonb from unnest(array[
  'null', '""', '" "', '"a"', '"null"', 'true', 'false', '"true"', '0', '-0', '-1', '7', '440.5', '1985', '1985.0', '"1985"', '"1985.0"', '1.5', '1e3',
  '"1e3"', '1e400', '-1e400', '1e-400', '1e131071', '2147483647', '2147483648', '-2147483648', '-2147483649', '999999999', '1000000000',
  '9223372036854775807', '"9223372036854775807"', '9223372036854775808', '"9223372036854775808"', '-9223372036854775808', '-9223372036854775809',
  '999999999999999999', '99999999999999999999999999999999', '"٣٣"', '"１２"', '"NaN"', '"Infinity"',
  '[]', '[null]', '[""]', '["a"]', '[5]', '[true]', '[[]]', '{}', '{"id": null}', '{"id": ""}', '{"id": "a"}', '{"k": "a"}', '{"k": null}',
  '{"id": 5}', '{"id": ["a"]}', '{"id": {"id": "a"}}', '[{"id": "a"}]', '[{"k": "a"}]', '[{"id": ""}]', '{"nodes": []}', '{"nodes": null}', '{"nodes": {}}',
  '{"nodes": [null]}', '[{"nodes": []}]', '{"nodes": "a"}', '["2026-02-03"]', '["2026-02-03T20:56:01Z"]', '[1985, "a"]', '["", 5]', '[null, {}]',
  '["a", null]', '[["a"]]', '{"p": "a"}', '{"p": ["a"]}', '{"p": {"id": "   "}}'
]) x
union
select to_jsonb(x) from unnest(array[
  '2026-02-03T20:56:01Z', '2026-02-03T20:56:01.5Z', '2026-02-03T20:56:01-05:00', '2026-02-03T20:56:01', '2026-2-3T1:2:3Z', '26-02-03T20:56:01Z',
  '0001-01-01T00:00:00Z', '1899-12-31T23:59:59Z', '1900-01-01T00:00:00Z', '2199-12-31T23:59:59Z', '2200-01-01T00:00:00Z', '2026-02-30T00:00:00Z',
  '2024-02-29T00:00:00Z', '2025-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-02-03T24:00:00Z', '2026-02-03T23:59:60Z',
  '2026-02-03T20:60:00Z', ' 2026-02-03T20:56:01Z', '2026-02-03T20:56:01Z ', e'2026-02-03T20:56:01Z\n', e'a\n2026-02-03T20:56:01Z', '2026- 2-03T20:56:01Z',
  '2026-+2-03T20:56:01Z', '2026-02-03t20:56:01z', '2026-02-03T20:56:01+99:99', '2026-02-03', '2026-2-3', '1699-12-31', '1700-01-01', '2200-01-01',
  '2026-02-29', '2024-02-29', '2026-04-31', '2026-12-31', '2026-00-01', '2026-01-00', e'2026-02-03\n', ' 2026-02-03', '20260203', 'today', 'infinity',
  '٢٠٢٦-٠٢-٠٣', '19٢6-02-03', 'x', '   ', e'\t\t', e'\u00a0', e' \t\u00a0\n', ' a ', repeat(' ', 300), repeat('x', 200), repeat('x', 201), repeat('é', 200),
  repeat(' ', 200) || 'x', repeat('x', 5000)
]) x
union
select to_jsonb(to_char(d, f)) from generate_series('2023-12-01'::date, '2024-03-02', '1 day') d, unnest(array['YYYY-MM-DD', 'YYYY-MM-DD"T"23:59:59"Z"']) f;

-- Each value at the end of each path, and in the way of it.
create temp table sample as
select 'k' as path, jsonb_build_object('k', v) as raw, v from value
union all
select p, jsonb_build_object('o', jsonb_build_object(split_part(p, '.', 2), v)), v from value, unnest(array['o.k', 'o.id']) p
union all
select p, jsonb_build_object('o', v), v from value, unnest(array['o.k', 'o.id', 'o.p.k', 'o.p.id']) p
union all
select p, jsonb_build_object('o', jsonb_build_object('p', v)), v from value, unnest(array['o.p.k', 'o.p.id']) p
union all
select p, jsonb_build_object('o', jsonb_build_object('p', jsonb_build_object(split_part(p, '.', 3), v))), v from value, unnest(array['o.p.k', 'o.p.id']) p
union all
select p, '{}', null from unnest(array['k', 'o.k', 'o.id', 'o.p.k', 'o.p.id']) p;

create temp table kind as select unnest(array['text', 'boolean', 'integer', 'bigint', 'number', 'date', 'instant', 'list', 'json', 'object', 'id']) as kind;
create temp table look (kind text, path text, raw jsonb, v jsonb, is_readable boolean, quick text, careful text, issues jsonb);
create function pg_temp.look()
returns void
language plpgsql
as $$
declare
  v_look record;
begin
  for v_look in
    select k.kind, p.path, r.quick, r.careful, r.is_readable
    from kind k
    cross join (select distinct path from sample) p
    cross join lateral reconcile.reading_of(k.kind, 't.raw', p.path) r
  loop
    execute format(
      'insert into look
       select %1$L, t.path, t.raw, t.v, r.is_readable, case when r.is_readable then (%2$s)::text end, (%3$s)::text,
         reconcile.check_values(t.raw, %4$L)
       from sample t cross join lateral (select %5$s as is_readable offset 0) r
       where t.path = %6$L',
      v_look.kind, v_look.quick, v_look.careful, jsonb_build_object(v_look.path, v_look.kind), v_look.is_readable, v_look.path
    );
  end loop;
end;
$$;
create function pg_temp.named(kind text, path text, raw jsonb)
returns text
language sql
as $$ select format('%s %s of %s', kind, path, left(raw::text, 60)) $$;

select lives_ok('select pg_temp.look()', 'nothing raises, whatever comes');
select cmp_ok((select count(*) from look), '>', 25000::bigint, 'all of them are looked at');
select is_empty(
  $$select distinct c.kind from reconcile.entities e cross join lateral reconcile.columns_of(e.entity) c where c.source = 'field' and c.kind not in (select kind from kind)$$,
  'every kind that a column has is one of these'
);
select throws_ok($$select reconcile.reading_of('colour', 's', 'k')$$, 'P0002', null, 'there is no other kind');
select is(
  (select array_agg(pg_temp.named(kind, path, raw)) from look where is_readable and issues is not null), null, 'what the cheap test passes has no issue'
);
select is(
  (select array_agg(pg_temp.named(kind, path, raw)) from look where is_readable and quick is distinct from careful), null,
  'and the quick reading of it is the careful one'
);
-- What there is for a path: the value at its end, else what stands in its way; a blank is null, "" or an absent field.
create temp view found as
select
  l.*,
  coalesce(
    l.raw #> string_to_array(l.path, '.'),
    case when l.path like 'o.p.%' and jsonb_typeof(l.raw #> '{o,p}') <> 'object' then l.raw #> '{o,p}' end,
    case when jsonb_typeof(l.raw #> '{o}') <> 'object' then l.raw #> '{o}' end
  ) as value
from look l;
select is(
  (
    select array_agg(pg_temp.named(kind, path, raw)) from found
    where issues is null and careful is null and coalesce(value, 'null') not in ('null', '""')
  ),
  null, 'what has no issue is read, or blank: no value disappears without an issue'
);
select is(
  (
    select array_agg(pg_temp.named(kind, path, raw)) from look
    where kind = 'list' and issues is null and careful is not null
      and cardinality(careful::text[]) <> jsonb_array_length(jsonb_path_query_array(raw #> string_to_array(path, '.'), '$[*] ? (@ != null)'))
  ),
  null, 'nor does an item of a list of texts'
);
select is(
  (select array_agg(pg_temp.named(kind, path, raw)) from look where issues is not null and careful is not null and kind <> 'list'), null,
  'what has an issue is not read, but for the good items of a list'
);
select is(
  (
    select array_agg(distinct kind || ' ' || left(v::text, 40))
    from found
    where not is_readable and issues is null and coalesce(value, 'null') not in ('null', '""')
      and not (kind in ('integer', 'bigint') and jsonb_typeof(value) = 'number')
      and not (kind = 'bigint' and value #>> '{}' ~ '^\d+$')
      and not (kind = 'list' and jsonb_typeof(value) = 'array')
      and not (kind in ('date', 'instant') and value #>> '{}' ~ '-(29|30|31)|\.\d+Z$|[+-]\d\d:\d\d$|T24:00:00|:60Z')
  ),
  null, 'and what has none is passed at once, but for a few rare forms'
);

select * from finish();
rollback;
