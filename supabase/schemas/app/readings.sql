-- Readings of pianos: one row a piano and day, the best of what there is, for a chart.

create view app.readings with (security_invoker = on) as
select
  r.piano_id || '/' || r.local_date as id,
  r.piano_id,
  r.local_date as taken_on,
  r.humidity,
  r.temperature,
  r.pitch,
  app.is_out_of_range(r.humidity, r.temperature, r.pitch) as is_out_of_range,
  case coalesce(r.humidity_source, r.temperature_source, r.pitch_source)
    when 'measurement' then 'measured' when 'measurement_summary' then 'summary' else coalesce(r.humidity_source, r.temperature_source, r.pitch_source)
  end as source,
  r.humidity_source,
  r.temperature_source,
  r.pitch_source,
  r.confidence,
  (
    select e.timeline_entry_id from gazelle.extracted_measurements e
    where e.id = any (r.reading_ids) order by e.confidence desc, e.id limit 1
  ) as entry_id,
  r.account_id
from gazelle.piano_readings r;

comment on view app.readings is 'Humidity, temperature and pitch of a piano, a row a day: each the best of what was measured or written that day.';
comment on column app.readings.id is 'The piano''s id and the day.';
comment on column app.readings.taken_on is 'Day in the account''s zone.';
comment on column app.readings.humidity is 'Percent.';
comment on column app.readings.temperature is 'Degrees Celsius.';
comment on column app.readings.pitch is 'Of A4, in Hz.';
comment on column app.readings.is_out_of_range is 'Whether one of them is outside what pianos are kept at; see app.is_out_of_range.';
comment on column app.readings.source is
  'Where it comes from: measured (entered as a measurement), summary (Gazelle''s summary of one), text (what a technician wrote) or v5 (version 5). Of several that of the humidity, then of the temperature.';
comment on column app.readings.humidity_source is 'As gazelle.piano_readings names it; so are the other two.';
comment on column app.readings.confidence is '0 to 1, of the least certain of the values.';
comment on column app.readings.entry_id is 'The timeline entry that it was read in. Null for one that was measured.';

grant select on app.readings to authenticated;
