-- Where an appointment is, how it recurs, and from which calendar it comes.
begin;
select plan(4);

select sync.stage_nodes('appointments', 'main', null, '[
  {"id": "evt_1", "start": "2026-02-05T14:15:00Z", "lat": 45.52, "lng": -73.61, "geocodeType": "ROOFTOP", "manualLat": null, "location": {"id": "elo_1",
   "singleLineAddress": null, "locationType": "ADDRESS", "street1": "1, rue Neuve", "street2": "", "municipality": "Montréal", "region": "QC", "postalCode": "H2V 4E6",
   "countryCode": "CA", "latitude": "45.52", "longitude": "-73.61", "geocodeType": "ROOFTOP", "what3words": null, "createdAt": "2026-02-01T10:00:00Z", "updatedAt": null},
   "recurrenceId": "rec_1", "recurrenceType": "WEEKLY", "recurrenceInterval": 2, "recurrenceWeekdays": [1, 3], "recurrenceWeeks": null, "recurrenceDates": [],
   "recurrenceEndingType": "DATE", "recurrenceEndingDate": "2026-06-30", "recurrenceEndingOccurrences": null, "remoteType": "APPOINTMENT",
   "remoteCalendar": {"id": "rca_1", "calendarDisplayName": "Agenda", "type": "GOOGLE"}},
  {"id": "evt_2", "start": "2026-02-05T14:15:00Z", "location": null, "remoteCalendar": null, "lat": "nord", "recurrenceWeekdays": 1, "recurrenceType": "LUNAR"}
]');
select results_eq(
  $$select lat, lng, geocode_type, manual_lat, location, location_id, location_type, location_street1, location_street2, location_municipality, location_postal_code,
      location_country_code, location_latitude, location_created_at from gazelle.appointments where id = 'evt_1'$$,
  $$values (45.52, -73.61, 'ROOFTOP', null::numeric, null::text, 'elo_1', 'ADDRESS', '1, rue Neuve', null::text, 'Montréal', 'H2V 4E6', 'CA', '45.52', timestamptz '2026-02-01 10:00Z')$$,
  'the parts of the place have columns'
);
select results_eq(
  $$select recurrence_type, recurrence_interval, recurrence_weekdays, recurrence_weeks, recurrence_dates, recurrence_ending_type, recurrence_ending_date,
      remote_type, remote_calendar_id, remote_calendar_name, remote_calendar_type from gazelle.appointments where id = 'evt_1'$$,
  $$values ('WEEKLY', 2, '[1, 3]'::jsonb, null::jsonb, '[]'::jsonb, 'DATE', date '2026-06-30', 'APPOINTMENT', 'rca_1', 'Agenda', 'GOOGLE')$$, 'so have the series and the calendar'
);
select results_eq(
  $$select lat, location_id, recurrence_type, recurrence_weekdays, remote_calendar_id from gazelle.appointments where id = 'evt_2'$$,
  $$values (null::numeric, null::text, 'LUNAR', null::jsonb, null::text)$$, 'no place is none, and a new kind of series is kept'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_appointments s, jsonb_array_elements(s.issues) i where external_id = 'evt_2' order by 1, 2$$,
  $$values ('bad_json', 'recurrenceWeekdays'), ('bad_number', 'lat')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
