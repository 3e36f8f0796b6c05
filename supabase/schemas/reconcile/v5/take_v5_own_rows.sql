-- Tables of version 5's own: each row is kept whole, with what it refers to.

create function reconcile.v5_refers_to(p_row jsonb, p_serials jsonb)
returns jsonb
language sql
immutable
set search_path = ''
begin atomic
  -- A column refers to something when its value is an id of Gazelle's, or when its name says of what its number is.
  select coalesce(jsonb_object_agg(c.name, r.id), '{}')
  from jsonb_each(p_row) c (name, value)
  cross join lateral (
    -- Not how many pianos there are, nor a client's telephone.
    select case substring(c.name from '(client|piano)(_external|_v5)?(_?id|_ref|_serial|_fk)?$') when 'client' then 'clients' when 'piano' then 'pianos' end as entity
  ) e
  cross join lateral (select reconcile.v5_reference(c.value, e.entity, p_serials) as id) r
  where jsonb_typeof(c.value) in ('string', 'number') and c.name <> 'id'
    and (r.id is not null or e.entity is not null and c.value #>> '{}' ~ '^[0-9]{1,10}$');
end;

comment on function reconcile.v5_refers_to(jsonb, jsonb) is 'What a row refers to, by column; null for a number that nothing had.';

create function reconcile.v5_is_secret(p_name text, p_value jsonb)
returns boolean
language sql
immutable parallel safe
set search_path = ''
-- A secretary is none, and how many tokens were used is a number.
return p_name ~* '(token|secret(?!ar|air)|password|api_?key|authorization)' and jsonb_typeof(p_value) in ('string', 'object', 'array');

comment on function reconcile.v5_is_secret(text, jsonb) is 'Whether what has this name is a secret, as far as a name tells.';

create function reconcile.without_v5_secrets(p_value jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_value constant jsonb := reconcile.v5_json(p_value);
begin
  return case jsonb_typeof(v_value)
    when 'object' then (
      select coalesce(jsonb_object_agg(f.key, case when reconcile.v5_is_secret(f.key, f.value) then '"•••"' else reconcile.without_v5_secrets(f.value) end), '{}')
      from jsonb_each(v_value) f
    )
    when 'array' then (
      select coalesce(jsonb_agg(reconcile.without_v5_secrets(i.item) order by i.place), '[]') from jsonb_array_elements(v_value) with ordinality i (item, place)
    )
    else v_value
  end;
end;
$$;

comment on function reconcile.without_v5_secrets(jsonb) is
  'A value without JSON in text, and with its secrets struck out, at any depth; they are told by their names.';

create function reconcile.v5_own_id(p_table text, p_row jsonb)
returns text
language sql
immutable parallel safe
set search_path = ''
-- In a table of version 5's own an id of Gazelle's says of what a row is, and several rows may be of one record.
return coalesce(
  case when p_table = 'system_settings' then nullif(btrim(p_row ->> 'key'), '') end,
  nullif(btrim(p_row ->> 'id'), ''), nullif(btrim(p_row ->> 'external_id'), ''), nullif(btrim(p_row ->> 'gazelle_user_id'), ''), nullif(btrim(p_row ->> 'key'), ''),
  'row-' || md5(p_row::text)
);

comment on function reconcile.v5_own_id(text, jsonb) is 'The key of a row of a table of version 5''s own; one made of what it holds where it has none.';

create function reconcile.v5_own_rows(p_account text, p_table text, p_rows jsonb, p_serials jsonb)
returns table (id text, data jsonb, refers_to jsonb)
language sql
stable
set search_path = ''
begin atomic
  with rows as (
    -- Where a key is no key, each of its rows stays; a page has them all.
    select n.id || case when n.place > 1 then format(' (%s)', n.place) else '' end as id, n.data, reconcile.v5_refers_to(n.item, p_serials) as refers_to
    from (
      select i.id, i.item, row_number() over (partition by i.id order by i.item::text) as place,
        reconcile.without_v5_secrets(
          -- A setting's secrecy is in its key.
          i.item || case when reconcile.v5_is_secret(i.item ->> 'key', i.item -> 'value') then '{"value": "•••"}'::jsonb else '{}' end
        ) as data
      from (select distinct reconcile.v5_own_id(p_table, r.item) as id, r.item from jsonb_array_elements(p_rows) r (item)) i
    ) n
  )
  select r.id, r.data, coalesce(
    (
      select jsonb_object_agg(f.key, coalesce(t.entry_id, f.value)) from jsonb_each_text(r.refers_to) f
      left join reconcile.v5_twins t on t.account_id = p_account and t.source_id = f.value
    ), '{}'
  )
  from rows r;
end;

comment on function reconcile.v5_own_rows(text, text, jsonb, jsonb) is
  'The rows of a page of a table of version 5''s own as they are kept: key, the row without secrets and without JSON in text, and what it refers to.';

create function reconcile.take_v5_own_rows(p_account text, p_source text, p_table text, p_rows jsonb, p_serials jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_counts jsonb;
begin
  with rows as materialized (
    select r.* from reconcile.v5_own_rows(p_account, p_table, p_rows, p_serials) r
  ), written as (
    insert into reconcile.v5_rows as v (account_id, source_table, source_id, data, refers_to, source)
    select p_account, p_table, r.id, r.data, r.refers_to, p_source from rows r order by r.id
    on conflict (account_id, source_table, source_id) do update
    set data = excluded.data, refers_to = excluded.refers_to, source = excluded.source, moved_at = now(), accepted_by = null, accepted_at = null
    where (v.data, v.refers_to) is distinct from (excluded.data, excluded.refers_to)
    returning 1
  )
  select jsonb_build_object(
    'rows', (select count(*) from rows),
    'references', (select count(*) from rows r cross join lateral jsonb_each(r.refers_to)),
    'unresolved', (select count(*) from rows r cross join lateral jsonb_each(r.refers_to) f where f.value = 'null'),
    'written', (select count(*) from written)
  ) into v_counts;
  return v_counts;
end;
$$;

comment on function reconcile.take_v5_own_rows(text, text, text, jsonb, jsonb) is
  'Keeps rows of a table of version 5''s own; answers how many, how many references they have, and how many of these nothing resolves.';
