-- Only ASCII digits pass the cheap test, whatever collation the database has: a cast of others raises (kind of L1).
begin;
select plan(11);

create temp table reading (kind text, value jsonb);
insert into reading
select k.kind, to_jsonb(v)
from (values
  ('date', array['20٣٣-01-01', '2026-01-1٣', '2026-01-1３']),
  ('instant', array['20٣٣-01-01T00:00:00Z', '2026-01-1٣T00:00:00Z', '2026-01-01T0٣:00:00Z', '2026-01-01T00:0٣:00Z', '2026-01-01T00:00:0٣Z'])
) k (kind, vs), unnest(k.vs) v;

create function pg_temp.is_readable(p_kind text, p_value jsonb)
returns boolean
language plpgsql
as $$
declare
  v_test text := (select r.is_readable from reconcile.reading_of(p_kind, 's.raw', 'x') r);
  v_found boolean;
begin
  -- As a database with ICU would compare.
  execute format('select %s from (select $1 as raw) s', replace(v_test, '~', 'collate "und-x-icu" ~')) into v_found using jsonb_build_object('x', p_value);
  return v_found;
end;
$$;
select ok(not pg_temp.is_readable(kind, value), format('%s is left to the careful reader of kind %s', value, kind)) from reading;
select ok(pg_temp.is_readable('date', '"2033-01-13"'), 'a date is read at once');
select ok(pg_temp.is_readable('instant', '"2026-01-13T03:03:03Z"'), 'so is an instant');
select is_empty(
  $$select p.proname from pg_proc p
    where p.pronamespace = 'reconcile'::regnamespace and (p.proname like 'to\_%' or p.proname = 'reading_of') and p.prosrc ~ '''[^'']*\\d[^'']*'''$$,
  'no reader has a pattern that matches digits of other scripts'
);

select * from finish();
rollback;
