-- The limiter: a caller reserves its calls and gets the time to wait. A 429 halves the rate for a while.

create function sync.slow_level_now(p_level smallint, p_slowed_at timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  select case
    when p_level = 0 then 0
    -- Least: a complaint of the future, of a clock that was set back, is one of now.
    else least(p_level, greatest(0, p_level - floor(extract(epoch from clock_timestamp() - p_slowed_at) / 60)::integer))
  end;
$$;

comment on function sync.slow_level_now(smallint, timestamptz) is 'Halvings still in force: each minute without a complaint gives one back.';

create function sync.call_interval(p_rate numeric, p_level smallint, p_slowed_at timestamptz)
returns interval
language sql
volatile
set search_path = ''
as $$
  select make_interval(
    secs => 1 / greatest(least(0.2, p_rate), p_rate / 2 ^ sync.slow_level_now(p_level, p_slowed_at))::double precision
  );
$$;

comment on function sync.call_interval(numeric, smallint, timestamptz) is
  'Time between two calls at p_rate calls a second, slowed down; never slower than one call in five seconds.';

create function sync.first_free_call(p_limiter sync.limiters)
returns timestamptz
language sql
volatile
set search_path = ''
as $$
  -- Gazelle's pauses last minutes and what is reserved beyond one is a batch of a second or one call for each slice at work: what is
  -- further ahead was written by a clock that was set back.
  select greatest(
    case when p_limiter.next_call_at <= greatest(p.until, clock_timestamp()) + interval '10 minutes' then p_limiter.next_call_at end,
    p.until, clock_timestamp()
  )
  from (select case when p_limiter.paused_until <= clock_timestamp() + interval '10 minutes' then p_limiter.paused_until end as until) p;
$$;

comment on function sync.first_free_call(sync.limiters) is
  'First instant that no caller has reserved yet and that lies in no pause. What is more than ten minutes ahead counts for nothing.';

create function sync.reserve_call(p_account text, p_calls integer, p_rate numeric)
returns table (wait_ms integer, interval_ms numeric)
language sql
set search_path = ''
as $$
  insert into sync.limiters as l (account_id, next_call_at)
  values (p_account, clock_timestamp() + p_calls * sync.call_interval(p_rate, 0::smallint, '-infinity'))
  on conflict (account_id) do update
  set next_call_at = sync.first_free_call(l)
    + p_calls * sync.call_interval(p_rate, l.slow_level, l.slowed_at)
  returning
    greatest(0, ceil(1000 * extract(epoch from
      l.next_call_at - p_calls * sync.call_interval(p_rate, l.slow_level, l.slowed_at) - clock_timestamp()
    )))::integer,
    round(1000 * extract(epoch from sync.call_interval(p_rate, l.slow_level, l.slowed_at)), 3);
$$;

comment on function sync.reserve_call(text, integer, numeric) is
  'Reserves p_calls calls at p_rate calls a second; answers how long to wait before the first and between two.';

create function sync.slow_down(p_account text, p_retry_after_ms integer default 0)
returns void
language sql
set search_path = ''
as $$
  insert into sync.limiters as l (account_id, paused_until, slow_level, slowed_at)
  values (p_account, clock_timestamp() + make_interval(secs => p_retry_after_ms / 1000.0), 1, clock_timestamp())
  on conflict (account_id) do update
  set paused_until = greatest(l.paused_until, excluded.paused_until),
    -- Parallel lanes get their 429s together: within a second they count as one.
    slow_level = case
      when l.slowed_at > clock_timestamp() - interval '1 second' then l.slow_level
      else least(10, sync.slow_level_now(l.slow_level, l.slowed_at) + 1)
    end,
    slowed_at = case
      when l.slowed_at > clock_timestamp() - interval '1 second' then l.slowed_at
      else clock_timestamp()
    end;
$$;

comment on function sync.slow_down(text, integer) is
  'Gazelle answered "too many": pauses the account for p_retry_after_ms, and halves its rate for a while.';
