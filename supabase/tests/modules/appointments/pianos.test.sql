-- The pianos of an appointment: all of them, however many.
begin;
select plan(9);

create function pg_temp.stage(p_nodes jsonb, p_more boolean default false)
returns text
language plpgsql
as $$
begin
  perform sync.stage_nodes('appointments', 'main', null, jsonb_build_array(jsonb_build_object(
    'id', 'evt_1', 'start', '2026-02-05T14:15:00Z', 'allEventPianos', jsonb_build_object('nodes', p_nodes, 'pageInfo', jsonb_build_object('hasNextPage', p_more))
  )));
  return (
    select string_agg(id || coalesce(':' || is_tuning, ''), ' ' order by id) from gazelle.appointment_pianos where deleted_at is null
  );
end;
$$;
select is(
  pg_temp.stage('[{"piano": {"id": "ins_1"}, "isTuning": true}, {"piano": {"id": "ins_2"}, "isTuning": false}]'),
  'evt_1/ins_1:true evt_1/ins_2:false', 'each is a row'
);
select results_eq(
  $$select appointment_id, piano_id from gazelle.appointment_pianos order by 2$$, $$values ('evt_1', 'ins_1'), ('evt_1', 'ins_2')$$,
  'that names both'
);
select is((select count(*) from gazelle.pianos where is_placeholder), 2::bigint, 'pianos that are not known are stood in for');
select is(pg_temp.stage('[{"piano": {"id": "ins_2"}}]', true), 'evt_1/ins_1:true evt_1/ins_2', 'a list that goes on deletes nothing');
select is(pg_temp.stage('[{"piano": {"id": "ins_2"}}, null]'), 'evt_1/ins_1:true evt_1/ins_2', 'nor does one with a null');
select is(pg_temp.stage('[{"piano": {"id": "ins_2"}}, {"piano": {"id": "ins_2"}}]'), 'evt_1/ins_2', 'one named twice is one, and what left is gone');
select is(pg_temp.stage('[{"piano": null}]'), 'evt_1/ins_2', 'one without a piano is refused alone');
select is(
  array_length(string_to_array(pg_temp.stage((select jsonb_agg(jsonb_build_object('piano', jsonb_build_object('id', 'ins_' || n))) from generate_series(1, 150) n)), ' '), 1),
  150, 'a hundred and fifty are a hundred and fifty'
);
select is(pg_temp.stage('[]'), null, 'none are none');

select * from finish();
rollback;
