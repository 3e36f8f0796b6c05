-- Service areas, round ones and drawn ones.
begin;
select plan(3);

select sync.stage_nodes('service_areas', 'main', null, '[
  {"id": "ssa_1", "name": "Rive-Sud", "user": {"id": "usr_1"}, "algorithm": "RADIAL", "buffer": 15, "travelMode": "DRIVING", "routingPreference": "LEAST_TIME",
   "includeTraffic": true, "isSelfSchedulable": false, "maxGoodTravelTimeMinutes": 30, "outsideServiceAreaMinutes": 60, "invalidAddressTravelTime": 45,
   "openDayWeight": 2, "selfScheduleMaxTravelTimes": [{"daysFromToday": 7, "maxTravelTime": 40}], "radialParameter": {"id": "p", "travelTime": 50}, "polygonParameter": null},
  {"id": "ssa_2", "name": "", "user": null, "algorithm": "HEXAGON", "buffer": "quinze", "polygonParameter": {"id": "q", "shapes": []}, "radialParameter": "loin"}
]');
select results_eq(
  $$select name, user_id, algorithm, buffer, travel_mode, routing_preference, include_traffic, is_self_schedulable, max_good_travel_time_minutes,
      outside_service_area_minutes, invalid_address_travel_time, open_day_weight, self_schedule_max_travel_times, radial ->> 'travelTime', polygon
    from gazelle.service_areas where id = 'ssa_1'$$,
  $$values ('Rive-Sud', 'usr_1', 'RADIAL', 15, 'DRIVING', 'LEAST_TIME', true, false, 30, 60, 45, 2, '[{"daysFromToday": 7, "maxTravelTime": 40}]'::jsonb, '50', null::jsonb)$$,
  'each field has its column'
);
select results_eq(
  $$select name, user_id, algorithm, buffer, radial, polygon ->> 'id' from gazelle.service_areas where id = 'ssa_2'$$,
  $$values (null::text, null::text, 'HEXAGON', null::int, null::jsonb, 'q')$$, 'a new way of drawing is kept'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_service_areas s, jsonb_array_elements(s.issues) i where external_id = 'ssa_2' order by 1, 2$$,
  $$values ('bad_integer', 'buffer'), ('bad_json', 'radialParameter')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
