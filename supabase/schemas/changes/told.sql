-- Changes with the record before and after, as messages tell them.

create function changes.told(p_account text, p_positions bigint[])
returns table ("position" bigint, change jsonb)
language plpgsql
stable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_entity text;
begin
  for v_entity in
    select distinct l.entity from changes.log l where l.account_id = p_account and l."position" = any (p_positions)
  loop
    return query execute format(
      $sql$
      select l."position", changes.shown(l) || jsonb_build_object(
        'account', l.account_id,
        'before', case when l.operation not in ('created', 'restored') then coalesce(r.after, n.name) || d.before end,
        'after', case when l.operation not in ('deleted', 'merged') then r.after end
      )
      from changes.log l
      left join gazelle.%1$I t on t.account_id = l.account_id and t.id = l.id
      cross join lateral (select jsonb_build_object('id', l.id, 'account_id', l.account_id) as name) n
      -- A column was what its first later change had before.
      left join lateral (
        select jsonb_object_agg(c.key, c.value) as changes
        from (
          select distinct on (f.key) f.key, f.value -> 0 as value
          from changes.log g cross join lateral jsonb_each(g.changes) f
          where g.account_id = l.account_id and g.entity = %1$L and g.id = l.id and g."position" > l."position"
          order by f.key, g."position"
        ) c
      ) b on true
      cross join lateral (
        select (coalesce(to_jsonb(t), n.name) || coalesce(b.changes, '{}')) - '{version,is_placeholder,deleted_at,created_at,updated_at,synced_at}'::text[] as after
        where l.operation not in ('deleted', 'merged') and (t.id is not null or b.changes is not null)
        union all
        select null where l.operation in ('deleted', 'merged') or (t.id is null and b.changes is null)
      ) r
      cross join lateral (select coalesce(jsonb_object_agg(f.key, f.value -> 0), '{}') as before from jsonb_each(l.changes) f) d
      where l.account_id = $1 and l.entity = %1$L and l."position" = any ($2)
      $sql$, v_entity
    ) using p_account, p_positions;
  end loop;
end;
$$;

comment on function changes.told(text, bigint[]) is
  'Changes as changes.read gives them, each with its account and the record before and after it (null where it was not there): the columns of the production table.';
