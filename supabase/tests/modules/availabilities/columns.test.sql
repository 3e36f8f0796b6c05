-- Working hours are those of the service areas user.
begin;
select plan(4);

select sync.stage_nodes('availabilities', 'main', null, '[
  {"id": "sca_1", "name": "Semaine", "serviceArea": {"id": "ssa_1", "user": {"id": "usr_1"}}, "startDate": "2026-01-05", "endDate": null, "startTime": "08:30",
   "endTime": "17:00", "recurrenceRule": "FREQ=WEEKLY;BYDAY=MO,TU", "includeDates": [], "excludeDates": ["2026-07-01"], "isExclusive": false,
   "maxAppointmentsPerDay": 4, "roundingMinutes": 15, "preferredSlotPolicy": "NONE", "preferredSlotTimes": ["09:00"], "adjustPreferredSlots": true,
   "startOfDayType": "CLIENT", "startOfDayLocation": {"id": "l"}, "endOfDayType": "CLIENT", "endOfDayLocation": {"id": "m"},
   "floatingDowntimeRules": [{"duration": 30}]},
  {"id": "sca_2", "serviceArea": {}, "startDate": "bientôt", "excludeDates": "jamais", "isExclusive": null}
]');
select results_eq(
  $$select name, user_id, service_area_id, start_date, end_date, start_time, end_time, recurrence_rule, include_dates, exclude_dates from gazelle.availabilities where id = 'sca_1'$$,
  $$values ('Semaine', 'usr_1', 'ssa_1', date '2026-01-05', null::date, '08:30', '17:00', 'FREQ=WEEKLY;BYDAY=MO,TU', '{}'::text[], '{2026-07-01}'::text[])$$,
  'a rule says when, and for whom'
);
select results_eq(
  $$select is_exclusive, max_appointments_per_day, rounding_minutes, preferred_slot_policy, preferred_slot_times, adjust_preferred_slots, start_of_day_type,
      start_of_day_location, end_of_day_type, end_of_day_location, floating_downtime_rules from gazelle.availabilities where id = 'sca_1'$$,
  $$values (false, 4, 15, 'NONE', '{09:00}'::text[], true, 'CLIENT', '{"id": "l"}'::jsonb, 'CLIENT', '{"id": "m"}'::jsonb, '[{"duration": 30}]'::jsonb)$$, 'and how the day goes'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_availabilities s, jsonb_array_elements(s.issues) i where external_id = 'sca_2' order by 1, 2$$,
  $$values ('bad_date', 'startDate'), ('bad_list', 'excludeDates'), ('bad_reference', 'serviceArea')$$, 'what cannot be read is named'
);
update staging.stg_availabilities set raw_data = raw_data || '{"serviceArea": {}}' where external_id = 'sca_1';
select results_eq(
  $$select user_id, service_area_id from gazelle.availabilities where id = 'sca_1'$$, $$values ('usr_1', 'ssa_1')$$,
  'an area that cannot be read takes away neither itself nor the user that lies in it'
);

select * from finish();
rollback;
