-- The local day is that of the company's zone, whatever the clocks of the server and of UTC say.
begin;
select plan(24);

create function pg_temp.day(p_instant text)
returns date
language sql
as $$
  insert into staging.stg_timeline (account_id, external_id, raw_data)
  values ('main', 'tme_1', jsonb_build_object('id', 'tme_1', 'occurredAt', p_instant))
  on conflict (account_id, external_id) do update set raw_data = excluded.raw_data;
  select local_date from gazelle.timeline_entries;
$$;
select is(pg_temp.day(instant), day::date, format('%s is %s in Montreal: %s', instant, day, what))
from (values
  ('2026-01-15T15:00:00Z', '2026-01-15', '10:00 in winter'),
  ('2026-01-16T01:00:00Z', '2026-01-15', '20:00 in winter'),
  ('2026-01-16T04:30:00Z', '2026-01-15', '23:30 in winter'),
  ('2026-01-16T05:00:00Z', '2026-01-16', 'midnight in winter'),
  ('2026-07-15T14:00:00Z', '2026-07-15', '10:00 in summer'),
  ('2026-07-16T00:00:00Z', '2026-07-15', '20:00 in summer'),
  ('2026-07-16T03:30:00Z', '2026-07-15', '23:30 in summer'),
  ('2026-07-16T04:00:00Z', '2026-07-16', 'midnight in summer'),
  ('2026-03-08T04:30:00Z', '2026-03-07', '23:30 before the spring change'),
  ('2026-03-08T06:59:59Z', '2026-03-08', 'the last second before it'),
  ('2026-03-08T07:00:00Z', '2026-03-08', 'the first second after it'),
  ('2026-03-09T03:30:00Z', '2026-03-08', '23:30 after it'),
  ('2026-03-09T04:30:00Z', '2026-03-09', 'half past midnight after it'),
  ('2026-11-01T03:30:00Z', '2026-10-31', '23:30 before the autumn change'),
  ('2026-11-01T05:30:00Z', '2026-11-01', '01:30 for the first time'),
  ('2026-11-01T06:30:00Z', '2026-11-01', '01:30 for the second time'),
  ('2026-11-02T04:30:00Z', '2026-11-01', '23:30 after it'),
  ('2026-11-02T05:00:00Z', '2026-11-02', 'midnight after it')
) t (instant, day, what);

set local time zone 'Asia/Tokyo';
select is(pg_temp.day('2026-01-16T04:31:00Z'), '2026-01-15'::date, 'the zone of the session changes nothing');
select is((select occurred_at from gazelle.timeline_entries), '2026-01-16T04:31:00Z'::timestamptz, 'the instant is stored as it came');

update sync.accounts set time_zone = 'Europe/Paris';
select is(pg_temp.day('2026-01-15T22:59:00Z'), '2026-01-15'::date, '23:59 in Paris');
select is(pg_temp.day('2026-01-15T23:00:00Z'), '2026-01-16'::date, 'midnight in Paris');
update sync.accounts set time_zone = 'America/Vancouver';
select is(reconcile.replay('timeline') ->> 'written', '1', 'when the zone of the company changes, a replay moves the days');
select is((select local_date from gazelle.timeline_entries), '2026-01-15'::date, '15:00 in Vancouver');

select * from finish();
rollback;
