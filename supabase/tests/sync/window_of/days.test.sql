-- A window covers whole days of the account's zone, also across a change of the clock.
begin;
select plan(8);

insert into sync.accounts (account_id, time_zone) values ('tokyo', 'Asia/Tokyo'), ('kiritimati', 'Pacific/Kiritimati'), ('utc', 'UTC');

create function pg_temp.days(p_account text, p_window text)
returns text
language sql
as $$
  select format('%s to %s', d.today - (w.since at time zone a.time_zone)::date, (w.until at time zone a.time_zone)::date - d.today)
  from sync.accounts a
  cross join lateral (select (clock_timestamp() at time zone a.time_zone)::date as today) d
  cross join lateral sync.window_of(p_account, p_window) w
  where a.account_id = p_account
$$;
select is(pg_temp.days('main', v), e, format('window %s: days before today, and days until the one that is no longer in it', v))
from (values ('fast', '7 to 31'), ('balanced', '30 to 91'), ('exhaustive', '60 to 366')) t (v, e);
select is(pg_temp.days('main', null), '30 to 91', 'without a name it is the balanced one');
select is(pg_temp.days(v, 'fast'), '7 to 31', format('the days are those of %s', v)) from unnest(array['tokyo', 'kiritimati']) v;

select is(
  (select count(*) from sync.accounts a cross join lateral sync.window_of(a.account_id, 'exhaustive') w
   where (w.since at time zone a.time_zone)::time <> '00:00' or (w.until at time zone a.time_zone)::time <> '00:00'),
  0::bigint, 'every window begins and ends at midnight, though the clock changes within it'
);
select is((select since from sync.window_of('nobody', 'fast')), null, 'an account that is not there has none');

select * from finish();
rollback;
