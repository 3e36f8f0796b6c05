-- The rate of an account: reservations follow each other, complaints halve the rate, minutes without one restore it.
-- Clocks are set forward and back; nothing here waits or depends on how fast the machine is.
begin;
select plan(17);

create function pg_temp.reserved(p_calls integer, p_rate numeric)
returns interval
language plpgsql
as $$
declare
  v_before timestamptz := (select next_call_at from sync.limiters where account_id = 'main');
begin
  perform sync.reserve_call('main', p_calls, p_rate);
  return (select next_call_at from sync.limiters where account_id = 'main') - v_before;
end;
$$;

select results_eq(
  $$select * from sync.reserve_call('main', 1, 5)$$,
  $$values (0, 200.000)$$,
  'the first call need not wait, and names the time between two'
);

update sync.limiters set next_call_at = clock_timestamp() + interval '5 minutes' where account_id = 'main';
select is(pg_temp.reserved(1, 5), interval '200 milliseconds', 'a call takes the next place in the line');
select is(pg_temp.reserved(5, 5), interval '1 second', 'five calls take five places at once');
select is(pg_temp.reserved(1, 0.5), interval '2 seconds', 'a slower rate takes more room');
select ok(
  (select int4range(290000, 303201) @> wait_ms from sync.reserve_call('main', 1, 5)),
  'a caller waits for everything reserved before it'
);
select is((select wait_ms from sync.reserve_call('other', 1, 5)), 0, 'another account is not held up');

update sync.limiters set next_call_at = clock_timestamp() - interval '1 hour' where account_id = 'main';
select is((select wait_ms from sync.reserve_call('main', 1, 5)), 0, 'after an idle hour a call need not wait');
select ok(
  (select next_call_at > now() from sync.limiters where account_id = 'main'),
  'and the idle hour is not saved up for a burst'
);

select sync.slow_down('main', 300000);
select results_eq(
  $$select int4range(290000, 300001) @> wait_ms, interval_ms from sync.reserve_call('main', 1, 5)$$,
  $$values (true, 400.000)$$,
  'a complaint pauses the account and halves its rate'
);

update sync.limiters set slowed_at = clock_timestamp() + interval '1 minute' where account_id = 'main';
select sync.slow_down('main', 0);
select is(
  (select slow_level from sync.limiters where account_id = 'main'),
  1::smallint,
  'complaints within a second are one'
);

update sync.limiters set slowed_at = clock_timestamp() - interval '61 seconds' where account_id = 'main';
select is(
  (select interval_ms from sync.reserve_call('main', 1, 5)),
  200.000,
  'a minute without a complaint restores the rate'
);

update sync.limiters set slow_level = 10, slowed_at = clock_timestamp() where account_id = 'main';
select is(
  (select interval_ms from sync.reserve_call('main', 1, 5)),
  5000.000,
  'an account is never slower than one call in five seconds'
);

select sync.slow_down('new', 0);
select is(
  (select interval_ms from sync.reserve_call('new', 1, 4)),
  500.000,
  'a complaint before any reservation counts'
);

-- The clock was a month ahead and is right again.
update sync.limiters set next_call_at = clock_timestamp() + interval '30 days' where account_id = 'other';
select is((select wait_ms from sync.reserve_call('other', 1, 5)), 0, 'a reservation a month ahead is none');
update sync.limiters set paused_until = clock_timestamp() + interval '30 days', next_call_at = clock_timestamp() where account_id = 'other';
select is((select wait_ms from sync.reserve_call('other', 1, 5)) < 1000, true, 'nor is a pause, which Gazelle asks for in seconds');
update sync.limiters set slow_level = 1, slowed_at = clock_timestamp() + interval '30 days', next_call_at = clock_timestamp() where account_id = 'other';
select is((select interval_ms from sync.reserve_call('other', 1, 5)), 400.000, 'a complaint of the future slows down as one of now');

select is(
  (select relpersistence::text from pg_class where oid = 'sync.limiters'::regclass),
  'u',
  'reservations leave no WAL'
);

select * from finish();
rollback;
