-- Structured measurements: what is staged is a piano with its list.
begin;
select plan(6);

select sync.stage_nodes('pianos', 'main', null, '[{"id": "ins_1", "make": "Yamaha"}]');
select is(
  (sync.stage_nodes('measurements', 'main', null, '[{"id": "ins_1", "allPianoMeasurements": [
    {"id": "pms_1", "takenOn": "2026-02-03", "temperature": 21, "humidity": 39, "a0Pitch": 2750, "a1Pitch": 1, "a2Pitch": 2,
     "a3Pitch": 3, "a4Pitch": 4405, "a5Pitch": 5, "a6Pitch": 6, "a7Pitch": 7, "a0Dip": 10, "a1Dip": 11, "a2Dip": 12, "a3Dip": 13,
     "a4Dip": 14, "a5Dip": 15, "a6Dip": 16, "a7Dip": 17, "g6SustainPlayed": 20, "g6SustainPlucked": 21, "c7SustainPlayed": 22,
     "c7SustainPlucked": 23, "d6SustainPlayed": 24, "d6SustainPlucked": 25, "createdAt": "2026-02-03T20:56:01Z",
     "updatedAt": "2026-02-04T01:00:00.5Z"},
    {"id": "pms_2", "takenOn": null, "temperature": null, "humidity": null}
  ]}]')).promoted, 1, 'a piano with its list is one record'
);
select results_eq(
  $$select id, account_id, piano_id, taken_on, temperature, temperature_celsius, humidity, gazelle_created_at, gazelle_updated_at
    from gazelle.measurements order by id$$,
  $$values
    ('pms_1', 'main', 'ins_1', date '2026-02-03', 21, 21::numeric, 39, timestamptz '2026-02-03 20:56:01Z', timestamptz '2026-02-04 01:00:00.5Z'),
    ('pms_2', 'main', 'ins_1', null, null, null, null, null, null)$$,
  'each measurement is a row of its piano; what is not known is null'
);
select results_eq(
  $$select array[a0_pitch, a1_pitch, a2_pitch, a3_pitch, a4_pitch, a5_pitch, a6_pitch, a7_pitch] from gazelle.measurements where id = 'pms_1'$$,
  $$values ('{2750,1,2,3,4405,5,6,7}'::int[])$$, 'pitches are kept as they come'
);
select results_eq(
  $$select array[a0_dip, a1_dip, a2_dip, a3_dip, a4_dip, a5_dip, a6_dip, a7_dip] from gazelle.measurements where id = 'pms_1'$$,
  $$values ('{10,11,12,13,14,15,16,17}'::int[])$$, 'so are dips'
);
select results_eq(
  $$select array[g6_sustain_played, g6_sustain_plucked, c7_sustain_played, c7_sustain_plucked, d6_sustain_played, d6_sustain_plucked]
    from gazelle.measurements where id = 'pms_1'$$,
  $$values ('{20,21,22,23,24,25}'::int[])$$, 'and sustains'
);
select sync.stage_nodes('measurements', 'main', null, '[{"id": "ins_9", "allPianoMeasurements": [{"id": "pms_9"}]}]');
select is(is_placeholder, true, 'a piano that is not known is stood in for') from gazelle.pianos where id = 'ins_9';

select * from finish();
rollback;
