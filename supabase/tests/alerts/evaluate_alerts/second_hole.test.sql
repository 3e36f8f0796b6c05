-- A hole is named once, also one that comes while the alert about others is open (part L).
begin;
select plan(17);

update monitoring.watch set resumed_at = now() - interval '1 day', evaluated_at = now();
create function pg_temp.hole(p_id text, p_module text default 'clients')
returns void
language sql
as $$
  insert into sync.holes (account_id, module, kind, place, path, external_id, message, times)
  values ('main', p_module, 'error', p_id, 'notes', p_id, 'internal', 3);
$$;
create function pg_temp.later(p_time interval)
returns void
language plpgsql
as $$
begin
  update sync.holes set first_seen_at = first_seen_at - p_time;
  update monitoring.alerts set opened_at = opened_at - p_time;
  update monitoring.notices set at = at - p_time;
  update monitoring.named_holes set at = at - p_time;
end;
$$;
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
  select concat_ws(' ', n.event, regexp_replace(coalesce(n.message, a.message), 'since .*?; ', ''))
  from monitoring.notices n join monitoring.alerts a using (alert_id)
  where n.notice_id > v_last
  order by n.notice_id;
end;
$$;

select pg_temp.hole('cli_a');
select results_eq('select pg_temp.told()', array['opened clients: a hole, error cli_a notes (internal).'], 'a hole that stays is an alert, which names it');
select is_empty('select pg_temp.told()', 'once');
select pg_temp.later('30 minutes');
select pg_temp.hole('cli_b');
select results_eq(
  'select pg_temp.told()', array['more clients: 2 holes, error cli_a notes (internal); error cli_b notes (internal). New: error cli_b notes (internal).'],
  'one that comes meanwhile is named in a further notice'
);
select is_empty('select pg_temp.told()', 'once');
select pg_temp.later('3 days');
select is_empty('select pg_temp.told()', 'nor another day');
select is((select count(*) from monitoring.alerts), 1::bigint, 'the alert is the same one');

-- A hundred.
select pg_temp.hole('cli_c');
select is((select count(*) from pg_temp.told()), 1::bigint, 'the first of many is named at once');
select pg_temp.hole('cli_' || n) from generate_series(100, 115) n;
select is_empty('select pg_temp.told()', 'the others not each by itself');
select pg_temp.later('23 hours');
select is_empty('select pg_temp.told()', 'within a day');
select pg_temp.later('2 hours');
select matches(
  (select t from pg_temp.told() t), '^more clients: 19 holes.* New: error cli_100 .*; error cli_101 .*; error cli_102 .*; and 13 more\.$',
  'but together, a day later'
);
select is_empty('select pg_temp.told()', 'once');

-- Who knows, and what is over.
select pg_temp.later('2 days');
select pg_temp.hole('cli_d');
select sync.acknowledge_hole(hole_id, 'anna') from sync.holes where place = 'cli_d';
select is_empty('select pg_temp.told()', 'what a person knows of already is not told');
select monitoring.acknowledge_alert(alert_id, 'anna') from monitoring.alerts;
select pg_temp.hole('cli_e');
select matches((select t from pg_temp.told() t), ' New: error cli_e notes \(internal\)\.$', 'who knows of the alert does not know of a later hole');
select pg_temp.later('2 days');
update sync.holes set closed_at = null, first_seen_at = now(), times = 3 where place = 'cli_a';
select matches((select t from pg_temp.told() t), ' New: error cli_a notes \(internal\)\.$', 'what was mended and is missing again is new');
select sync.acknowledge_hole(hole_id, 'anna') from sync.holes;
select results_eq('select left(told, 8) from pg_temp.told() told', array['resolved'], 'acknowledged, it is over');

-- Getting worse tells of all.
select pg_temp.hole('ins_1', 'pianos');
select count(*) from pg_temp.told();
select pg_temp.hole('ins_' || n, 'pianos') from generate_series(2, 60) n;
select results_eq('select left(told, 9) from pg_temp.told() told', array['escalated'], 'sixty are worse than one');
select pg_temp.later('2 days');
select is_empty('select pg_temp.told()', 'and are not told of again');

select * from finish();
rollback;
