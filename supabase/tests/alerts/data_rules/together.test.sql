-- A mass of records is one alert, not a thousand messages.
begin;
select plan(20);

-- What the minute tells people.
create function pg_temp.told()
returns setof text
language plpgsql
as $$
declare
  v_last constant bigint := coalesce((select max(notice_id) from monitoring.notices), 0);
begin
  perform monitoring.evaluate_alerts();
  return query
  select concat_ws(' ', n.event, a.account_id, a.subject, coalesce(n.message, a.message))
  from monitoring.notices n join monitoring.alerts a using (alert_id)
  where n.notice_id > v_last and a.rule = 'unserviced'
  order by n.notice_id;
end;
$$;
create function pg_temp.later(p_time interval)
returns void
language plpgsql
as $$
begin
  update monitoring.alerts set opened_at = opened_at - p_time where true;
  update monitoring.notices set at = at - p_time where true;
end;
$$;
create function pg_temp.pianos(p_from int, p_to int, p_account text default 'main')
returns void
language sql
as $$
  insert into gazelle.pianos (id, account_id, make, use_type, calculated_last_service)
  select format('ins_%s', lpad(n::text, 4, '0')), p_account, 'Piano ' || n, 'Concert', date '2020-01-01' + n % 2500 from generate_series(p_from, p_to) n;
$$;
create function pg_temp.serviced(p_from int, p_to int)
returns void
language sql
as $$ update gazelle.pianos set calculated_last_service = current_date where substr(id, 5)::int between p_from and p_to; $$;
select monitoring.set_rule('unserviced', true);

select pg_temp.pianos(1, 1000);
select results_eq(
  'select pg_temp.told()',
  array['opened main main 1000 at once. Piano 1000: last serviced on 2022-09-27. Piano 999: last serviced on 2022-09-26. Piano 998: last serviced on 2022-09-25.; and 997 more'],
  'a thousand at once, as when the rule is switched on, are one message with how many and the first names'
);
select is_empty('select pg_temp.told()', 'once');
select is((select details ->> 'records' || ' ' || jsonb_array_length(details -> 'ids') from monitoring.alerts), '1000 20', 'the alert has their number and twenty of them');
select is((select count(*) from monitoring.alerts, jsonb_each(covers)), 1000::bigint, 'and keeps all that it covers');
select results_eq(
  'select modules, cardinality(about), about[20], records, cardinality(alert_ids) from monitoring.causes', $$values ('{pianos}'::text[], 20, 'ins_1000', 1000::bigint, 1)$$,
  'on the dashboard they are one card, with twenty of them'
);

select pg_temp.pianos(1001, 1002);
select results_eq(
  'select left(t, 24) from pg_temp.told() t', array['opened main ins_1001 Pia', 'opened main ins_1002 Pia'], 'what comes later, alone, is told by itself'
);
select pg_temp.pianos(1003, 1006);
select is_empty('select pg_temp.told()', 'more than five in an hour join the others, of which something was told within the hour');
select pg_temp.later('61 minutes');
select matches(
  (select t from pg_temp.told() t), '^more main main 1004 at once.*; and 1001 more New: Piano 1003; Piano 1004; Piano 1005; and 1 more\.$', 'and are named an hour later'
);
select is_empty('select pg_temp.told()', 'once');

select pg_temp.serviced(1, 1000), pg_temp.serviced(1001, 1001);
select results_eq('select left(t, 23) from pg_temp.told() t', array['resolved main ins_1001 '], 'each that has its own ends by itself');
select matches((select message from monitoring.alerts where subject = 'main'), '^4 at once', 'the one about many goes on while one of them is left');
select pg_temp.serviced(1003, 1005);
select is_empty('select pg_temp.told()', 'without a word');
update gazelle.pianos set calculated_last_service = '2021-01-01' where id = 'ins_0007';
select results_eq('select left(t, 20) from pg_temp.told() t', array['opened main ins_0007'], 'one that had left it is told again when it comes back');
select pg_temp.serviced(1006, 1006);
select results_eq('select left(t, 18) from pg_temp.told() t', array['resolved main main'], 'with the last of them it ends');

-- A group that grows ten times is worse, as any alert is.
select pg_temp.later('2 hours');
select pg_temp.pianos(2001, 2006);
select results_eq('select left(t, 16) from pg_temp.told() t', array['opened main main'], 'six at once are a group');
select pg_temp.pianos(2007, 2100);
select results_eq('select left(t, 19) from pg_temp.told() t', array['escalated main main'], 'a hundred are worse than six');
select pg_temp.later('2 hours');
select is_empty('select pg_temp.told()', 'which told of all of them');

select sync.add_account('second', p_sealed_key => 'sealed');
select pg_temp.pianos(3001, 3007, 'second');
select results_eq('select left(t, 29) from pg_temp.told() t', array['opened second second 7 at onc'], 'another company has a group of its own');
select sync.pause_account('second');
select results_eq('select left(t, 22) from pg_temp.told() t', array['resolved second second'], 'which ends when it is paused');
select monitoring.set_rule('unserviced', false);
select is((select count(*) from pg_temp.told() t where t like 'resolved%'), 3::bigint, 'and all end when the rule is switched off');

select * from finish();
rollback;
