-- A measurement that left its piano's list is gone; one whose list did not come is not.
begin;
select plan(7);

create function pg_temp.stage(p_piano text, p_list jsonb)
returns text
language plpgsql
as $$
begin
  perform sync.stage_nodes('measurements', 'main', null, jsonb_build_array(jsonb_build_object('id', p_piano) || p_list));
  return (
    select string_agg(id || '@' || piano_id, ' ' order by id) from gazelle.measurements where deleted_at is null
  );
end;
$$;
select is(
  pg_temp.stage('ins_1', '{"allPianoMeasurements": [{"id": "pms_1"}, {"id": "pms_2"}]}'), 'pms_1@ins_1 pms_2@ins_1', 'two are there'
);
select is(pg_temp.stage('ins_1', '{"allPianoMeasurements": [{"id": "pms_2"}]}'), 'pms_2@ins_1', 'one left');
select is(
  pg_temp.stage('ins_1', '{"allPianoMeasurements": [{"id": "pms_2", "humidity": 4}, null]}'), 'pms_2@ins_1', 'a null among them is nothing'
);
select is(pg_temp.stage('ins_1', '{"allPianoMeasurements": [null]}'), 'pms_2@ins_1', 'and says nothing about the others');
select is(pg_temp.stage('ins_1', '{"allPianoMeasurements": null}'), 'pms_2@ins_1', 'neither does a list that did not come');
select is(
  pg_temp.stage('ins_1', '{"allPianoMeasurements": [{"id": "pms_1"}, {"id": "pms_2"}]}'), 'pms_1@ins_1 pms_2@ins_1', 'what returns is restored'
);
select is(
  pg_temp.stage('ins_2', '{"allPianoMeasurements": [{"id": "pms_1"}]}'), 'pms_1@ins_2 pms_2@ins_1', 'what moved to another piano is there once'
);

select * from finish();
rollback;
