-- A child belongs to the newest content that lists it, whatever is promoted again or deleted (case D1).
begin;
select plan(23);

create function pg_temp.list(p_path text[], p_ids text[])
returns jsonb
language sql
as $$
  select jsonb_build_object(p_path[1], jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', coalesce(
    (select jsonb_agg(jsonb_build_object('id', i)) from unnest(p_ids) i), '[]')));
$$;
create function pg_temp.client(p_id text, p_contacts text[], p_name text default null)
returns jsonb
language sql
as $$ select jsonb_build_object('id', p_id, 'companyName', p_name) || pg_temp.list('{allContacts}', p_contacts); $$;
create function pg_temp.contact(p_id text default 'con_1')
returns text
language sql
as $$ select format('%s %s', client_id, case when deleted_at is null then 'there' else 'deleted' end) from gazelle.contacts where id = p_id; $$;
create function pg_temp.stage(variadic p_clients jsonb[])
returns text
language plpgsql
as $$
begin
  perform sync.stage_nodes('clients', 'main', null, to_jsonb(p_clients));
  return pg_temp.contact();
end;
$$;
create function pg_temp.replay()
returns text
language plpgsql
as $$
declare
  v_after text := '';
begin
  while v_after is not null loop
    v_after := reconcile.replay('clients', 'main', v_after, 1) ->> 'after';
  end loop;
  return pg_temp.contact();
end;
$$;

select is(pg_temp.stage(pg_temp.client('cli_a', '{con_1}'), pg_temp.client('cli_b', '{}')), 'cli_a there', 'a contact');
select is(pg_temp.stage(pg_temp.client('cli_b', '{con_1}')), 'cli_b there', 'moves to the client that lists it last');
select reconcile.replay('clients', 'main', '', 1);
select is(pg_temp.contact(), 'cli_b there', 'a replay of the other one does not give it back');
select is(pg_temp.replay(), 'cli_b there', 'nor does a replay of all, one by one');
select reconcile.retry('clients', 'main', 'cli_a');
select is(pg_temp.contact(), 'cli_b there', 'nor a retry');
select reconcile.soft_delete('clients', 'main', '{cli_a}');
select is(pg_temp.contact(), 'cli_b there', 'the deletion of the other one does not take it along');

select is(pg_temp.stage(pg_temp.client('cli_a', '{con_1}', 'A')), 'cli_a there', 'the other one returns with it');
select reconcile.soft_delete('clients', 'main', '{cli_a}');
select is(pg_temp.contact(), 'cli_b there', 'deleted again, it leaves it to the one that lists it still');
select reconcile.soft_delete('clients', 'main', '{cli_b}');
select is(pg_temp.contact(), 'cli_b deleted', 'the last one takes it along');

select is(pg_temp.stage(pg_temp.client('cli_a', '{con_1}'), pg_temp.client('cli_b', '{}')), 'cli_a there', 'back to the beginning');
select is(pg_temp.stage(pg_temp.client('cli_b', '{con_1}')), 'cli_b there', 'it moves there');
select is(pg_temp.stage(pg_temp.client('cli_b', '{}')), 'cli_a there', 'and back, although the content of the old client is not new');
select is(pg_temp.stage(pg_temp.client('cli_a', '{}')), 'cli_a deleted', 'until neither lists it');
select is_empty('select from reconcile.listings', 'then nothing has to be remembered');

-- Content asked for earlier, staged later.
select pg_temp.stage(pg_temp.client('cli_c', '{con_2}', 'C'));
select sync.stage_nodes('clients', 'main', null, jsonb_build_array(pg_temp.client('cli_d', '{con_2}', 'D')), clock_timestamp() - interval '1 minute');
select is(pg_temp.contact('con_2'), 'cli_c there', 'content that was asked for earlier takes nothing, though it is staged later');
select is((select company_name from gazelle.clients where id = 'cli_d'), 'D', 'the rest of it is promoted');
select pg_temp.stage(pg_temp.client('cli_e', '{con_3}', 'E'), pg_temp.client('cli_f', '{con_3}', 'F'));
create temp table owner as select pg_temp.contact('con_3') as o;
select reconcile.replay('clients', 'main', '', 1000);
select is(pg_temp.contact('con_3'), o, 'of two on one page, one has it') from owner;
select reconcile.soft_delete('clients', 'main', array[left(o, 5)]) from owner;
select isnt(pg_temp.contact('con_3'), o, 'and the other one after its deletion') from owner;
select matches(pg_temp.contact('con_3'), 'there$', 'where it is not deleted');

-- Every child that has an id of its own, in every module.
create function pg_temp.raw(p_list text, p_child text)
returns jsonb
language plpgsql
as $$
declare
  v_steps text[] := string_to_array(p_list, '.');
  v_items jsonb := jsonb_build_array(jsonb_build_object('id', p_child));
begin
  for n in reverse cardinality(v_steps) .. 1 loop
    v_items := jsonb_build_object(rtrim(v_steps[n], '[]'), case
      when v_steps[n] like '%[]' then v_items
      else jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', v_items)
    end);
    if n > 1 then
      v_items := jsonb_build_array(jsonb_build_object('id', 'outer_' || p_child) || v_items);
    end if;
  end loop;
  return v_items;
end;
$$;
create function pg_temp.moves()
returns setof text
language plpgsql
as $$
declare
  v_entity reconcile.entities;
  v_owner text;
  v_is_there boolean;
begin
  for v_entity in select * from reconcile.entities e where reconcile.can_move(e) order by e.entity loop
    for n in 1 .. 2 loop
      perform sync.stage_nodes(v_entity.module, 'main', null, jsonb_build_array(
        pg_temp.raw(v_entity.list, 'child_' || v_entity.entity) || jsonb_build_object('id', v_entity.entity || '_' || n)
      ));
    end loop;
    perform reconcile.replay(v_entity.module, 'main', v_entity.entity || '_', 1);
    execute format('select %I from gazelle.%I where id = $1', v_entity.owner_column, v_entity.entity)
    into v_owner using 'child_' || v_entity.entity;
    perform reconcile.soft_delete(v_entity.module, 'main', array[v_entity.entity || '_2']);
    execute format('select deleted_at is null and %I = $2 from gazelle.%I where id = $1', v_entity.owner_column, v_entity.entity)
    into v_is_there using 'child_' || v_entity.entity, v_entity.entity || '_1';
    if v_owner is distinct from v_entity.entity || '_2' or v_is_there is not true then
      return next format('%s: %s, %s', v_entity.entity, v_owner, v_is_there);
    end if;
  end loop;
end;
$$;
select ok((select count(*) from reconcile.entities e where reconcile.can_move(e)) > 8, 'children with an id of their own');
select is_empty('select * from pg_temp.moves()', 'all of them stay with the newest record that lists them');

select is(pg_temp.stage(pg_temp.client('cli_a', '{con_1}', 'shared'), pg_temp.client('cli_b', '{}', 'shared')), 'cli_a there', 'once more');
select is(
  pg_temp.stage(jsonb_set(pg_temp.client('cli_b', '{con_1}'), '{allContacts,nodes,1}', '{"fName": "without an id"}')), 'cli_b there',
  'it moves to the newest content too where that is refused for another contact, which has no id'
);

select * from finish();
rollback;
