-- Of a record that version 5 has twice, one row counts, in whatever order the rows come.
begin;
select plan(6);

create function pg_temp.rows(p_notes text) returns jsonb language sql as $$
  select jsonb_build_array(
    jsonb_build_object('external_id', 'ins_1', 'id', 7, 'notes', p_notes, 'updated_at', '2025-02-01T00:00:00Z'),
    '{"external_id": "ins_1", "id": 4, "notes": "older", "make": "Yamaha", "updated_at": "2024-02-01T00:00:00Z"}'::jsonb,
    '{"external_id": "ins_2", "id": 9, "notes": null}'::jsonb, '{"external_id": "ins_2", "id": 8, "notes": "of two without a date"}'::jsonb,
    '{"external_id": "ins_3", "id": 12}'::jsonb, '{"notes": "of nothing"}'::jsonb
  )
$$;
create function pg_temp.backwards(p_rows jsonb) returns jsonb language sql as $$
  select jsonb_agg(r.item order by r.place desc) from jsonb_array_elements(p_rows) with ordinality r (item, place)
$$;

select results_eq(
  $$select id, (item ->> 'id')::int from reconcile.v5_copies(pg_temp.rows('newer')) where place = 1 order by id$$,
  $$values ('ins_1', 7), ('ins_2', 8), ('ins_3', 12), ('row-' || md5('{"notes": "of nothing"}'), null)$$, 'it is the newest, then the one with more in it; a row without a key is one of its own'
);
select set_eq(
  $$select id, item, place from reconcile.v5_copies(pg_temp.backwards(pg_temp.rows('newer')))$$,
  $$select id, item, place from reconcile.v5_copies(pg_temp.rows('newer'))$$, 'in whatever order they come'
);
select results_eq(
  $$select id, serial from reconcile.v5_serials_of('gazelle_pianos', pg_temp.rows('newer')) where place = 1 order by id$$,
  $$values ('ins_1', 7), ('ins_2', 8), ('ins_3', 12)$$, 'its number is the record''s'
);

insert into gazelle.pianos (id, account_id) values ('ins_1', 'main'), ('ins_2', 'main');
select reconcile.take_v5_values('main', 'test', 'gazelle_pianos', pg_temp.rows('newer'));
select results_eq(
  $$select id, notes from gazelle.pianos order by id$$, $$values ('ins_1', 'newer'), ('ins_2', 'of two without a date')$$, 'its values are taken'
);
select is(
  v5.compare('main', 'gazelle_pianos', pg_temp.rows('newer')) #> '{counts, fields, notes}', null, 'and compared: what was taken is no difference'
);
delete from reconcile.v5_values;
update gazelle.pianos set notes = null;
select reconcile.take_v5_values('main', 'test', 'gazelle_pianos', pg_temp.rows(''));
select is((select notes from gazelle.pianos where id = 'ins_1'), 'older', 'where it has nothing, what another copy has stands');

select * from finish();
rollback;
