-- What belongs to a client: what production refers to, with what only staging names, since it was refused or waits.

create function sync.staged_of_clients(p_account text, p_clients text[])
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_found text[];
  v_ids jsonb := '{}'::jsonb;
begin
  for v_entity in
    select distinct on (e.module) e.* from reconcile.entities e where e.owner_column is null order by e.module, e.position
  loop
    execute format(
      'select array_agg(s.external_id) from staging.%I s
       where s.account_id = $1 and s.raw_data::text like any ($2) and sync.client_ids_in(s.raw_data) && $3', 'stg_' || v_entity.module
    ) into v_found using p_account, array(select format('%%"%s"%%', c.id) from unnest(p_clients) c (id)), p_clients;
    if v_found is not null then
      v_ids := v_ids || jsonb_build_object(v_entity.entity, v_found);
    end if;
  end loop;
  return v_ids;
end;
$$;

comment on function sync.staged_of_clients(text, text[]) is
  'What Gazelle gave as these clients'', by the rule of sync.client_ids_in: a booking may name its client where production has no reference. As {entity: [id]}.';

create function sync.waiting_of(p_module text, p_account text, p_ids text[])
returns setof text
language plpgsql
stable
set search_path = ''
as $$
begin
  -- Few wait, and what is asked for may be thousands of ids: each record is read once.
  return query execute format(
    'select distinct s.external_id
     from staging.%I s
     cross join lateral sync.mentioned_ids(s.raw_data) m (id)
     join unnest($2) i (id) on i.id = m.id
     where s.account_id = $1 and s.status <> ''promoted''', 'stg_' || p_module
  ) using p_account, p_ids;
end;
$$;

comment on function sync.waiting_of(text, text, text[]) is 'The staged records of a module that were refused, or wait, and mention any of these ids.';

create function sync.all_theirs(p_account text, p_clients text[], p_ids jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_ids jsonb := reconcile.all_belongings(p_account, p_clients, p_ids);
  v_all text[];
  v_entity reconcile.entities;
  v_found text[];
  v_waiting jsonb;
begin
  -- Again until nothing is added: what waits may be all that refers to something.
  loop
    v_all := reconcile.all_ids(v_ids);
    v_waiting := '{}'::jsonb;
    -- Another client's own record is theirs, whomever it mentions.
    for v_entity in
      select distinct on (e.module) e.* from reconcile.entities e
      where e.owner_column is null and e.entity <> reconcile.person_entity()
      order by e.module, e.position
    loop
      execute format(
        'select array_agg(s.external_id) from staging.%I s
         where s.account_id = $1 and s.external_id in (select w.id from sync.waiting_of(%L, $1, $2) w (id))
           and s.external_id <> all ($3) and sync.is_of_erased(s.raw_data, $2, $4)', 'stg_' || v_entity.module, v_entity.module
      ) into v_found using p_account, v_all, reconcile.ids_in(v_ids, v_entity.entity), p_clients;
      if v_found is not null then
        v_waiting := v_waiting || jsonb_build_object(v_entity.entity, reconcile.ids_in(v_ids, v_entity.entity) || v_found);
      end if;
    end loop;
    exit when v_waiting = '{}'::jsonb;
    v_ids := reconcile.all_belongings(p_account, p_clients, v_ids || v_waiting);
  end loop;
  return v_ids;
end;
$$;

comment on function sync.all_theirs(text, text[], jsonb) is
  'reconcile.all_belongings, with what was refused or waits and belongs to it by the rule of sync.is_of_erased, as {entity: [id]}.';
