-- The phase of a run by its lease and its heartbeat.
begin;
select plan(9);

select is(monitoring.phase_of(s, now() + l, now() - h), e, format('%s, lease ends in %s, heartbeat %s ago', s, coalesce(l::text, 'none'), h))
from (values
  ('running', interval '1 minute', interval '0', 'working'),
  ('running', interval '1 minute', interval '1 hour', 'working'),
  ('running', interval '0', interval '0', 'abandoned'),
  ('running', interval '-1 second', interval '0', 'abandoned'),
  ('running', null, interval '119 seconds', 'waiting'),
  ('running', null, interval '2 minutes', 'abandoned'),
  ('success', interval '1 minute', interval '0', 'over'),
  ('failed', null, interval '0', 'over'),
  ('partial', null, null, 'over')
) t (s, l, h, e);

select * from finish();
rollback;
