-- A derived column waits for the fields that it reads, and for no other (kind of L1).
begin;
select plan(11);

create function pg_temp.appointment(p_changes jsonb)
returns void
language sql
as $$
  select sync.stage_nodes('appointments', 'main', null, jsonb_build_array(
    '{"id": "evt_1", "start": "2026-02-02T15:00:00Z", "lat": 45.5, "notes": "A"}'::jsonb || p_changes
  ))
$$;
select pg_temp.appointment('{}');
select pg_temp.appointment('{"lat": "x", "recurrenceEndingDate": "9999-12-31", "start": "2026-02-05T20:30:00Z"}');
select results_eq(
  $$select start_at, local_date, local_time, lat from gazelle.appointments$$,
  $$values ('2026-02-05T20:30:00Z'::timestamptz, date '2026-02-05', time '15:30', 45.5)$$,
  'an appointment that moves has its new day and time, whatever else of it cannot be read'
);
select pg_temp.appointment('{"start": "soon", "notes": "B"}');
select results_eq(
  $$select start_at, local_date, local_time, notes from gazelle.appointments$$,
  $$values ('2026-02-05T20:30:00Z'::timestamptz, date '2026-02-05', time '15:30', 'B')$$,
  'a start that cannot be read leaves all three as they were'
);
select pg_temp.appointment('{"start": null}');
select results_eq(
  $$select start_at, local_date, local_time from gazelle.appointments$$, $$values (null::timestamptz, null::date, null::time)$$,
  'a start that is gone takes day and time with it'
);

create function pg_temp.measurement(p_item text)
returns void
language sql
as $$
  select sync.stage_nodes('measurements', 'main', null, jsonb_build_array(
    jsonb_build_object('id', 'ins_1', 'allPianoMeasurements', jsonb_build_array('{"id": "pms_1", "takenOn": "2026-02-03"}'::jsonb || p_item::jsonb))
  ))
$$;
select pg_temp.measurement('{"temperature": 21, "humidity": 40}');
select pg_temp.measurement('{"temperature": 25, "humidity": "wet"}');
select results_eq(
  $$select temperature, temperature_celsius, humidity from gazelle.measurements$$, $$values (25, 25::numeric, 40)$$,
  'a corrected temperature is shown in degrees Celsius, though the humidity beside it cannot be read'
);
select pg_temp.measurement('{"temperature": 25, "humidity": 140}');
select results_eq(
  $$select temperature, temperature_celsius, humidity from gazelle.measurements$$, $$values (25, 25::numeric, 40)$$, 'or cannot be'
);
select results_eq(
  $$select local_date, temperature, humidity from gazelle.piano_readings$$, $$values (date '2026-02-03', 25::numeric, 40::numeric)$$,
  'the best reading of the day is the corrected one'
);
select pg_temp.measurement('{"temperature": 4000, "humidity": 41}');
select results_eq(
  $$select temperature, temperature_celsius, humidity from gazelle.measurements$$, $$values (25, 25::numeric, 41)$$,
  'an impossible temperature leaves both of its columns as they were'
);

select sync.stage_nodes('users', 'main', null, '[{"id": "usr_1", "firstName": "TBA", "lastName": null, "defaultBuffer": 5}]');
select sync.stage_nodes('users', 'main', null, '[{"id": "usr_1", "firstName": true, "lastName": null, "defaultBuffer": 6}]');
select results_eq(
  $$select kind, default_buffer from gazelle.users$$, $$values ('calendar', 6)$$, 'a calendar whose name cannot be read stays one'
);
select sync.stage_nodes('users', 'main', null, '[{"id": "usr_1", "firstName": "Anna", "lastName": null, "defaultBuffer": "x"}]');
select results_eq(
  $$select kind, default_buffer from gazelle.users$$, $$values ('person', 6)$$, 'and becomes a person by its name, whatever else cannot be read'
);

-- A misspelt path would withhold nothing.
create temp table reads as
select e.entity, e.module, c.name, p.path
from reconcile.entities e
cross join lateral reconcile.columns_of(e.entity) c
cross join lateral unnest(c.paths) p (path)
where c.source = 'derived';
select is_empty(
  $$select r.entity, r.name, r.path from reads r
    where not exists (
      select from reconcile.columns_of(r.entity) c where c.source = 'field' and r.path = any (c.paths)
    ) and not exists (select from reconcile.entities e where e.module = r.module and e.list = r.path)$$,
  'each field that a derived column is said to read is one that the record has'
);
select is_empty(
  $$select e.entity, c.name
    from reconcile.entities e
    cross join lateral reconcile.columns_of(e.entity) c
    where c.source = 'derived' and c.policy <> 'local' and (e.owner_column is null or e.list is not null)
      and not exists (select from reads r where r.entity = e.entity and r.name = c.name)$$,
  'and each derived column says what it reads'
);

select * from finish();
rollback;
