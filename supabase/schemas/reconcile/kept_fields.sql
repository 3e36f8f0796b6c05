-- What a policy keeps against a blank is remembered: Gazelle may have emptied the field on purpose.

create table reconcile.kept_fields (
  account_id text not null,
  entity text not null,
  external_id text not null,
  field text not null,
  since timestamptz not null default now(),
  primary key (account_id, entity, external_id, field)
);

comment on table reconcile.kept_fields is
  'Fields of the policy keep in which production has a value and Gazelle a blank. Promotion adds and removes them; see monitoring.kept_fields.';
comment on column reconcile.kept_fields.since is 'When the blank came.';

alter table reconcile.kept_fields enable row level security;

create function reconcile.kept_sql(p_entity text, p_usable text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_fields text;
begin
  select string_agg(format('(%L, %s)', c.name, c.kept), e',\n        ' order by c.place) into v_fields
  from reconcile.written_columns(p_entity) c
  where c.kept is not null;
  if v_fields is null then
    return null;
  end if;
  return format(
    $sql$
  guarded as materialized (
    select u.id, f.field, f.is_kept
    from (
      select u.id, u.withheld%3$s
      from usable u
    ) u
    cross join lateral (select k.* from gazelle.%1$I k where k.id = u.id and k.account_id = p_account offset 0) o
    cross join lateral (
      values
        %2$s
    ) f (field, is_kept)
  ),
  kept as (
    insert into reconcile.kept_fields (account_id, entity, external_id, field)
    select p_account, %1$L, g.id, g.field
    from guarded g
    where g.is_kept
    on conflict do nothing
  ),
  released as (
    delete from reconcile.kept_fields k
    using guarded g
    where k.account_id = p_account and k.entity = %1$L and k.external_id = g.id and k.field = g.field and not g.is_kept
  ),$sql$, p_entity, v_fields, p_usable
  );
end;
$$;

comment on function reconcile.kept_sql(text, text) is
  'The parts of a promotion that remember what is kept against a blank. Null for an entity without the policy keep. p_usable: see reconcile.parents_sql.';

create function reconcile.accept_blanks(
  p_entity text, p_ids text[], p_field text default null, p_account text default 'main'
)
returns int
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_field text;
  v_count int;
  v_accepted int := 0;
begin
  if not exists (select from reconcile.entities e where e.entity = p_entity) then
    raise exception 'unknown entity %', p_entity using errcode = 'GZ405', hint = 'See reconcile.entities.';
  end if;
  for v_field in
    select distinct k.field
    from reconcile.kept_fields k
    where k.account_id = p_account and k.entity = p_entity and k.external_id = any (p_ids) and k.field = coalesce(p_field, k.field)
    order by k.field
  loop
    execute format(
      'with accepted as (
         delete from reconcile.kept_fields k
         where k.account_id = $1 and k.entity = %1$L and k.external_id = any ($2) and k.field = %2$L
         returning k.external_id
       )
       update gazelle.%1$I t
       set %2$I = v.%2$I, version = t.version + 1, updated_at = now(), synced_at = now()
       from accepted a
       join reconcile.%1$I v on v.account_id = $1 and v.id = a.external_id
       where t.id = a.external_id and t.account_id = $1 and reconcile.is_blank(v.%2$I::text)', p_entity, v_field
    ) using p_account, p_ids;
    get diagnostics v_count = row_count;
    v_accepted := v_accepted + v_count;
  end loop;
  return v_accepted;
end;
$$;

comment on function reconcile.accept_blanks(text, text[], text, text) is
  'Empties protected fields that Gazelle has emptied, on a person''s decision; all of a record without p_field. Answers how many. A value that comes later is taken as ever.';
