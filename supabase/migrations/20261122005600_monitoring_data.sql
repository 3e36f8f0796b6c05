-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/data/episode.sql, schemas/monitoring/data/told_together.sql, schemas/monitoring/data/bounced.sql, schemas/monitoring/data/dry_run.sql, schemas/monitoring/data/humidity_out.sql, schemas/monitoring/data/moved.sql, schemas/monitoring/data/unserviced.sql. Do not edit.

-- What a rule on data finds: of one record, from when until when.

create type monitoring.episode as (
  account_id text,
  record_id text,
  client_id text,
  name text,
  message text,
  began_at timestamptz,
  ended_at timestamptz
);

comment on type monitoring.episode is
  'A time in which a rule on data holds for a record: by which name people know it, a message with numbers and names, both as they came, and when it was over; null while it is not.';

-- Off until a person switches them on: what is worth a message is the company's to say.
insert into monitoring.alert_rules (rule, severity, threshold, unit, enabled, pianos, sentence, remedy, ending) values
  ('humidity_out', 'warning', 2, 'readings in a row', false, null, 'The humidity of a piano is out of its range',
    'Call the client: the room or the humidity system needs care. The piano''s page on the dashboard has its readings.',
    'The piano is within its range again, or was not measured for a year.'),
  ('unserviced', 'warning', 6, 'months without a service', false, '{concert}', 'A piano was not serviced for too long',
    'Plan a service with the client. To choose the pianos: gazelle alerts rules unserviced --pianos concert.',
    'The piano was serviced, or is none of those meant any more.'),
  ('moved', 'warning', 24, 'hours before the start', false, null, 'An appointment was moved shortly before its start',
    'See that the technician and the client know.', 'The time of the appointment is over.'),
  ('bounced', 'warning', 30, 'days, after which it is over by itself', false, null, 'An e-mail did not reach its client',
    'Ask the client for another address and correct it in Gazelle.', 'An e-mail arrived, the address was changed, or it was long ago.');

-- Names come cut, and are cleaned where they are told: of a thousand only the first ones are.
create view monitoring.named_pianos with (security_invoker = on) as
select
  p.id, p.account_id, p.client_id,
  concat_ws(
    ', ',
    coalesce(nullif(btrim(left(concat_ws(' ', p.make, p.model), 60)), ''), 'a piano') || coalesce(' (' || nullif(btrim(left(p.location, 40)), '') || ')', ''),
    nullif(left(nullif(c.display_name, c.id), 60), '')
  ) as name,
  a.time_zone, (now() at time zone a.time_zone)::date as today
from gazelle.pianos p
join sync.accounts a on a.account_id = p.account_id
left join gazelle.clients c on c.id = p.client_id and c.deleted_at is null and not c.is_placeholder
where p.deleted_at is null and not p.is_placeholder and p.status is distinct from 'INACTIVE';

comment on view monitoring.named_pianos is 'The pianos that rules on data look at: of today, with what people call them, and which day it is there.';

-- Each record has an alert of its own, but for a mass of them, which is one alert: a thousand messages are none.

create function monitoring.told_together(p_rule text, p_module text, p_episodes monitoring.episode[])
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  with found as (
    select distinct on (e.account_id, e.record_id) e.* from unnest(p_episodes) e order by e.account_id, e.record_id, e.began_at desc
  ), placed as (
    select f.*,
      case
        when o.alert_id is not null then 'own'
        when g.id is not null then 'group'
        -- Five in an hour have each their own.
        when count(*) filter (where o.alert_id is null and g.id is null) over (partition by f.account_id) > 5 - coalesce(h.opened, 0) then 'group'
        else 'own'
      end as place
    from found f
    left join monitoring.alerts o
      on o.rule = p_rule and o.account_id = f.account_id and o.subject = f.record_id and o.resolved_at is null and o.covers is null
    left join (
      select a.account_id, k.id from monitoring.alerts a cross join jsonb_object_keys(a.covers) k (id) where a.rule = p_rule and a.resolved_at is null
    ) g on g.account_id = f.account_id and g.id = f.record_id
    left join (
      select a.account_id, count(*) as opened
      from monitoring.alerts a
      where a.rule = p_rule and a.covers is null and a.opened_at > now() - interval '1 hour'
      group by a.account_id
    ) h on h.account_id = f.account_id
  )
  select
    null, p.account_id, p.record_id, sync.fit_text(p.message, 500),
    jsonb_build_object('module', p_module, 'name', sync.fit_text(p.name, 200), 'client', p.client_id, 'since', p.began_at)
  from placed p
  where p.place = 'own'
  union all
  select
    null, p.account_id, p.account_id,
    concat_ws(
      '; ', format('%s at once. %s', count(*), string_agg(case when p.nth <= 3 then sync.fit_text(p.message, 300) end, ' ' order by p.nth)),
      case when count(*) > 3 then format('and %s more', count(*) - 3) end
    ),
    jsonb_build_object(
      'module', p_module, 'records', count(*), 'ids', jsonb_agg(p.record_id order by p.nth) filter (where p.nth <= 20),
      'grouped', jsonb_object_agg(p.record_id, p.name)
    )
  from (select p.*, row_number() over (partition by p.account_id order by p.began_at desc, p.record_id) as nth from placed p where p.place = 'group') p
  group by p.account_id;
$$;

comment on function monitoring.told_together(text, text, monitoring.episode[]) is
  'Problems of what a rule on data finds now: one a record, and one of the account for those that are too many. Where a record has been told it stays until it is over. details.grouped: the records of the one, with their names, for monitoring.note_group.';

create function monitoring.note_group(p_alert bigint, p_grouped jsonb, p_is_told boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_covers jsonb;
  v_new text[];
begin
  select coalesce(a.covers, '{}') into v_covers from monitoring.alerts a where a.alert_id = p_alert;
  select jsonb_object_agg(g.id, p_is_told or coalesce(c.value, 'false') = 'true'), array_agg(g.id order by g.id) filter (where c.value is distinct from 'true')
  into v_covers, v_new
  from jsonb_object_keys(p_grouped) g (id)
  left join jsonb_each(v_covers) c on c.key = g.id;
  if v_new is not null and not p_is_told
    and not exists (select from monitoring.notices n where n.alert_id = p_alert and n.at > now() - interval '1 hour')
  then
    insert into monitoring.notices (alert_id, event, message)
    select p_alert, 'more', concat_ws(
      '; ', format('%s New: %s', a.message, string_agg(case when n.nth <= 3 then sync.fit_text(p_grouped ->> n.id, 200) end, '; ' order by n.nth)),
      case when count(*) > 3 then format('and %s more', count(*) - 3) end
    ) || '.'
    from monitoring.alerts a
    cross join unnest(v_new) with ordinality n (id, nth)
    where a.alert_id = p_alert
    group by a.message;
    v_covers := (select jsonb_object_agg(c.key, true) from jsonb_each(v_covers) c);
  end if;
  update monitoring.alerts a set covers = v_covers where a.alert_id = p_alert and a.covers is distinct from v_covers;
end;
$$;

comment on function monitoring.note_group(bigint, jsonb, boolean) is
  'Keeps which records an alert about many covers, and names those that joined it in a further notice, one an hour at most. p_is_told: a notice was written just now, which tells of all.';

-- E-mails that did not arrive.

create function monitoring.bounced_episodes(p_threshold numeric, p_since timestamptz)
returns setof monitoring.episode
language plpgsql
stable
set search_path = ''
-- How far back it reads decides by which index.
set plan_cache_mode = force_custom_plan
set jit = off
as $$
begin
  return query
  with mails as (
    select
      t.account_id, t.id, t.client_id, t.occurred_at, t.email_status, t.email_failure_reason, t.email_recipient_name, t.summary,
      min(t.occurred_at) filter (where t.email_status in ('DELIVERED', 'OPENED', 'CLICKED')) over (
        partition by t.account_id, coalesce(t.client_id, t.id), lower(btrim(t.email_recipient_name)) order by t.occurred_at desc
        range between unbounded preceding and current row exclude group
      ) as next_arrived_at
    from gazelle.timeline_entries t
    where t.occurred_at > p_since and t.occurred_at <= now() and t.email_status is not null and t.deleted_at is null and not t.is_placeholder
  )
  select
    m.account_id, m.id, m.client_id, w.name,
    format(
      '%s: %s of %s, %s.', w.name, coalesce('"' || nullif(btrim(left(m.summary, 80)), '') || '"', 'an e-mail'), to_char(m.occurred_at at time zone a.time_zone, 'YYYY-MM-DD HH24:MI'),
      concat_ws(', ', m.email_status, nullif(left(m.email_failure_reason, 120), ''))
    ),
    m.occurred_at, case when x.ends_at <= now() then x.ends_at end
  from mails m
  join sync.accounts a on a.account_id = m.account_id
  cross join lateral (
    select least(
      m.occurred_at + make_interval(days => least(greatest(round(p_threshold), 1), 3650)::int), m.next_arrived_at, (
        select min(l.at)
        from gazelle.contact_emails e
        join changes.log l on l.account_id = e.account_id and l.entity = 'contact_emails' and l.id = e.id
        where e.client_id = m.client_id and e.account_id = m.account_id and l.at > m.occurred_at and l.cause in ('poll', 'sweep', 'person')
      )
    ) as ends_at
  ) x
  left join gazelle.clients c on c.id = m.client_id and c.deleted_at is null and not c.is_placeholder
  cross join lateral (
    select coalesce(
      -- Who is the client is named once.
      nullif(concat_ws(', ', nullif(left(m.email_recipient_name, 60), ''), nullif(nullif(left(nullif(c.display_name, c.id), 60), ''), left(m.email_recipient_name, 60))), ''),
      'a client'
    ) as name
  ) w
  where m.email_status in ('BOUNCED', 'DROPPED', 'FAILED', 'UNDELIVERED');
end;
$$;

comment on function monitoring.bounced_episodes(numeric, timestamptz) is
  'E-mails behind p_since that did not arrive, each until one to the same recipient did, an address of the client was changed, or p_threshold days have passed.';

create function monitoring.find_bounced(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select t.*
  from monitoring.told_together('bounced', 'timeline', array(
    select e
    from monitoring.bounced_episodes(p_threshold, now() - make_interval(days => least(greatest(round(p_threshold), 1), 3650)::int)) e
    where e.ended_at is null
  )) t;
$$;

comment on function monitoring.find_bounced(numeric) is 'Rule bounced: one problem an e-mail. p_threshold: days.';

-- What a rule on data would have said, before anybody switches it on.

create function monitoring.is_on_data(p_rule text)
returns boolean
language sql
immutable
set search_path = ''
return p_rule in ('humidity_out', 'unserviced', 'moved', 'bounced');

comment on function monitoring.is_on_data(text) is 'Whether a rule is about records, so that monitoring.dry_run knows it.';

create function monitoring.dry_run(p_rule text, p_since timestamptz default now() - interval '1 year', p_threshold numeric default null)
returns setof monitoring.episode
language plpgsql
stable
set search_path = ''
set jit = off
as $$
declare
  v_threshold numeric := coalesce(p_threshold, (select u.threshold from monitoring.alert_rules u where u.rule = p_rule));
begin
  if monitoring.is_on_data(p_rule) is not true then
    raise exception 'there is no rule % on data', sync.fit_text(p_rule, 60) using errcode = 'GZ405', hint = 'gazelle alerts rules lists them.';
  end if;
  return query
  select e.account_id, e.record_id, e.client_id, sync.fit_text(e.name, 200), sync.fit_text(e.message, 500), e.began_at, e.ended_at
  from (
    select * from monitoring.humidity_episodes(v_threshold, array(select p.id from gazelle.pianos p)) where p_rule = 'humidity_out'
    union all
    select * from monitoring.unserviced_episodes(v_threshold) where p_rule = 'unserviced'
    union all
    -- One that goes on when the time begins was told before.
    select * from monitoring.moved_episodes(v_threshold, p_since - make_interval(hours => least(greatest(round(v_threshold), 1), 8760)::int)) where p_rule = 'moved'
    union all
    select * from monitoring.bounced_episodes(v_threshold, p_since) where p_rule = 'bounced'
  ) e
  where e.began_at >= p_since and e.began_at <= now()
    and not exists (select from sync.accounts a where a.account_id = e.account_id and a.paused_at is not null)
  order by e.began_at, e.account_id, e.record_id;
end;
$$;

comment on function monitoring.dry_run(text, timestamptz, numeric) is
  'What a rule on data would have told of since an instant, by its own threshold or another: a row a record and time, the oldest first. By the readings, services and e-mails that are here today, and the changes that are kept.';

create function monitoring.set_rule(p_rule text, p_enabled boolean default null, p_threshold numeric default null, p_pianos text[] default null)
returns monitoring.alert_rules
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_rule monitoring.alert_rules;
begin
  select * into v_rule from monitoring.alert_rules u where u.rule = p_rule for update;
  if not found then
    raise exception 'there is no rule %', sync.fit_text(p_rule, 60) using errcode = 'GZ405', hint = 'gazelle alerts rules lists them.';
  end if;
  if p_threshold is not null and (v_rule.threshold is null or not p_threshold between 0 and 1000000) then
    raise exception 'the threshold % is none for the rule %', p_threshold, p_rule
      using errcode = 'GZ400', hint = coalesce('It is a number of 0 to 1000000: ' || v_rule.unit || '.', 'This rule has no threshold.');
  end if;
  if p_pianos is not null and v_rule.pianos is null then
    raise exception 'the rule % is about no kind of pianos', p_rule using errcode = 'GZ400', hint = 'gazelle alerts rules shows which rule is.';
  end if;
  update monitoring.alert_rules u
  set enabled = coalesce(p_enabled, u.enabled), threshold = coalesce(p_threshold, u.threshold), pianos = coalesce(p_pianos, u.pianos)
  where u.rule = p_rule
  returning * into v_rule;
  return v_rule;
end;
$$;

comment on function monitoring.set_rule(text, boolean, numeric, text[]) is
  'Switches an alert rule on or off, and sets its threshold and the words for its pianos; what is null stays. It counts from the next minute on.';

-- Humidity out of app.good_range several readings in a row.

create function monitoring.humidity_episodes(p_threshold numeric, p_pianos text[], p_is_open boolean default false)
returns setof monitoring.episode
language plpgsql
stable
set search_path = ''
-- How far back it reads decides by which index.
set plan_cache_mode = force_custom_plan
set jit = off
as $$
begin
  return query
  with days as (
    select
      r.piano_id, r.local_date as day, r.humidity, not r.humidity <@ app.good_range('humidity') as is_out,
      lag(r.local_date) over w as day_before, lag(not r.humidity <@ app.good_range('humidity')) over w as was_out
    from gazelle.piano_readings r
    where r.piano_id = any (p_pianos) and r.humidity is not null and r.local_date <= current_date + 1
    window w as (partition by r.piano_id order by r.local_date)
  ), rows as (
    -- What was not measured for a year is no row any more.
    select
      d.*, count(*) filter (where d.is_out and (d.was_out is not true or d.day > d.day_before + interval '1 year')) over (partition by d.piano_id order by d.day) as nth
    from days d
  ), row as (
    select
      r.piano_id, array_agg(r.day order by r.day) filter (where r.is_out) as days, array_agg(r.humidity order by r.day) filter (where r.is_out) as humidities,
      (coalesce(min(r.day) filter (where not r.is_out), max(r.day) + interval '1 year'))::date as ends_on
    from rows r
    where r.nth > 0
    group by r.piano_id, r.nth
  )
  select
    p.account_id, p.id, p.client_id, p.name,
    format(
      '%s: %s; kept at %s to %s %%.', p.name,
      (
        select string_agg(format('%s %% on %s', trim_scale(r.humidities[i]), r.days[i]), ', ' order by i)
        from generate_series(greatest(cardinality(r.days) - 2, 1), cardinality(r.days)) i
      ), lower(app.good_range('humidity')), upper(app.good_range('humidity'))
    ),
    r.days[k.times]::timestamp at time zone p.time_zone,
    case when r.ends_on <= p.today then r.ends_on::timestamp at time zone p.time_zone end
  from row r
  join monitoring.named_pianos p on p.id = r.piano_id
  cross join (select least(greatest(round(p_threshold), 1), 1000)::int as times) k
  where cardinality(r.days) >= k.times and r.days[k.times] <= p.today and (r.ends_on > p.today or not p_is_open);
end;
$$;

comment on function monitoring.humidity_episodes(numeric, text[], boolean) is
  'When pianos were out of their humidity: from the p_threshold-th reading in a row that was, until one that was not, or none for a year. p_pianos: of which; p_is_open: only those that are not over.';

create function monitoring.find_humidity_out(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select t.*
  from monitoring.told_together('humidity_out', 'pianos', array(
    select e
    from monitoring.humidity_episodes(p_threshold, array(
      -- Only whose newest day has such a reading: the rest needs no second look.
      select r.piano_id
      from (
        select m.piano_id, m.taken_on as day, m.humidity::numeric from gazelle.measurements m
        where m.taken_on > current_date - 367 and m.humidity is not null and m.deleted_at is null
        union all
        select x.piano_id, x.local_date, x.humidity from gazelle.extracted_measurements x
        where x.local_date > current_date - 367 and x.humidity is not null and x.deleted_at is null
      ) r
      where r.piano_id is not null and r.day <= current_date + 1
      group by r.piano_id
      having max(r.day) filter (where not r.humidity <@ app.good_range('humidity')) >= max(r.day) - 1
    ), true) e
  )) t;
$$;

comment on function monitoring.find_humidity_out(numeric) is 'Rule humidity_out: one problem a piano. p_threshold: readings in a row.';

-- Appointments whose start was changed when it was near.

create function monitoring.moved_episodes(p_threshold numeric, p_since timestamptz)
returns setof monitoring.episode
language plpgsql
stable
set search_path = ''
-- How far back it reads decides by which index.
set plan_cache_mode = force_custom_plan
set jit = off
as $$
begin
  return query
  with moves as (
    select
      l.account_id, l.id, l.at, c.before, c.after, p.client_id, p.title, p.user_id,
      -- Of its two starts the last that was near: until then somebody may stand before a closed door.
      greatest(case when c.before between l.at and l.at + k.span then c.before end, case when c.after between l.at and l.at + k.span then c.after end) as ends_at
    from changes.log l
    join gazelle.appointments p on p.id = l.id and p.account_id = l.account_id
    cross join lateral (select (l.changes -> 'start_at' ->> 0)::timestamptz as before, (l.changes -> 'start_at' ->> 1)::timestamptz as after) c
    cross join lateral (select make_interval(hours => least(greatest(round(p_threshold), 1), 8760)::int) as span) k
    where l.at > p_since and l.entity = 'appointments' and l.operation = 'updated' and l.changes ? 'start_at' and l.cause in ('poll', 'sweep', 'person')
      and p.deleted_at is null and not p.is_placeholder and (p.client_id is not null or p.type = 'APPOINTMENT')
  ), ordered as (
    select m.*, m.at >= max(m.ends_at) over (partition by m.account_id, m.id order by m.at rows between unbounded preceding and 1 preceding) is not false as is_first
    from moves m
    where m.ends_at is not null
  ), numbered as (
    select o.*, count(*) filter (where o.is_first) over (partition by o.account_id, o.id order by o.at rows unbounded preceding) as nth from ordered o
  ), last as (
    select distinct on (n.account_id, n.id, n.nth) n.*, min(n.at) over e as began_at, max(n.ends_at) over e as over_at
    from numbered n
    window e as (partition by n.account_id, n.id, n.nth)
    order by n.account_id, n.id, n.nth, n.at desc
  )
  select
    v.account_id, v.id, v.client_id, w.name,
    format(
      '%s: from %s to %s%s, changed on %s.', w.name, to_char(v.before at time zone a.time_zone, 'YYYY-MM-DD HH24:MI'),
      to_char(v.after at time zone a.time_zone, 'YYYY-MM-DD HH24:MI'),
      coalesce(' (' || nullif((select left(u.full_name, 60) from gazelle.users u where u.id = v.user_id), '') || ')', ''),
      to_char(v.at at time zone a.time_zone, 'YYYY-MM-DD HH24:MI')
    ),
    v.began_at, case when v.over_at <= now() then v.over_at end
  from last v
  join sync.accounts a on a.account_id = v.account_id
  left join gazelle.clients c on c.id = v.client_id and c.deleted_at is null and not c.is_placeholder
  cross join lateral (
    select coalesce(nullif(concat_ws(', ', nullif(btrim(left(v.title, 60)), ''), nullif(left(nullif(c.display_name, c.id), 60), '')), ''), 'an appointment') as name
  ) w;
end;
$$;

comment on function monitoring.moved_episodes(numeric, timestamptz) is
  'When appointments were moved with the old or the new start p_threshold hours ahead or nearer, until the last such start. Of changes.log behind p_since.';

create function monitoring.find_moved(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select t.*
  from monitoring.told_together('moved', 'appointments', array(
    select e
    -- An older change has no start ahead that was near.
    from monitoring.moved_episodes(p_threshold, now() - make_interval(hours => least(greatest(round(p_threshold), 1), 8760)::int)) e
    where e.ended_at is null
  )) t;
$$;

comment on function monitoring.find_moved(numeric) is 'Rule moved: one problem an appointment. p_threshold: hours.';

-- Pianos of a kind that were not serviced for months.

create function monitoring.unserviced_episodes(p_threshold numeric, p_is_open boolean default false)
returns setof monitoring.episode
language sql
stable
set search_path = ''
as $$
  with meant as (
    select
      n.*, make_interval(months => k.months) as span,
      coalesce(p.calculated_last_service, p.manual_last_service, p.event_last_service) as last_service,
      (p.gazelle_created_at at time zone n.time_zone)::date as known_since
    from monitoring.alert_rules u
    join gazelle.pianos p on u.pianos is null or exists (
      select from unnest(u.pianos) w (word) where strpos(lower(concat_ws(' ', p.use_type, p.type, array_to_string(p.tags, ' '))), lower(btrim(w.word))) > 0
    )
    join monitoring.named_pianos n on n.id = p.id
    cross join lateral (select least(greatest(round(p_threshold), 1), 1200)::int as months) k
    where u.rule = 'unserviced'
      and (not p_is_open or coalesce(coalesce(p.calculated_last_service, p.manual_last_service, p.event_last_service) + make_interval(months => k.months) < now() + interval '2 days', true))
  ), days as (
    select m.id, s.day, lead(s.day) over (partition by m.id order by s.day) as next_day, s.is_service
    from meant m
    cross join lateral (
      select d.day, bool_or(d.is_service) as is_service, row_number() over (order by d.day) = 1 as is_first
      from (
        values (m.last_service, true)
        union all
        select t.local_date, true from gazelle.timeline_entries t
        where t.piano_id = m.id and t.category = 'service' and t.deleted_at is null and not t.is_placeholder
        union all
        -- Without a service it counts from the day on which it came.
        values (m.known_since, false)
      ) d (day, is_service)
      where d.day <= m.today
      group by d.day
    ) s
    where s.is_service or s.is_first
  )
  select
    m.account_id, m.id, m.client_id, m.name,
    case when d.is_service then format('%s: last serviced on %s.', m.name, d.day) else format('%s: no service since it came to Gazelle on %s.', m.name, d.day) end,
    (d.day + m.span)::timestamp at time zone m.time_zone,
    d.next_day::timestamp at time zone m.time_zone
  from days d
  join meant m on m.id = d.id
  where d.day + m.span <= m.today and (d.next_day is null or (d.next_day > d.day + m.span and not p_is_open));
$$;

comment on function monitoring.unserviced_episodes(numeric, boolean) is
  'When pianos of the kind that the rule is about were not serviced for p_threshold months, until they were: by the last service that Gazelle has and the services of the timeline. p_is_open: only those that are not over.';

create function monitoring.find_unserviced(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select t.* from monitoring.told_together('unserviced', 'pianos', array(select e from monitoring.unserviced_episodes(p_threshold, true) e)) t;
$$;

comment on function monitoring.find_unserviced(numeric) is 'Rule unserviced: one problem a piano. p_threshold: months.';
