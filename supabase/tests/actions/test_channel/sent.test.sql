-- A test message through one channel.
begin;
select plan(4);

select set_config('request.jwt.claims', '{"role": "service_role"}', true);
insert into monitoring.channels (channel) values ('email'), ('slack');
select throws_ok($$select monitoring.test_channel('pigeon')$$, 'GZ405', null, 'one that is set up');
select throws_ok($$select monitoring.test_channel('email')$$, 'GZ424', null, 'and only where the functions can be called');
select sync.connect_functions('http://127.0.0.1:1', 'key');
select is(monitoring.test_channel('email'), '{"outcome": "tested"}', 'it is sent at once');
select results_eq(
  $$select channel, status, notice_id from monitoring.deliveries$$, $$values ('email', 'due', null::bigint)$$, 'through that channel alone'
);

select * from finish();
rollback;
