-- Children that a whole list no longer holds. A few go at once; too many wait for a person, since a credential that lost a right, or
-- Gazelle in a bad hour, gives lists that are empty and look whole.
--
--   a list came without con_1              gone: soft-deleted, and counted for a day
--   the caller sees less than everything  held (sync.callers): what is hidden looks gone
--   more than the limit of its entity      held: it stays; so does what went within the last hour, which looked like a few
--   for an hour after, in its module       held too: e-mail addresses go with their contacts; they do not prolong the hour
--   a person decides                       release_missing_children deletes what is held; dismissed, it stays although no list holds it
--   a list has it again                    its row here goes

create table reconcile.missing_children (
  account_id text not null,
  entity text not null references reconcile.entities on delete cascade,
  external_id text not null,
  owner_id text not null,
  status text not null constraint status_is_known check (status in ('gone', 'held', 'dismissed')),
  missing_since timestamptz not null default now(),
  mass_at timestamptz,
  decided_by text,
  primary key (account_id, entity, external_id),
  constraint held_with_a_mass check (status <> 'held' or mass_at is not null)
);

comment on table reconcile.missing_children is 'Children, such as photos, that a whole list no longer holds; for records of a list of their own see sync.missing. Those of a day that are gone, and those that are not deleted. What a list holds again leaves this table.';
comment on column reconcile.missing_children.owner_id is 'The staged record whose list held it.';
comment on column reconcile.missing_children.status is 'gone: soft-deleted; held: one of too many, waits for a person; dismissed: a person keeps it.';

comment on column reconcile.missing_children.mass_at is 'Of what is or was held: when the limit was passed. What is held only for the hour after has the same instant, and does not prolong it.';

create index missing_children_held on reconcile.missing_children (account_id, entity, mass_at) where status = 'held';
create index missing_children_gone on reconcile.missing_children (account_id, entity, missing_since) where status = 'gone';

alter table reconcile.missing_children enable row level security;

create function reconcile.missing_children_sql(p_entity reconcile.entities)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_is_gone text := format(
    $sql$t.account_id = p_account and t.%1$I = any (%2$s) and t.%1$I <> all (p_stopped) and t.deleted_at is null
      and not exists (select from incoming i where i.id = t.id)
      and not exists (select from incoming i where i.id is null and i.source_id = t.%1$I)$sql$,
    p_entity.owner_column,
    -- A child without a list is written by hand: its view is its whole list.
    case
      when p_entity.list is null then 'p_ids'
      else format(
        $sql$(
      select array_agg(s.external_id)
      from staging.%1$I s
      where s.account_id = p_account and s.external_id = any (p_ids) and s.raw_data @@ %2$L
    )::text[]$sql$, 'stg_' || p_entity.module, reconcile.whole(p_entity.list))
    end
  );
begin
  -- What Gazelle lists is deleted by reconcile.delete_missing_children; what a view makes of the record, here.
  if p_entity.list is null then
    return format(
      $sql$
  missing as (
    update gazelle.%I t
    set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
    where %s
    returning 1
  ),$sql$, p_entity.entity, v_is_gone);
  end if;
  return format(
    $sql$
  missing as materialized (
    -- Another record's list is read for the few that are left by then.
    select t.id, t.owner_id
    from (
      select t.id, t.%I as owner_id
      from gazelle.%I t
      where %s offset 0
    ) t%s
  ),
  returned as (
    delete from reconcile.missing_children v
    -- An array keeps it a probe of the key, however many are held.
    where v.account_id = p_account and v.entity = %L and v.external_id = any (array(select u.id from usable u))
  ),$sql$,
    p_entity.owner_column, p_entity.entity, v_is_gone,
    case
      when reconcile.can_move(p_entity) then format(
        e'\n    where not exists (\n      select from reconcile.listings l\n'
        '      where l.account_id = p_account and l.module = %L and l.entity = %L and l.external_id = t.id and l.source_id <> t.owner_id\n'
        '        and %s\n    )',
        p_entity.module, p_entity.entity, reconcile.lists_sql(p_entity, 'l.source_id', 't.id')
      )
      else ''
    end,
    p_entity.entity
  );
end;
$$;

comment on function reconcile.missing_children_sql(reconcile.entities) is
  'The parts of a child''s promotion that find what a whole list no longer holds, and what one holds again.';

create function reconcile.bulk_deletion_since(p_entity reconcile.entities, p_account text, p_ids text[])
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  v_mass_at timestamptz;
  v_share numeric;
  v_floor int;
  v_count bigint;
  v_known bigint;
begin
  select max(l.mass_at) into v_mass_at
  from reconcile.entities e
  cross join lateral (
    select max(v.mass_at) as mass_at from reconcile.missing_children v where v.account_id = p_account and v.entity = e.entity and v.status = 'held'
  ) l
  where e.module = p_entity.module;
  -- The pages of one mass follow each other: the table is not counted for each.
  if v_mass_at > now() - interval '5 minutes' then
    return v_mass_at;
  end if;
  select m.max_delete_share, m.delete_floor into v_share, v_floor from sync.modules m where m.module = p_entity.module;
  -- A person may take a hundred pianos out of one appointment: no record counts for more than five.
  execute format(
    'select sum(least(o.children, 5))
     from (
       select count(*) as children
       from (
         select t.%2$I as id from gazelle.%1$I t where t.account_id = $1 and t.id = any ($2)
         union all
         select v.owner_id from reconcile.missing_children v
         where v.account_id = $1 and v.entity = %1$L and v.missing_since > now() - interval ''1 day''
       ) c
       group by c.id
     ) o', p_entity.entity, p_entity.owner_column
  ) into v_count using p_account, p_ids;
  if v_count > v_floor then
    execute format('select count(*) from gazelle.%I t where t.account_id = $1 and t.deleted_at is null', p_entity.entity)
    into v_known using p_account;
    if v_count > ceil(v_known * v_share) then
      return now();
    end if;
  end if;
  return case when v_mass_at > now() - interval '1 hour' then v_mass_at end;
end;
$$;

comment on function reconcile.bulk_deletion_since(reconcile.entities, text, text[]) is
  'When children became too many to go without a person: now, where these and those of the last day are more than delete_floor, and than max_delete_share of the entity; else when others of the module did, within the hour. Null where these may go.';

create function reconcile.delete_missing_children(p_entity text, p_account text, p_ids text[], p_owners text[], p_new bigint)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_ids text[];
  v_is_loss boolean;
  v_mass_at timestamptz;
  v_written int;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;
  v_ids := array(
    select i.id
    from unnest(p_ids) i (id)
    where not exists (
      select from reconcile.missing_children v
      where v.account_id = p_account and v.entity = p_entity and v.external_id = i.id and v.status <> 'gone'
    )
  );
  -- Where as many came as went, they were replaced.
  v_is_loss := p_new < cardinality(v_ids);
  v_mass_at := case
    -- To one who is known to see less than everything, what is hidden looks gone, be it replaced or not.
    when exists (select from sync.callers c where c.account_id = p_account and not c.is_full_admin) then now()
    when v_is_loss then reconcile.bulk_deletion_since(v_entity, p_account, v_ids)
  end;
  if v_mass_at is not null then
    return reconcile.hold_missing_children(v_entity, p_account, v_ids, p_owners, v_mass_at);
  end if;
  -- Another page may have given one to another owner meanwhile.
  execute format(
    'with gone as (
       update gazelle.%1$I t
       set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
       where t.account_id = $1 and t.id = any ($2) and t.%2$I = any ($3) and t.deleted_at is null
       returning t.id, t.%2$I as owner_id
     ), noted as (
       insert into reconcile.missing_children as v (account_id, entity, external_id, owner_id, status)
       select $1, %1$L, g.id, g.owner_id, ''gone'' from gone g where $4
       on conflict (account_id, entity, external_id) do update set owner_id = excluded.owner_id, missing_since = now()
     )
     select count(*) from gone', p_entity, v_entity.owner_column
  ) into v_written using p_account, v_ids, p_owners, v_is_loss;
  return v_written;
end;
$$;

comment on function reconcile.delete_missing_children(text, text, text[], text[], bigint) is
  'Soft-deletes children that the whole lists of their owners no longer hold, or holds them where they are too many, or the account''s caller is no full administrator; answers the production rows written. p_new: how many children came with the same page that were not known.';

create function reconcile.hold_missing_children(p_entity reconcile.entities, p_account text, p_ids text[], p_owners text[], p_mass_at timestamptz)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_written int;
begin
  execute format(
    'insert into reconcile.missing_children (account_id, entity, external_id, owner_id, status, mass_at)
     select $1, %1$L, t.id, t.%2$I, ''held'', $4
     from gazelle.%1$I t
     where t.account_id = $1 and t.id = any ($2) and t.%2$I = any ($3) and t.deleted_at is null
     order by t.id
     on conflict (account_id, entity, external_id) do update
     set status = ''held'', owner_id = excluded.owner_id, missing_since = now(), mass_at = excluded.mass_at, decided_by = null',
    p_entity.entity, p_entity.owner_column
  ) using p_account, p_ids, p_owners, p_mass_at;
  execute format(
    'with lately as (
       select v.external_id
       from reconcile.missing_children v
       where v.account_id = $1 and v.entity = %1$L and v.status = ''gone'' and v.missing_since > now() - interval ''1 hour''
       order by v.external_id for update skip locked
     ), restored as (
       update gazelle.%1$I t
       set deleted_at = null, version = t.version + 1, updated_at = now(), synced_at = now()
       from lately l
       where t.id = l.external_id and t.account_id = $1 and t.deleted_at is not null
       returning t.id
     ), held as (
       update reconcile.missing_children v
       set status = ''held'', mass_at = $2
       from restored r
       where v.account_id = $1 and v.entity = %1$L and v.external_id = r.id
     )
     select count(*) from restored', p_entity.entity
  ) into v_written using p_account, p_mass_at;
  return v_written;
end;
$$;

comment on function reconcile.hold_missing_children(reconcile.entities, text, text[], text[], timestamptz) is
  'Keeps children that vanished with too many others until a person decides, and restores those that went within the last hour; answers how many.';
