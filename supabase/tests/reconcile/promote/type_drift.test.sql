-- Every field of every entity, with a value of each wrong type: production stays as it was (case L1).
begin;
select plan(13);

-- A value that a column of each kind can hold, and those that it cannot. A reference is an object, or an id alone.
create temp table good (kind text primary key, v jsonb);
insert into good values
  ('text', '"a"'), ('boolean', 'true'), ('integer', '3'), ('bigint', '3'), ('number', '1.5'), ('date', '"2026-02-03"'),
  ('instant', '"2026-02-03T20:56:01Z"'), ('list', '["a"]'), ('json', '["a"]'), ('object', '{"fr_CA": "a"}'),
  ('id', '"x_1"');
create temp table wrong (kind text, v jsonb);
insert into wrong
select k, v::jsonb
from (values
  ('text', array['true', '[1]', '{"x": 1}']), ('boolean', array['"yes"', '5', '[1]', '{"x": 1}']),
  ('integer', array['"x"', '"5"', '440.5', '1e400', 'true', '[1]', '{"x": 1}']), ('bigint', array['"x"', '1.5', '1e400', 'true', '[1]', '{"x": 1}']),
  ('number', array['"x"', '"1.5"', 'true', '[1]', '{"x": 1}']), ('date', array['"soon"', '"2026-02-30"', '5', 'true', '[1]', '{"x": 1}']),
  ('instant', array['"soon"', '"2026-02-03"', '5', 'true', '[1]', '{"x": 1}']), ('list', array['"x"', '5', 'true', '{"x": 1}', '[true]', '[["a"]]']),
  ('json', array['"x"', '5', 'true']), ('object', array['"x"', '5', 'true', '[]', '["x"]']),
  ('id', array['5', 'true', '[1]', '{"x": 1}', '"   "'])
) w (kind, vs), unnest(w.vs) v, unnest(array[w.kind]) k;
insert into wrong select 'id', to_jsonb(v) from unnest(array[e'\t\t', e'\u00a0', repeat('x', 300)]) v;
-- What stands where Gazelle answered an error is of no kind.
insert into wrong select kind, '[["error"]]'::jsonb from good union all select 'json', '{"fr_CA": "b", "en_US": [["error"]]}'::jsonb;
create temp table in_the_way (v jsonb);
insert into in_the_way select v::jsonb from unnest(array['"x"', '5', 'true', '[1]', '[["error"]]']) v;

create function pg_temp.put(p_raw jsonb, p_steps text[], p_value jsonb)
returns jsonb
language sql
as $$
  select case cardinality(p_steps)
    when 1 then p_raw || jsonb_build_object(p_steps[1], p_value)
    else p_raw || jsonb_build_object(p_steps[1], pg_temp.put(coalesce(p_raw -> p_steps[1], '{}'), p_steps[2 :], p_value))
  end
$$;

-- A staged record whose list holds one item; with "record" in place of an item, the record itself.
create function pg_temp.staged(p_owner text, p_list text, p_item jsonb)
returns jsonb
language plpgsql
as $$
declare
  v_steps constant text[] := string_to_array(p_list, '.');
  v_raw jsonb := p_item;
begin
  for n in reverse coalesce(cardinality(v_steps), 0) .. 1 loop
    v_raw := jsonb_build_object(
      'id', case when n = 1 then p_owner else p_owner || '_outer' end,
      rtrim(v_steps[n], '[]'), case
        when v_steps[n] like '%[]' then jsonb_build_array(v_raw)
        else jsonb_build_object('nodes', jsonb_build_array(v_raw), 'pageInfo', '{"hasNextPage": false}'::jsonb)
      end
    );
  end loop;
  return v_raw;
end;
$$;

create temp table field as
select e.entity, e.module, e.list, e.key, c.name, p.path, string_to_array(p.path, '.') as steps, case when cardinality(c.paths) > 1 then 'text' else c.kind end as kind
from reconcile.entities e
cross join lateral reconcile.columns_of(e.entity) c
cross join lateral unnest(c.paths) p (path)
where c.source = 'field' and c.policy <> 'local';
-- What promotion says of a field: a reference is known by what encloses its id.
alter table field add known_as text;
update field set known_as = case when kind = 'id' then regexp_replace(path, '\.id$', '') else path end;

create function pg_temp.item(p_entity text, p_id text, p_steps text[] default null, p_value jsonb default null)
returns jsonb
language plpgsql
as $$
declare
  v_field record;
  v_item jsonb := jsonb_build_object('id', p_id);
begin
  for v_field in select f.steps, g.v from field f join good g using (kind) where f.entity = p_entity order by f.steps loop
    v_item := pg_temp.put(v_item, v_field.steps, v_field.v);
  end loop;
  return case when p_steps is null then v_item else pg_temp.put(v_item, p_steps, p_value) end;
end;
$$;

create temp table trial as
select
  t.*, 'r_' || t.n as source_id,
  case when t.list is null then 'r_' || t.n when t.key is null then 'c_' || t.n else 'r_' || t.n || '/x_1' end as id,
  case when t.list is null then 'r_' || t.n else 'c_' || t.n end as item_id
from (
  select row_number() over () as n, f.*, w.at, w.v
  from field f
  cross join lateral (
    select f.steps as at, w.v from wrong w where w.kind = f.kind
    union all
    select f.steps[: n], w.v from generate_series(1, cardinality(f.steps) - 1) n, in_the_way w
    union all
    select f.steps[: cardinality(f.steps) - 1], '{}' where f.kind = 'id' and cardinality(f.steps) > 1
  ) w
) t;
create temp table before (entity text, id text, was jsonb);
create temp table after (entity text, id text, now jsonb);
create temp table rest_before (entity text, place text, was text);
create temp table retry_delay_after (entity text, place text, now text);
create function pg_temp.everything(p_entity text)
returns table (entity text, place text, content text)
language sql
as $$ select p_entity, format('%s %s', m.tableoid::regclass, m.id), to_jsonb(m)::text from reconcile.mirror m $$;

create function pg_temp.run_trials()
returns void
language plpgsql
as $$
declare
  v_entity record;
begin
  for v_entity in select distinct t.entity, t.module from trial t loop
    -- The records as they should be, then with one wrong value each, then the same as records that are new here.
    execute format('delete from staging.%I', 'stg_' || v_entity.module);
    execute format(
      'insert into staging.%I (account_id, external_id, raw_data)
       select ''main'', t.source_id, pg_temp.staged(t.source_id, t.list, pg_temp.item(t.entity, t.item_id)) from trial t where t.entity = %L',
      'stg_' || v_entity.module, v_entity.entity
    );
    execute format('insert into before select %1$L, t.id, to_jsonb(t) from gazelle.%1$I t where t.id in (select id from trial where entity = %1$L)', v_entity.entity);
    insert into rest_before select * from pg_temp.everything(v_entity.entity);
    execute format(
      'update staging.%I s set raw_data = pg_temp.staged(t.source_id, t.list, pg_temp.item(t.entity, t.item_id, t.at, t.v))
       from trial t where t.entity = %L and t.source_id = s.external_id', 'stg_' || v_entity.module, v_entity.entity
    );
    execute format('insert into after select %1$L, t.id, to_jsonb(t) from gazelle.%1$I t where t.id in (select id from trial where entity = %1$L)', v_entity.entity);
    insert into retry_delay_after select * from pg_temp.everything(v_entity.entity);
    execute format('insert into said select %L, s.external_id, s.issues, s.last_error from staging.%I s', v_entity.entity, 'stg_' || v_entity.module);
    execute format(
      'insert into staging.%I (account_id, external_id, raw_data)
       select ''main'', ''n'' || t.source_id, pg_temp.staged(''n'' || t.source_id, t.list, pg_temp.item(t.entity, ''n'' || t.item_id, t.at, t.v)) from trial t where t.entity = %L',
      'stg_' || v_entity.module, v_entity.entity
    );
    execute format('insert into made select %1$L, t.id, to_jsonb(t) from gazelle.%1$I t where t.id like ''n%%''', v_entity.entity);
  end loop;
end;
$$;
create temp table said (entity text, source_id text, issues jsonb, last_error text);
create temp table made (entity text, id text, row jsonb);
select pg_temp.run_trials();
create function pg_temp.named(p trial)
returns text
language sql
as $$ select format('%s.%s: %s at %s', p.entity, p.name, left(p.v::text, 40), array_to_string(p.at, '.')) $$;

select cmp_ok((select count(*) from trial), '>', 1200::bigint, 'all of them are tried');
select is_empty(
  $$select e.entity from reconcile.entities e where (e.owner_column is null or e.list is not null) and e.entity not in (select entity from trial)$$,
  'for every entity'
);
select is_empty(
  $$select t.entity, t.id from trial t where not exists (select from before b where b.entity = t.entity and b.id = t.id)$$,
  'the good record was there'
);
select is_empty(
  $$select f.entity, f.name from field f
    where not exists (select from before b where b.entity = f.entity and b.was -> f.name <> 'null')$$,
  'with a value in each of its columns'
);
select is(
  (
    select array_agg(pg_temp.named(t) order by t.n) from trial t
    join before b using (entity, id) left join after a using (entity, id)
    where a.now is distinct from b.was
  ),
  null, 'no row of production changes, derived columns included'
);
select is_empty(
  $$select entity, place, was from rest_before except select entity, place, now from retry_delay_after$$,
  'and nothing beside it: nothing is deleted'
);
select is_empty(
  $$select entity, place from retry_delay_after except select entity, place from rest_before$$,
  'no placeholder is made for what is no id (case R18)'
);
select is(
  (
    select array_agg(pg_temp.named(t) || ' ' || coalesce(s.issues::text, s.last_error, 'no issue') order by t.n) from trial t
    left join said s using (entity, source_id)
    where not coalesce(s.issues, '[]') @> jsonb_build_array(
      case
        when t.entity = 'timeline_entries' and t.path = 'occurredAt' then jsonb_build_object('rule', 'no_instant', 'field', t.path)
        when t.v::text like '%[["error"]]%' then jsonb_build_object(
          'rule', 'not_given', 'field', case when t.path = t.key || '.id' then replace(t.list, '[]', '') else t.known_as end
        )
        when t.path = t.key || '.id' then jsonb_build_object('rule', 'child_without_id', 'field', replace(t.list, '[]', ''))
        else jsonb_build_object(
          'rule', case t.kind when 'id' then 'bad_reference' when 'bigint' then 'bad_integer' when 'object' then 'bad_json' else 'bad_' || t.kind end,
          'field', t.known_as
        )
      end
    )
  ),
  null, 'each has an issue that names the field'
);
select is_empty($$select entity, source_id, last_error from said where last_error is not null$$, 'none fails');
select is(
  (
    select array_agg(pg_temp.named(t) order by t.n) from trial t
    join made m on m.entity = t.entity and m.id = 'n' || t.id
    where m.row ->> t.name is not null and not (t.name = 'custom' and m.row #>> array['custom', (substr(t.path, 7)::int - 1)::text] is null)
  ),
  null, 'a new row has nothing there'
);
select is(
  (
    select array_agg(distinct t.entity || ' ' || t.path order by t.entity || ' ' || t.path) from trial t
    where not exists (select from made m where m.entity = t.entity and m.id = 'n' || t.id)
  ),
  array['appointment_pianos piano.id', 'timeline_entries occurredAt'], 'but it is made, unless it has no id or no instant without that value'
);

-- A number is no wrong type for a text: it keeps its digits.
create function pg_temp.numbers()
returns setof text
language plpgsql
as $$
declare
  v_entity record;
  v_field record;
  v_item jsonb;
  v_row jsonb;
  v_issues text;
begin
  for v_entity in select distinct f.entity, f.module, f.list from field f where f.kind = 'text' loop
    v_item := pg_temp.item(v_entity.entity, 't_1');
    for v_field in select f.* from field f where f.entity = v_entity.entity and f.kind = 'text' loop
      v_item := pg_temp.put(v_item, v_field.steps, '440.5');
    end loop;
    execute format('delete from staging.%I', 'stg_' || v_entity.module);
    execute format(
      'insert into staging.%I (account_id, external_id, raw_data) values (''main'', ''t_1'', $1)', 'stg_' || v_entity.module
    ) using pg_temp.staged('t_1', v_entity.list, v_item);
    execute format('select to_jsonb(t) from gazelle.%I t where t.id = ''t_1''', v_entity.entity) into v_row;
    execute format('select issues from staging.%I', 'stg_' || v_entity.module) into v_issues;
    return query
      select format('%s.%s: %s %s', v_entity.entity, f.name, v_row -> f.name, v_issues)
      from field f
      where f.entity = v_entity.entity and f.kind = 'text' and ((v_row ->> f.name ~ '440\.5') is not true or v_issues ~ 'bad_');
  end loop;
end;
$$;
select is_empty('select * from pg_temp.numbers()', 'a number in a text keeps its digits, in every field, without an issue');
select cmp_ok((select count(*) from field where kind = 'text'), '>', 80::bigint, 'all texts are tried');

select * from finish();
rollback;
