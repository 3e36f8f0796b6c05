-- Tiers and items that left their lists are gone; those whose list did not come are not.
begin;
select plan(7);

create function pg_temp.stage(p_tiers jsonb)
returns text
language plpgsql
as $$
begin
  perform sync.stage_nodes('estimates', 'main', null, jsonb_build_array(jsonb_build_object('id', 'est_1', 'piano', '{"id": "ins_1"}'::jsonb, 'allEstimateTiers', p_tiers)));
  return (
    select string_agg(id, ' ' order by id)
    from (select id from gazelle.estimate_tiers where deleted_at is null union all select id from gazelle.estimate_items where deleted_at is null) c
  );
end;
$$;
select is(
  pg_temp.stage('[{"id": "ett_1", "allEstimateTierItems": [{"id": "eti_1"}, {"id": "eti_2"}]}, {"id": "ett_2", "allEstimateTierItems": [{"id": "eti_3"}]}]'),
  'eti_1 eti_2 eti_3 ett_1 ett_2', 'all are there'
);
select is(pg_temp.stage('[{"id": "ett_1", "allEstimateTierItems": [{"id": "eti_1"}]}, {"id": "ett_2", "allEstimateTierItems": [{"id": "eti_3"}]}]'), 'eti_1 eti_3 ett_1 ett_2', 'an item left');
select is(pg_temp.stage('[{"id": "ett_1", "allEstimateTierItems": [{"id": "eti_1"}]}]'), 'eti_1 ett_1', 'a tier left with its item');
select is(pg_temp.stage('[{"id": "ett_1", "allEstimateTierItems": null}]'), 'eti_1 ett_1', 'items that did not come are not gone');
select is(pg_temp.stage('[{"id": "ett_1", "allEstimateTierItems": [null]}, null]'), 'eti_1 ett_1', 'nor are those beside a null');
select is(pg_temp.stage(null), 'eti_1 ett_1', 'nor tiers that did not come');
select is(pg_temp.stage('[]'), null, 'none are none');

select * from finish();
rollback;
