-- A test takes the way of a real notice.

create function monitoring.test_channels(p_channels text[])
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_tests int;
begin
  insert into monitoring.channels (channel) select c.channel from unnest(p_channels) c (channel) on conflict do nothing;
  insert into monitoring.deliveries (channel) select c.channel from unnest(p_channels) c (channel);
  get diagnostics v_tests = row_count;
  return v_tests;
end;
$$;

comment on function monitoring.test_channels(text[]) is 'Makes a test delivery for each channel named; monitoring.take_deliveries gives them.';
