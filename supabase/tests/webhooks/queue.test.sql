-- The queue of webhooks: what is put into it, who is asked when, and what an answer does.
begin;
select plan(45);
select set_config('request.jwt.claims', '{"role": "service_role"}', true);

-- What this transaction writes counts as committed.
create or replace function changes.last_position() returns bigint language sql set search_path = '' as 'select s.last_value from changes.log_position_seq s where s.is_called union all select 0 limit 1';

insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m;

create function pg_temp.taxes(variadic p_ids text[]) returns void language sql as $$
  insert into gazelle.taxes (id, account_id, name) select i.id, 'main', clock_timestamp()::text from unnest(p_ids) i (id)
  on conflict (id) do update set name = excluded.name, version = taxes.version + 1;
$$;
create function pg_temp.take() returns setof jsonb language sql as $$
  select d from jsonb_array_elements(webhooks.take() -> 'deliveries') d
$$;
create function pg_temp.taken() returns setof text language sql as $$
  select (select string_agg(format('%s %s', c ->> 'id', c ->> 'operation'), ', ' order by c ->> 'position') from jsonb_array_elements(d -> 'changes') c) from pg_temp.take() d
$$;
create function pg_temp.answer(p_acknowledged boolean, p_answer text default 'HTTP', p_retry_after_ms int default 0, p_gone boolean default false)
returns void language sql as $$
  select monitoring.settle_deliveries(coalesce(jsonb_agg(jsonb_build_object(
    'id', d.delivery_id, 'acknowledged', p_acknowledged, 'answer', p_answer, 'retryAfterMs', p_retry_after_ms, 'isGone', p_gone
  )), '[]'))
  from monitoring.deliveries d where d.status = 'due' and d.attempts > 0 and d.next_at between now() + interval '119 seconds' and now() + interval '121 seconds'
$$;
create function pg_temp.channel() returns monitoring.channels language sql as $$
  select c from monitoring.channels c where c.takes = 'changes' order by c.added_at, c.channel limit 1
$$;
create function pg_temp.later(p_interval interval) returns void language sql as $$
  update monitoring.deliveries set next_at = next_at - p_interval, tried_at = tried_at - p_interval where changes is not null;
  update monitoring.channels set rests_until = rests_until - p_interval, failing_since = failing_since - p_interval, acknowledged_at = acknowledged_at - p_interval where takes = 'changes';
$$;

select pg_temp.taxes('tax_0');
create temp table made as select webhooks.add('https://hooks.gazelle-consumer.ca/in', '{taxes}', null, 1, 'Accounting') as answer;
create function pg_temp.it() returns text language sql as $$ select answer ->> 'webhook' from made $$;
select matches((select answer ->> 'secret' from made), '^whsec_[A-Za-z0-9+/]{43}=$', 'a webhook has a secret of Standard Webhooks');
select is((select count(*) from vault.secrets where name like 'gazelle_wh_%' and secret not like '%whsec%'), 1::bigint, 'which Vault keeps, encrypted');
select is_empty('select pg_temp.taken()', 'what changed before it is not told');

select pg_temp.taxes('tax_1', 'tax_2');
select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1", "companyName": "Salle Beaurivage"}]');
select pg_temp.taxes('tax_1');
select results_eq('select pg_temp.taken()', array['tax_1 created', 'tax_2 created'], 'changes of its entities are due, of a record the first');
select is_empty('select pg_temp.taken()', 'what somebody took is not given twice');
select pg_temp.answer(true);
select results_eq('select pg_temp.taken()', array['tax_1 updated'], 'then the next');
select pg_temp.answer(true);
select is_empty('select from monitoring.deliveries', 'what was delivered is no longer in the queue');
select is((pg_temp.channel()).delivered, 3::bigint, 'but counted');

-- The record before and after.
update gazelle.taxes set name = 'TPS', version = version + 1 where id = 'tax_1';
update gazelle.taxes set name = 'TVQ', version = version + 1 where id = 'tax_1';
update gazelle.taxes set deleted_at = now(), version = version + 1 where id = 'tax_1';
create temp table told as
select t.change, row_number() over (order by t."position") as nth
from changes.told('main', array(select l."position" from changes.log l where l.id = 'tax_1' order by 1 desc limit 3)) t;
select results_eq(
  $$select change -> 'before' ->> 'name' <> 'TPS', change -> 'after' ->> 'name', change -> 'after' ? 'version' from told where nth = 1$$,
  $$values (true, 'TPS', false)$$, 'a message has the record as it was then, not as it is now'
);
select results_eq($$select change -> 'before' ->> 'name', change -> 'after' ->> 'name' from told where nth = 2$$, $$values ('TPS', 'TVQ')$$, 'before and after');
select results_eq($$select change -> 'before' ->> 'name', change -> 'after' from told where nth = 3$$, $$values ('TVQ', 'null'::jsonb)$$, 'of what is gone there is a before');

-- What fails.
select count(*) from pg_temp.take();
select pg_temp.answer(false, 'HTTP 500');
select ok(
  (select next_at - now() from monitoring.deliveries where attempts = 1) between interval '4 seconds' and interval '6 seconds', 'a failed message is tried again after seconds'
);
select ok(monitoring.pause_before_retry(true, 2) between interval '4 min' and interval '6 min', 'then after minutes');
select ok(monitoring.pause_before_retry(true, 9) between interval '21 h' and interval '27 h', 'at last after a day');
select ok(monitoring.pause_before_retry(true, 5000) <= interval '27 h', 'and never later, however often it failed');
select pg_temp.later('1 minute');
select results_eq('select pg_temp.taken()', array['tax_1 updated'], 'a later change of the same record waits for it');
select pg_temp.answer(false, 'HTTP 503', 7200000);
select ok((pg_temp.channel()).rests_until > now() + interval '119 minutes', 'an endpoint that says when is left alone until then');
select pg_temp.taxes('tax_7', 'tax_8', 'tax_9');
select is_empty('select pg_temp.taken()', 'with everything');
select pg_temp.later('121 minutes');
select is((select count(*) from pg_temp.take()), 4::bigint, 'afterwards all that is due comes');
select pg_temp.answer(false, 'no answer within 15000 ms');
select is((pg_temp.channel()).failures, 6, 'one that fails again and again');
select is_empty('select pg_temp.taken()', 'rests');
select pg_temp.later('40 minutes');
select is((select count(*) from pg_temp.take()), 1::bigint, 'is then asked with one message');
select is_empty('select pg_temp.taken()', 'and no other meanwhile');
select pg_temp.answer(true);
select ok((pg_temp.channel()).failing_since is null and (pg_temp.channel()).failures = 0, 'when it is back');
select results_eq('select pg_temp.taken()', array['tax_1 updated', 'tax_8 created', 'tax_9 created'], 'what failed while it was away comes at once (case: down for a day)');
select pg_temp.answer(true);

-- One message that it refuses for good.
select pg_temp.taxes('tax_20');
select count(*) from pg_temp.take();
update monitoring.deliveries d set attempts = 10, tried_at = now() - interval '4 days' where d.channel = pg_temp.it() and status = 'due' and attempts > 0;
update monitoring.channels set acknowledged_at = now() - interval '1 hour' where channel = pg_temp.it();
select pg_temp.answer(false, 'HTTP 400');
select ok((select bool_and(status = 'given_up') from monitoring.deliveries where attempts = 10), 'is given up after three days while others arrive');
select matches((select message from monitoring.find_webhook_failing(60)), 'were refused', 'and an alert says so');
delete from monitoring.deliveries;

-- An endpoint that takes nothing at all.
select pg_temp.taxes('tax_30', 'tax_31');
update monitoring.channels set failing_since = now() - interval '73 hours', failures = 20, acknowledged_at = now() - interval '74 hours' where channel = pg_temp.it();
select count(*) from pg_temp.take();
update monitoring.deliveries d set attempts = 10, tried_at = now() - interval '73 hours' where status = 'due' and attempts > 0;
select pg_temp.answer(false, 'HTTP 500');
select is((pg_temp.channel()).paused_because, 'failing', 'after three days is paused');
select is((select count(*) from monitoring.deliveries where status = 'due'), 2::bigint, 'and nothing is given up');
select matches((select message from monitoring.find_webhook_failing(60)), 'it failed for three days', 'an alert says so');
select lives_ok($$select webhooks.resume(pg_temp.it())$$, 'a person resumes it');
select is((select count(*) from pg_temp.take()), 2::bigint, 'and it goes on with what waited');
select pg_temp.answer(false, 'HTTP 410', 0, true);
select is((pg_temp.channel()).paused_because, 'gone', 'one that answers 410 wants no more');

-- Replay, from a position; batches, fields.
select webhooks.replay(pg_temp.it(), (select changes.written('main', min("position") - 1) from changes.log where id = 'tax_1'));
update monitoring.channels set paused_at = null, paused_because = null, failing_since = null, rests_until = null where channel = pg_temp.it();
update webhooks.subscriptions set batch = 100, fields = '{name}' where webhook = pg_temp.it();
select is((select jsonb_array_length(d -> 'changes') from pg_temp.take() d), 12, 'a replay sends again from there, in batches where they are wanted');
select is((select count(*) from monitoring.deliveries where sequence = 'all'), 1::bigint, 'one after the other');
select pg_temp.answer(true);
update webhooks.subscriptions set fields = '{rate}' where webhook = pg_temp.it();
update gazelle.taxes set name = 'nobody asks', version = version + 1 where id = 'tax_2';
select is_empty('select pg_temp.taken()', 'a change of a field that it does not want is not told');

-- Paused, behind, removed.
select webhooks.pause(pg_temp.it());
select pg_temp.taxes('tax_40');
select is(webhooks.is_due(), false, 'while it is paused nothing is due');
update changes.pruned set "position" = changes.last_position();
select throws_ok($$select webhooks.resume(pg_temp.it())$$, 'GZ411', null, 'what the log no longer has cannot be told');
select webhooks.remove(pg_temp.it());
select is_empty(
  $$select channel from monitoring.channels where takes = 'changes' union all select name from vault.secrets where name like 'gazelle_wh_%'$$, 'one that is removed leaves nothing, no secret either'
);

-- What an answer may not do.
select webhooks.add('https://hooks.gazelle-consumer.ca/second', '{taxes}');
create or replace function pg_temp.it() returns text language sql as $$ select webhook from webhooks.subscriptions $$;
select webhooks.test(pg_temp.it());
select count(*) from pg_temp.take();
select pg_temp.answer(false, 'HTTP 500');
select ok((pg_temp.channel()).failing_since is null and (pg_temp.channel()).failures = 0, 'a test that fails says nothing of the changes');
select pg_temp.taxes('tax_50', 'tax_51', 'tax_52', 'tax_53');
select count(*) from pg_temp.take();
select monitoring.settle_deliveries(jsonb_agg(jsonb_build_object('id', d.delivery_id, 'attempt', 1, 'acknowledged', false, 'answer', 'HTTP 400', 'isRefused', true)))
from monitoring.deliveries d where d.changes is not null;
select ok((pg_temp.channel()).failures = 0 and (pg_temp.channel()).rests_until is null, 'what it refuses alone does not make it rest');
select pg_temp.taxes('tax_54');
select results_eq('select pg_temp.taken()', array['tax_54 created'], 'others go on beside it');
select monitoring.settle_deliveries(jsonb_agg(jsonb_build_object('id', d.delivery_id, 'attempt', 7, 'acknowledged', false, 'answer', 'late'))) from monitoring.deliveries d where d.attempts = 1;
select ok((select next_at > now() + interval '119 seconds' from monitoring.deliveries where status = 'due' order by delivery_id desc limit 1), 'who comes when the lease is another''s changes nothing');
select pg_temp.answer(true);
-- A replay of less than what waits.
select webhooks.replay(pg_temp.it(), '2100-01-01T00:00Z');
update monitoring.channels set rests_until = null where takes = 'changes';
select results_eq(
  'select pg_temp.taken()', array['tax_50 created', 'tax_51 created', 'tax_52 created', 'tax_53 created', 'tax_54 created'],
  'a replay leaves out nothing of what waits'
);
update changes.pruned set "position" = changes.last_position() - 1;
select webhooks.pause(pg_temp.it());
select throws_ok($$select webhooks.resume(pg_temp.it())$$, 'GZ411', null, 'what waits and is no longer kept is not called delivered');

select * from finish();
rollback;
