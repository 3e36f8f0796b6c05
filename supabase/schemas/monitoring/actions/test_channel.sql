-- Button: a test message through one alert channel.

create function monitoring.test_channel(p_channel text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  -- Channels are those of the whole project.
  v_by text := monitoring.require_admin(null);
begin
  if not exists (select from monitoring.channels c where c.channel = p_channel) then
    raise exception 'there is no alert channel %', coalesce(p_channel, 'null')
      using errcode = 'GZ405', hint = 'Channels are set up in the functions'' settings, ALERT_… in .env.example; a new one is known after a minute.';
  end if;
  insert into monitoring.deliveries (channel) values (p_channel);
  -- Delivered at once: the function gives what is due.
  perform sync.call_function('alerts', '{}', 'dashboard');
  return monitoring.record_decision(v_by, 'test_channel', null, null, p_channel, jsonb_build_object('outcome', 'tested'));
end;
$$;

comment on function monitoring.test_channel(text) is
  'An administrator of every account has a test message sent through a channel. Answers {outcome: tested}; what the channel answered is in monitoring.deliveries, where notice_id is null.';

grant execute on function monitoring.test_channel(text) to authenticated;
