-- A dry run says what would have been told: a drawn year, lived day by day, opens and ends the same alerts.
begin;
select plan(11);

update monitoring.alert_rules set enabled = monitoring.is_on_data(rule), threshold = case rule when 'unserviced' then 2 else threshold end where true;
insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m;
insert into gazelle.clients (id, account_id, display_name) values ('cli_1', 'main', 'École Vivaldi');
insert into gazelle.pianos (id, account_id, client_id, make, use_type, gazelle_created_at) select 'ins_' || n, 'main', 'cli_1', 'Yamaha', 'Concert', now() from generate_series(1, 4) n;
insert into gazelle.appointments (id, account_id, client_id, type, start_at) select 'evt_' || n, 'main', 'cli_1', 'APPOINTMENT', now() + interval '2 years' from generate_series(1, 4) n;

-- A day goes by: all that there is is a day older.
create function pg_temp.next_day()
returns void
language plpgsql
as $$
begin
  perform changes.because('replay');
  update changes.log set at = at - interval '1 day', changes = jsonb_build_object(
    'start_at', jsonb_build_array((changes -> 'start_at' ->> 0)::timestamptz - interval '1 day', (changes -> 'start_at' ->> 1)::timestamptz - interval '1 day')
  ) where changes ? 'start_at';
  update gazelle.pianos set gazelle_created_at = gazelle_created_at - interval '1 day' where true;
  update gazelle.measurements set taken_on = taken_on - 1 where true;
  update gazelle.timeline_entries set local_date = local_date - 1, occurred_at = occurred_at - interval '1 day' where true;
  update gazelle.appointments set start_at = start_at - interval '1 day' where true;
  update monitoring.alerts set opened_at = opened_at - interval '1 day', resolved_at = resolved_at - interval '1 day' where true;
  delete from changes.log where cause = 'replay';
  perform changes.because('poll');
end;
$$;
create function pg_temp.live_a_day(p_day int)
returns void
language plpgsql
as $$
declare
  v_today constant date := (now() at time zone (select time_zone from sync.accounts where account_id = 'main'))::date;
begin
  insert into gazelle.measurements (id, account_id, piano_id, taken_on, humidity)
  select format('mea_%s_%s', p_day, n), 'main', 'ins_' || n, v_today, 45 + round((random() - 0.5) * 40) from generate_series(1, 4) n where random() < 0.15;
  insert into gazelle.timeline_entries (id, account_id, client_id, piano_id, type, occurred_at, local_date)
  select format('tme_%s_%s', p_day, n), 'main', 'cli_1', 'ins_' || n, 'SERVICE_ENTRY_MANUAL', now() - interval '1 minute', v_today from generate_series(1, 4) n where random() < 0.015;
  insert into gazelle.timeline_entries (id, account_id, client_id, type, occurred_at, local_date, email_status, email_recipient_name)
  select format('eml_%s_%s', p_day, n), 'main', 'cli_1', 'CONTACT_EMAIL_AUTOMATED', now() - interval '1 minute', v_today, (array['BOUNCED', 'DELIVERED', 'SENT'])[1 + (random() * 2)::int], 'Zoé ' || n
  from generate_series(1, 2) n where random() < 0.04;
  -- Sometimes to a time that is near, sometimes from one.
  update gazelle.appointments set start_at = now() + case when random() < 0.5 then interval '1 day' - interval '1 minute' else make_interval(days => 2 + (random() * 20)::int) end
  where random() < 0.08;
  update changes.log set at = now() where at > now();
end;
$$;
create function pg_temp.live_a_year()
returns void
language plpgsql
as $$
begin
  perform setseed(0.17);
  for v_day in 1..365 loop
    perform pg_temp.next_day();
    -- What is over is over before anything else happens.
    perform monitoring.evaluate_alerts();
    perform pg_temp.live_a_day(v_day);
    perform monitoring.evaluate_alerts();
  end loop;
end;
$$;
select pg_temp.live_a_year();

-- Days ago: a reading and a service have a day, the rest an instant.
create function pg_temp.days_ago(p_at timestamptz)
returns int
language sql
as $$ select round(extract(epoch from now() - date_bin('1 minute', p_at, now())) / 86400)::int; $$;
create temp table lived as
select rule, subject, pg_temp.days_ago(opened_at) as began, pg_temp.days_ago(resolved_at) as ended from monitoring.alerts;
create temp table said as
select u.rule, d.record_id as subject, b.began, b.ended, d.message
from monitoring.alert_rules u
cross join lateral monitoring.dry_run(u.rule, now() - interval '370 days') d
join sync.accounts a on a.account_id = d.account_id
cross join lateral (
  select case when u.rule in ('humidity_out', 'unserviced') then (now() at time zone a.time_zone)::date - (d.began_at at time zone a.time_zone)::date else pg_temp.days_ago(d.began_at) end as began,
    case when u.rule in ('humidity_out', 'unserviced') then (now() at time zone a.time_zone)::date - (d.ended_at at time zone a.time_zone)::date else pg_temp.days_ago(d.ended_at) end as ended
) b
where u.enabled;

select ok((select count(distinct subject) filter (where rule = 'humidity_out') = 4 and count(*) > 60 from lived), 'the year has something to tell of');
select bag_eq(
  $$select subject, began, ended from said where rule = 'humidity_out'$$, $$select subject, began, ended from lived where rule = 'humidity_out'$$, 'of humidity the dry run says what was told, from when until when'
);
select bag_eq($$select subject, ended from said where rule = 'unserviced'$$, $$select subject, ended from lived where rule = 'unserviced'$$, 'so it does of services');
select is_empty(
  $$select s.* from said s
    where s.rule = 'unserviced' and not exists (select from lived l where l.rule = s.rule and (l.subject, coalesce(l.ended, -1)) = (s.subject, coalesce(s.ended, -1)) and abs(l.began - s.began) <= 3)$$,
  'but for the days by which the months of the year that was lived are longer or shorter'
);
select bag_eq($$select subject, began, ended from said where rule = 'moved'$$, $$select subject, began, ended from lived where rule = 'moved'$$, 'of moved appointments');
select bag_eq($$select subject, began, ended from said where rule = 'bounced'$$, $$select subject, began, ended from lived where rule = 'bounced'$$, 'and of e-mails');
select is(
  (select count(*) from said where ended is null), (select count(*) from lived where ended is null), 'what is open now is open in both'
);
select is_empty($$select rule from lived group by rule having count(*) filter (where ended is not null) = 0$$, 'of each rule something was over');

select ok((select count(*) from monitoring.dry_run('humidity_out', p_threshold => 3)) < (select count(*) from monitoring.dry_run('humidity_out')), 'another threshold is tried without setting it');
select is_empty($$select from monitoring.dry_run('moved', now() - interval '100 days') where began_at < now() - interval '100 days'$$, 'and another time');
update sync.accounts set paused_at = now() where account_id = 'main';
select is_empty($$select from monitoring.dry_run('humidity_out')$$, 'of a paused account nothing would be told');

select * from finish();
rollback;
