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
    select case when c.name ~ 'client' then 'clients' when c.name ~ 'piano' then 'pianos' end as entity
  ) e
  cross join lateral (select reconcile.v5_reference(c.value, e.entity, p_serials) as id) r
  where jsonb_typeof(c.value) in ('string', 'number') and c.name <> 'id'
    and (r.id is not null or e.entity is not null and c.value #>> '{}' ~ '^[0-9]{1,10}$');
end;

comment on function reconcile.v5_refers_to(jsonb, jsonb) is 'What a row refers to, by column; null for a number that nothing had.';

create function reconcile.without_v5_secrets(p_value jsonb)
returns jsonb
language sql
immutable
set search_path = ''
begin atomic
  select case jsonb_typeof(p_value)
    when 'object' then (
      select coalesce(jsonb_object_agg(f.key, case when f.key ~* '(token|secret|password|api_?key|authorization)' then '"•••"' else reconcile.v5_json(f.value) end), '{}')
      from jsonb_each(p_value) f
    )
    else p_value
  end;
end;

comment on function reconcile.without_v5_secrets(jsonb) is 'An object whose secrets are struck out, told by their names, and whose values are without JSON in text.';

create function reconcile.take_v5_own_rows(p_account text, p_source text, p_table text, p_rows jsonb, p_serials jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_counts jsonb;
begin
  with rows as (
    select
      r.id, reconcile.v5_refers_to(r.item, p_serials) as refers_to,
      case
        -- A setting's secrecy is in its key.
        when r.item ->> 'key' ~* '(token|secret|password|api_?key)' then r.item || jsonb_build_object('value', '•••')
        else reconcile.without_v5_secrets(r.item || case when r.item ? 'value' then jsonb_build_object('value', reconcile.without_v5_secrets(reconcile.v5_json(r.item -> 'value'))) else '{}' end)
      end as data
    from reconcile.v5_copies(p_rows) r
    where r.place = 1
  ), resolved as (
    select r.id, r.data, coalesce(
      (
        select jsonb_object_agg(f.key, coalesce(t.entry_id, f.value)) from jsonb_each_text(r.refers_to) f
        left join reconcile.v5_twins t on t.account_id = p_account and t.source_id = f.value
      ), '{}'
    ) as refers_to
    from rows r
  ), written as (
    insert into reconcile.v5_rows as v (account_id, source_table, source_id, data, refers_to, source)
    select p_account, p_table, r.id, r.data, r.refers_to, p_source from resolved r order by r.id
    on conflict (account_id, source_table, source_id) do update
    set data = excluded.data, refers_to = excluded.refers_to, source = excluded.source, moved_at = now()
    where (v.data, v.refers_to) is distinct from (excluded.data, excluded.refers_to)
    returning 1
  )
  select jsonb_build_object(
    'rows', (select count(*) from resolved),
    'references', (select count(*) from resolved r cross join lateral jsonb_each(r.refers_to)),
    'unresolved', (select count(*) from resolved r cross join lateral jsonb_each(r.refers_to) f where f.value = 'null'),
    'written', (select count(*) from written)
  ) into v_counts;
  return v_counts;
end;
$$;

comment on function reconcile.take_v5_own_rows(text, text, text, jsonb, jsonb) is
  'Keeps rows of a table of version 5''s own; answers how many, how many references they have, and how many of these nothing resolves.';
