-- A trigger counts 429s, so that the limiter stays one statement.

create function monitoring.count_throttle()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into monitoring.throttles as t (account_id, hour)
  values (new.account_id, date_trunc('hour', new.slowed_at, 'UTC'))
  on conflict (account_id, hour) do update set throttles = t.throttles + 1;
  return null;
end;
$$;

comment on function monitoring.count_throttle() is 'Counts a 429 of Gazelle; a call that waits for its turn is none.';

create trigger count_first_throttle
after insert on sync.limiters
for each row when (new.slowed_at > '-infinity')
execute function monitoring.count_throttle();

create trigger count_throttle
after update of slowed_at on sync.limiters
for each row when (new.slowed_at <> old.slowed_at)
execute function monitoring.count_throttle();
