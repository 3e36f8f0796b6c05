-- A person who knows of a null has not said that the record behind it is gone (parts L and D).
begin;
select plan(5);

create function pg_temp.sweep(p_ids text[], p_nulls int)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('cancel_notices', 'full');
  v_id bigint := v_run ->> 'runId';
  v_lease uuid := v_run ->> 'lease';
  v_due jsonb;
begin
  perform sync.stage_page(
    v_id, v_lease, 'all', 1, (select jsonb_agg(jsonb_build_object('id', i)) from unnest(p_ids) i), null, false, cardinality(p_ids) + p_nulls,
    p_null_nodes => p_nulls,
    p_holes => case p_nulls when 0 then '[]' else '[{"kind": "null", "place": "after ecn_1", "path": "", "message": "internal"}]'::jsonb end
  );
  v_due := sync.note_missing(v_id, v_lease, '{all}');
  if v_due ? 'unseen' and (v_due ->> 'unseen')::int > 0 then
    perform sync.record_caller(v_id, v_lease, '{"id": "usr_1"}', true);
    perform sync.delete_unseen(v_id, v_lease);
  end if;
  return sync.finish_run(v_id, v_lease, p_lanes => '{all}');
end;
$$;
update sync.modules set max_delete_share = 1 where module = 'cancel_notices';
select pg_temp.sweep('{ecn_1,ecn_2,ecn_3}', 0);
update staging.stg_cancel_notices set fetched_at = fetched_at - interval '1 hour';
select pg_temp.sweep('{ecn_1,ecn_3}', 1);
select is((select count(*) from gazelle.cancel_notices where deleted_at is not null), 0::bigint, 'a record that comes as null is not deleted');
select sync.acknowledge_hole(hole_id, 'anna') from sync.holes;
create temp table known as select pg_temp.sweep('{ecn_1,ecn_3}', 1) as r;
select is(r ->> 'status', 'success', 'the null is known') from known;
select is((select count(*) from gazelle.cancel_notices where deleted_at is not null), 0::bigint, 'but the record is there, and stays');
select results_eq($$select external_id, status, held_because from sync.missing$$, $$values ('ecn_2', 'held', 'empty')$$, 'a person may say that it is gone');
select pg_temp.sweep('{ecn_1,ecn_3}', 0);
select is((select count(*) from gazelle.cancel_notices where deleted_at is not null), 1::bigint, 'until a list without nulls lacks it');

select * from finish();
rollback;
