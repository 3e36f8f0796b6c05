-- An alert channel that does not deliver.

create function monitoring.find_channel_failing(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select null, null, c.channel, format('%s has failed since %s: %s', c.channel, c.failing_since, c.last_error), '{}'::jsonb
  from monitoring.channels c
  where c.takes = 'alerts' and c.failing_since < now() - make_interval(mins => p_threshold::int);
$$;

comment on function monitoring.find_channel_failing(numeric) is 'Rule channel_failing: one problem a channel. p_threshold: minutes.';
