-- What people call a record: client, piano, day and amount in place of an id.
-- Long (names_of): the columns that a name is read from stand in it, once for all entities.

create function monitoring.rows_of(p_kinds text[], p_ids text[])
returns table (kind text, entity text, fields jsonb)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
  v_accounts text[] := gazelle.member_accounts();
  v_kind record;
begin
  for v_kind in
    select k.kind, e.entity, e.list is null and e.owner_column is null as is_staged, array_agg(k.id) as ids
    from (select distinct u.kind, u.id from unnest(p_kinds, p_ids) u (kind, id) where u.id is not null limit 1000) k
    join lateral (
      -- A module stands for its first table.
      select e.* from reconcile.entities e where k.kind in (e.entity, e.module) order by e.entity <> k.kind, e.list is not null, e.position limit 1
    ) e on true
    group by 1, 2, 3
  loop
    return query execute format(
      'select %2$L::text, %1$L::text, to_jsonb(t) from gazelle.%1$I t where t.id = any ($1) and t.account_id = any ($2) and not t.is_placeholder',
      v_kind.entity, v_kind.kind
    ) using v_kind.ids, v_accounts;
    -- What was refused is not in production: it is read as it would be there.
    if v_kind.is_staged then
      return query execute format(
        'select %2$L::text, %1$L::text, to_jsonb(v) from reconcile.%1$I v
         where v.source_id = any ($1) and v.account_id = any ($2)
           and not exists (select from gazelle.%1$I t where t.id = v.id and t.account_id = v.account_id and not t.is_placeholder)',
        v_kind.entity, v_kind.kind
      ) using v_kind.ids, v_accounts;
    end if;
  end loop;
end;
$$;

comment on function monitoring.rows_of(text[], text[]) is
  'Records as production has them, or would have them: kinds (an entity, or a module for its first one) and ids, side by side, the first thousand.';

create function monitoring.names_of(p_kinds text[], p_ids text[])
returns table (
  kind text,
  id text,
  account_id text,
  name text,
  client_id text,
  client text,
  piano_id text,
  piano text,
  on_day date,
  amount bigint,
  currency text
)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
begin
  return query
  with found as (
    select
      r.kind, r.fields ->> 'id' as id, r.fields ->> 'account_id' as account_id,
      coalesce(
        nullif(r.fields ->> 'display_name', r.fields ->> 'id'), r.fields ->> 'full_name', r.fields ->> 'title', t.instrument, t.person,
        case jsonb_typeof(r.fields -> 'name')
          when 'string' then r.fields ->> 'name'
          when 'object' then (select l.value from jsonb_each_text(r.fields -> 'name') l limit 1)
        end,
        r.fields ->> 'email', r.fields ->> 'phone_number', '#' || (r.fields ->> 'number'), r.fields ->> 'municipality'
      ) as name,
      -- A client is its own, and so is a piano.
      case r.entity when 'clients' then r.fields ->> 'id' else r.fields ->> 'client_id' end as client_id,
      case r.entity when 'pianos' then r.fields ->> 'id' else coalesce(r.fields ->> 'piano_id', r.fields ->> 'first_piano_id') end as piano_id,
      coalesce(r.fields ->> 'local_date', r.fields ->> 'taken_on', r.fields ->> 'estimated_on', r.fields ->> 'due_on', r.fields ->> 'start_date')::date as day,
      coalesce(r.fields ->> 'occurred_at', r.fields ->> 'start_at', r.fields ->> 'starts_at', r.fields ->> 'send_at')::timestamptz as at,
      coalesce(r.fields ->> 'total', r.fields ->> 'recommended_tier_total', r.fields ->> 'amount')::bigint as amount,
      r.fields ->> 'currency' as currency
    from monitoring.rows_of(p_kinds, p_ids) r
    cross join lateral (
      select
        nullif(concat_ws(' ', r.fields ->> 'make', r.fields ->> 'model', r.fields ->> 'serial_number'), '') as instrument,
        nullif(concat_ws(' ', r.fields ->> 'first_name', r.fields ->> 'last_name'), '') as person
    ) t
  )
  select
    f.kind, f.id, f.account_id, f.name,
    case when c.deleted_at is null then c.id end, case when c.id <> f.id then nullif(c.display_name, c.id) end,
    case when p.deleted_at is null then p.id end, case when p.id <> f.id then nullif(concat_ws(' ', p.make, p.model, p.serial_number), '') end,
    coalesce(f.day, (f.at at time zone a.time_zone)::date), f.amount,
    case when f.amount is not null then coalesce(f.currency, (select o.currency from gazelle.company o where o.account_id = f.account_id limit 1)) end
  from found f
  join sync.accounts a on a.account_id = f.account_id
  left join gazelle.pianos p on p.id = f.piano_id and p.account_id = f.account_id and not p.is_placeholder
  left join gazelle.clients c on c.id = coalesce(f.client_id, p.client_id) and c.account_id = f.account_id and not c.is_placeholder;
end;
$$;

comment on function monitoring.names_of(text[], text[]) is
  'What people call records: kinds (an entity of gazelle, or a module for its first one) and ids, side by side, the first thousand. Its own name, its client and piano, its local day, and its amount in cents; null what it has not. The ids are of a client and a piano that one can look at: of a client or a piano, its own. No row for a record that is nowhere, or not of the caller''s accounts.';

grant execute on function monitoring.names_of(text[], text[]) to authenticated;
