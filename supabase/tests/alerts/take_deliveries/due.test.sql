-- Deliveries: each notice once through each channel, in order, again until it is acknowledged.
begin;
select plan(19);

create function pg_temp.record(p_delivery bigint, p_acknowledged boolean, p_answer text, p_retry_after_ms int default 0)
returns void
language sql
as $$
  select monitoring.settle_deliveries(jsonb_build_array(
    jsonb_build_object('id', p_delivery, 'acknowledged', p_acknowledged, 'answer', p_answer, 'retryAfterMs', p_retry_after_ms)
  ));
$$;

create function pg_temp.take(variadic p_channels text[])
returns setof text
language sql
as $$
  select format('%s %s', d ->> 'channel', d ->> 'event')
  from jsonb_array_elements(monitoring.take_deliveries(p_channels) -> 'deliveries') d;
$$;
create function pg_temp.id(p_channel text)
returns bigint
language sql
as $$ select delivery_id from monitoring.deliveries where channel = p_channel order by 1 limit 1; $$;

select is_empty($$select pg_temp.take('slack')$$, 'without an alert nothing is due');
insert into sync.runs (account_id, module, mode, status, watermark, finished_at, error)
values ('main', 'users', 'full', 'failed', now(), now(), '{"code": "unexpected", "message": "m"}');
select results_eq($$select pg_temp.take('slack', 'email')$$, array['slack opened', 'email opened'], 'an alert is due through each channel');
select is_empty($$select pg_temp.take('slack', 'email')$$, 'what somebody took is not given twice');

select pg_temp.record(pg_temp.id('slack'), true, 'HTTP 200: ok');
select pg_temp.record(pg_temp.id('email'), false, 'HTTP 500');
select results_eq(
  $$select channel, status, acknowledged_at is not null, last_error, next_at - now() from monitoring.deliveries order by channel$$,
  $$values ('email', 'due', false, 'HTTP 500', interval '1 minute'), ('slack', 'acknowledged', true, null, interval '1 minute')$$,
  'only what was acknowledged is delivered'
);
update monitoring.deliveries set next_at = now();
select results_eq($$select pg_temp.take('slack', 'email')$$, array['email opened'], 'the other is due again');
select pg_temp.record(pg_temp.id('email'), false, 'HTTP 429', 600000);
select is((select next_at - now() from monitoring.deliveries where channel = 'email'), interval '10 minutes', 'not before the channel wants it');
select pg_temp.record(pg_temp.id('slack'), false, 'late');
select is((select status from monitoring.deliveries where channel = 'slack'), 'acknowledged', 'an acknowledgement stays');

insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at)
values ('main', 'users', 'full', 'success', now(), clock_timestamp(), clock_timestamp());
select results_eq($$select pg_temp.take('slack', 'email')$$, array['slack resolved'], 'nobody is told of an end before the beginning');

update monitoring.deliveries set created_at = now() - interval '25 hours', next_at = now() where channel = 'email' and notice_id = (select min(notice_id) from monitoring.notices);
select results_eq($$select pg_temp.take('slack', 'email')$$, array['email resolved'], 'after a day a delivery is given up, and the next one goes');

select is((select count(*) from monitoring.channels), 2::bigint, 'each channel has its row');
select is_empty($$select pg_temp.take('slack')$$, 'a channel that is taken out');
select results_eq($$select channel from monitoring.channels$$, array['slack'], 'has none, and owes nothing');
select is_empty($$select from monitoring.deliveries where channel = 'email' and status = 'due'$$, 'what it still had is given up');

select is(monitoring.test_channels(array['slack']), 1, 'a test is a delivery');
select results_eq($$select pg_temp.take('slack')$$, array['slack test'], 'that is given like the others');
select pg_temp.record((select max(delivery_id) from monitoring.deliveries), false, 'HTTP 404');
select is((select status from monitoring.deliveries order by delivery_id desc limit 1), 'given_up', 'but not tried again');

-- Told, or not.
delete from monitoring.alerts;
delete from monitoring.deliveries;
update sync.runs set started_at = started_at - interval '1 hour' where status = 'success';
select results_eq($$select pg_temp.take('slack')$$, array['slack opened'], 'a new alert');
update monitoring.alerts set severity = 'critical';
select is((select alerts from monitoring.read_undelivered_alerts()), 1::bigint, 'a critical one that reached nobody is untold');
select pg_temp.record((select max(delivery_id) from monitoring.deliveries), true, 'HTTP 200');
select is((select alerts from monitoring.read_undelivered_alerts()), 0::bigint, 'one acknowledgement is enough');

select * from finish();
rollback;
