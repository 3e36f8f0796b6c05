-- A child's list that is none deletes nothing, and is named (case L1).
begin;
select plan(4);

create temp table child as
select e.entity, e.module, e.list, string_to_array(replace(e.list, '[]', ''), '.') as steps, e.key
from reconcile.entities e where e.list is not null;
create temp table wrong (v jsonb);
insert into wrong select v::jsonb from unnest(array['"none"', '5', 'true', '{"x": 1}', '{"nodes": "none"}', '{"nodes": {}}', '[5]', '["a"]', '[[]]']) v;

create function pg_temp.staged(p_owner text, p_list text, p_innermost jsonb)
returns jsonb
language plpgsql
as $$
declare
  v_steps constant text[] := string_to_array(p_list, '.');
  v_raw jsonb := p_innermost;
begin
  for n in reverse cardinality(v_steps) .. 1 loop
    v_raw := jsonb_build_object('id', case n when 1 then p_owner else p_owner || '_outer' end, rtrim(v_steps[n], '[]'), v_raw);
    if n > 1 then
      v_raw := case when v_steps[n - 1] like '%[]' then jsonb_build_array(v_raw)
        else jsonb_build_object('nodes', jsonb_build_array(v_raw), 'pageInfo', '{"hasNextPage": false}'::jsonb) end;
    end if;
  end loop;
  return v_raw;
end;
$$;
create temp table outcome (entity text, list text, v jsonb, was bigint, is_as_before boolean, issues jsonb);
create function pg_temp.run_trials()
returns void
language plpgsql
as $$
declare
  v record;
  v_was jsonb;
  v_good jsonb;
  v_count bigint;
  v_issues jsonb;
begin
  for v in select * from child, wrong loop
    v_good := '[{"id": "c_1", "piano": {"id": "x_1"}}, {"id": "c_2", "piano": {"id": "x_2"}}]';
    if v.list !~ '\[\]$' then
      v_good := jsonb_build_object('nodes', v_good, 'pageInfo', '{"hasNextPage": false}'::jsonb);
    end if;
    execute format('delete from staging.%I', 'stg_' || v.module);
    execute format('insert into staging.%I (account_id, external_id, raw_data) values (''main'', ''r_1'', $1)', 'stg_' || v.module)
    using pg_temp.staged('r_1', v.list, v_good);
    execute format('select count(*) from gazelle.%I where deleted_at is null', v.entity) into v_count;
    v_was := (select jsonb_agg(to_jsonb(m) order by m.tableoid, m.id) from reconcile.mirror m);
    execute format('update staging.%I set raw_data = $1', 'stg_' || v.module) using pg_temp.staged('r_1', v.list, v.v);
    execute format('select issues from staging.%I', 'stg_' || v.module) into v_issues;
    insert into outcome
    select v.entity, v.list, v.v, v_count, v_was = (select jsonb_agg(to_jsonb(m) order by m.tableoid, m.id) from reconcile.mirror m), v_issues;
  end loop;
end;
$$;
select pg_temp.run_trials();

select is((select count(distinct entity) from outcome where was >= 2), (select count(*) from child), 'each child is there');
select results_ne($$select count(*) from outcome$$, $$values (0::bigint)$$, 'each list is tried with each value');
select is_empty($$select entity, v from outcome where is_as_before is not true$$, 'nothing is deleted, made or changed');
select is_empty(
  $$select entity, v, issues from outcome
    where not coalesce(issues, '[]') @> jsonb_build_array(jsonb_build_object('rule', 'bad_list', 'field', replace(list, '[]', '')))$$,
  'each has an issue that names the list'
);

select * from finish();
rollback;
