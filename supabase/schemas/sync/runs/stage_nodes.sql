-- Raw records into staging: only those whose content changed, and those without an id apart.

create function sync.stage_nodes(
  p_module text,
  p_account text,
  p_run bigint,
  p_nodes jsonb,
  out changed int,
  out promoted int,
  out rejected int,
  out placeholders int
)
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[];
  v_unidentified int;
begin
  perform set_config('reconcile.placeholders', '0', true);

  insert into sync.unidentified (account_id, module, raw_data, issue, run_id)
  select p_account, p_module, n.node, 'no_id', p_run
  from jsonb_array_elements(p_nodes) n (node)
  where not sync.has_id(n.node) and n.node <> 'null'
  on conflict do nothing;
  get diagnostics v_unidentified = row_count;

  -- The anti-join comes first: an unchanged record is not even locked.
  execute format(
    $sql$
    with page as (
      select distinct on (n.node ->> 'id') n.node ->> 'id' as external_id, n.node
      from jsonb_array_elements($3) with ordinality n (node, place)
      where sync.has_id(n.node)
      order by n.node ->> 'id', n.place desc
    ), fresh as (
      insert into staging.%1$I as s
        (account_id, external_id, raw_data, status, processing_attempts, run_id, processed_at)
      select $1, p.external_id, coalesce(o.raw_data || p.node, p.node), 'promoted', 1, $2, now()
      from page p
      left join lateral (
        select o.external_id, o.raw_data, o.content_hash, o.gone_at
        from staging.%1$I o
        where o.account_id = $1 and o.external_id = p.external_id
        offset 0
      ) o on true
      where o.external_id is null
        or o.gone_at is not null
        or (o.content_hash <> md5(p.node::text)::uuid and o.raw_data || p.node <> o.raw_data)
      on conflict (account_id, external_id) do update
      set raw_data = excluded.raw_data,
          status = 'promoted',
          processing_attempts = 1,
          issues = null,
          last_error = null,
          run_id = excluded.run_id,
          fetched_at = now(),
          processed_at = now(),
          gone_at = null
      returning s.external_id
    )
    select array_agg(external_id) from fresh
    $sql$,
    'stg_' || p_module
  )
  into v_ids
  using p_account, p_run, p_nodes;

  changed := coalesce(cardinality(v_ids), 0) + v_unidentified;
  rejected := v_unidentified;
  promoted := 0;
  -- The triggers have promoted the set by now; what they could not use says so in its status.
  if v_ids is not null then
    execute format(
      'select count(*) filter (where status = ''promoted''), $3 + count(*) filter (where status <> ''promoted'')
       from staging.%I where account_id = $1 and external_id = any ($2)', 'stg_' || p_module
    )
    into promoted, rejected
    using p_account, v_ids, v_unidentified;
  end if;
  placeholders := current_setting('reconcile.placeholders')::int;
end;
$$;

comment on function sync.stage_nodes(text, text, bigint, jsonb) is
  'Stages the changed ones of a list of raw records (rows are optimistic: promoted, unless promotion says otherwise) and counts what came of it.';

create function sync.has_id(p_node jsonb)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return coalesce(jsonb_typeof(p_node -> 'id') = 'string' and p_node ->> 'id' ~ '[^\s\u00a0]' and length(p_node ->> 'id') <= 200, false);
end;
$$;

comment on function sync.has_id(jsonb) is 'A record can be kept under its id: text of 1 to 200 characters (Gazelle''s have about 24), not all blank. As reconcile.to_id has it.';
