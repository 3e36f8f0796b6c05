-- All that is due is looked up, a thousand at a time; a floor keeps a person out of small numbers (cases D4, D5).
begin;
select plan(9);

insert into staging.stg_pianos (account_id, external_id, raw_data)
select 'main', 'ins_' || n, jsonb_build_object('id', 'ins_' || n) from generate_series(1, 100) n;
create function pg_temp.sweep(p_gone int)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('pianos', 'full');
  v_answer jsonb;
begin
  perform sync.stage_page((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, (
    select jsonb_agg(s.raw_data) from staging.stg_pianos s where substring(s.external_id from 5)::int > p_gone
  ), null, false, 100 - p_gone);
  v_answer := sync.note_missing((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{all}', 15)
    || jsonb_build_object('next', sync.next_look_ups((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 15));
  return v_answer || jsonb_build_object(
    'report', sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}')
  );
end;
$$;
create temp table twenty as select pg_temp.sweep(20) as a;
select is(jsonb_array_length(a -> 'due'), 15, 'twenty of a hundred are no more than the floor: they are asked for') from twenty;
select is(a #>> '{report,due}', '20', 'the run says what is left for the next one') from twenty;
select is(a #>> '{report,heldBack}', '0', 'nobody is asked') from twenty;
select is(a -> 'next' -> 'due', a -> 'due', 'what is not resolved is due still') from twenty;
update sync.missing set status = 'gone' where external_id in (select jsonb_array_elements_text(a -> 'due') from twenty);
select is((select count(*) from sync.missing where status = 'due'), 5::bigint, 'the rest is still due');

delete from sync.missing;
select is(pg_temp.sweep(21) #>> '{report,heldBack}', '21', 'one more than the floor waits for a person');
delete from sync.missing;
update sync.modules set max_delete_share = 0.3 where module = 'pianos';
select is(pg_temp.sweep(21) #>> '{report,heldBack}', '0', 'unless the share allows it');
delete from sync.missing;
update sync.modules set max_delete_share = 0.05, by_id = false where module = 'pianos';
select is(pg_temp.sweep(6) #>> '{report,heldBack}', '6', 'without a query by id there is no floor');
delete from sync.missing;
select is(pg_temp.sweep(5) ->> 'unseen', '5', 'only the share');

select * from finish();
rollback;
