-- Calendar days, and nothing else; no value raises.
begin;
select plan(28);

select is(reconcile.to_date(v), v::date, format('%s is read', v))
from unnest(array['2026-02-03', '2024-02-29', '1700-01-01', '1885-06-30', '2199-12-31']) v;
select is(reconcile.to_date(v), null, format('%s is no date', coalesce(quote_literal(left(v, 40)), 'nothing')))
from unnest(array[
  null, '', 'today', 'infinity', '2026-02-30', '2025-02-29', '2026-13-01', '2026-00-10', '2026-2-3', '03/02/2026', '2026-02-03T20:56:01Z',
  '2026-02-03 ', '1699-12-31', '2200-01-01', '0000-00-00', '9999-12-31', '20260203', '2026', 'vers 1920', '-2026-02-03', '[]', repeat('1', 100000)
]) v;
set local datestyle = 'SQL, DMY';
select is(reconcile.to_date('2026-02-03'), make_date(2026, 2, 3), 'the date style of the session changes nothing');

select * from finish();
rollback;
