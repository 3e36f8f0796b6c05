-- What is open is told, however long no channel could tell it (kind of H2).
begin;
select plan(21);

create function pg_temp.record(p_delivery bigint, p_acknowledged boolean, p_answer text, p_retry_after_ms int default 0)
returns void
language sql
as $$
  select monitoring.settle_deliveries(jsonb_build_array(
    jsonb_build_object('id', p_delivery, 'acknowledged', p_acknowledged, 'answer', p_answer, 'retryAfterMs', p_retry_after_ms)
  ));
$$;

create function pg_temp.take(variadic p_channels text[] default '{}')
returns setof text
language sql
as $$
  select format('%s %s %s', d ->> 'channel', d ->> 'event', d ->> 'subject')
  from jsonb_array_elements(monitoring.take_deliveries(p_channels) -> 'deliveries') d;
$$;
create function pg_temp.answer(p_acknowledged boolean)
returns void
language sql
as $$
  select pg_temp.record(d.delivery_id, p_acknowledged, 'HTTP')
  from monitoring.deliveries d
  where d.status = 'due' and d.next_at > now();
$$;
create function pg_temp.pass(p_time interval)
returns void
language sql
as $$
  update monitoring.alerts set opened_at = opened_at - p_time;
  update monitoring.notices set at = at - p_time;
  update monitoring.deliveries set created_at = created_at - p_time, next_at = next_at - p_time;
  update monitoring.channels set added_at = added_at - p_time, failing_since = failing_since - p_time;
  update sync.missing set found_missing_at = found_missing_at - p_time;
$$;
create function pg_temp.hold(p_module text, p_from int, p_to int)
returns void
language sql
as $$
  insert into sync.missing (module, account_id, external_id, reason, status, held_because)
  select p_module, 'main', p_module || '_' || i, 'unseen', 'held', 'share' from generate_series(p_from, p_to) i;
$$;

select pg_temp.hold('pianos', 1, 1);
select results_eq($$select pg_temp.take('email')$$, array['email opened pianos'], 'on Friday a deletion is held');
select pg_temp.answer(false);
select pg_temp.pass('1 day 1 hour');
select results_eq($$select pg_temp.take('email')$$, array['email opened pianos'], 'on Saturday it is still tried');
select pg_temp.answer(false);
select pg_temp.pass('2 days');
select results_eq($$select pg_temp.take('email')$$, array['email opened pianos'], 'on Monday it is told, since it still waits');
select pg_temp.answer(true);
select pg_temp.pass('2 minutes');
select is_empty($$select pg_temp.take('email')$$, 'once');
update monitoring.deliveries set status = 'due', acknowledged_at = null, attempts = 2000;
select lives_ok($$select pg_temp.record(delivery_id, false, 'HTTP 500') from monitoring.deliveries$$, 'thousands of attempts');
select is((select next_at - now() from monitoring.deliveries), interval '1 hour', 'are an hour apart');

-- The function was down.
delete from monitoring.alerts;
delete from sync.missing;
select pg_temp.hold('pianos', 1, 1), pg_temp.hold('users', 1, 1);
select monitoring.evaluate_alerts();
select pg_temp.pass('3 days');
select monitoring.evaluate_alerts();
delete from sync.missing where module = 'users';
select monitoring.evaluate_alerts();
select pg_temp.pass('2 days');
select results_eq($$select pg_temp.take('email')$$, array['email opened pianos'], 'what opened while no function told it is told days later, and what is over is not');
select is_empty($$select pg_temp.take('email')$$, 'once');

-- The settings of a deployment lacked the channel.
select is_empty($$select pg_temp.take()$$, 'without its settings a channel has nothing to deliver');
select results_eq($$select status from monitoring.deliveries$$, array['given_up'], 'and owes nothing');
select pg_temp.pass('2 days');
select results_eq($$select pg_temp.take('email')$$, array['email opened pianos'], 'with them it is told what is still open');
select pg_temp.answer(true);
select is_empty($$select pg_temp.take()$$, 'what was told');
select is_empty($$select pg_temp.take('email')$$, 'is not told again');

-- Both ways of getting worse are one message.
delete from monitoring.alerts;
delete from sync.missing;
update monitoring.alert_rules set escalates_after = '1 hour' where rule = 'deletion_held';
select pg_temp.hold('pianos', 1, 1);
select pg_temp.take('email');
select pg_temp.answer(false);
select pg_temp.pass('2 hours');
select monitoring.evaluate_alerts();
select pg_temp.pass('3 days');
select results_eq($$select pg_temp.take('email')$$, array['email escalated pianos'], 'days later only the last word on an open alert is told');
select pg_temp.answer(false);
select pg_temp.pass('2 days');
delete from sync.missing;
select results_eq($$select pg_temp.take('email')$$, array['email resolved pianos'], 'over before it could be told, only the end is');
select pg_temp.answer(false);
select pg_temp.pass('2 days');
select is_empty($$select pg_temp.take('email')$$, 'and that for a day');

-- What grows much is told once more, by its own count.
delete from monitoring.alerts;
update monitoring.alert_rules set escalates_after = null where rule = 'deletion_held';
select pg_temp.hold('pianos', 1, 1);
select pg_temp.take('email');
select pg_temp.answer(true);
select pg_temp.hold('pianos', 2, 49);
select is_empty($$select pg_temp.take('email')$$, 'a few more are not told');
select monitoring.acknowledge_alert(alert_id, 'anna') from monitoring.alerts where subject = 'pianos';
select pg_temp.hold('pianos', 50, 160);
select results_eq($$select pg_temp.take('email')$$, array['email escalated pianos'], 'one held deletion that became 160 is told once more, also to who knew of one');
select pg_temp.answer(true);
select pg_temp.hold('pianos', 161, 1700);
select is_empty($$select pg_temp.take('email')$$, 'and not a third time');
select is((select severity from monitoring.alerts where subject = 'pianos'), 'critical', 'it is worse');
select is((select details ->> 'records' from monitoring.alerts where subject = 'pianos'), '1700', 'and says how many there are now');

select * from finish();
rollback;
