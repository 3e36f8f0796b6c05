-- A child belongs to the newest content that lists it. Who else lists it is remembered: when its owner drops it or is
-- deleted, it goes to another living record that lists it, and only without one is it deleted. A list that is not there to
-- its end drops nothing.
--
--   staged, in this order         contacts.con_1                     listings of con_1
--   cli_a {con_1}                 belongs to cli_a
--   cli_b {con_1}                 belongs to cli_b, as the newer     cli_a
--   a replay of cli_a             belongs to cli_b, as the newer     cli_a
--   cli_b {}, or deleted          belongs to cli_a again             cli_b

create table reconcile.listings (
  account_id text not null,
  module text not null references sync.modules,
  entity text not null references reconcile.entities on delete cascade,
  external_id text not null,
  source_id text not null,
  primary key (account_id, module, entity, external_id, source_id)
);

comment on table reconcile.listings is
  'Children that were found in the lists of several records, and the records that do not own them. Whether a record still lists one, its staged content tells.';
comment on column reconcile.listings.external_id is 'Id of the child.';
comment on column reconcile.listings.source_id is 'Id of the staged record that listed it too.';

alter table reconcile.listings enable row level security;

create function reconcile.lists_sql(p_entity reconcile.entities, p_source text, p_id text, p_account text default 'p_account')
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_root constant text := (select e.entity from reconcile.entities e where e.module = p_entity.module and e.owner_column is null);
  -- A record that is refused only for one of its children lists the others all the same.
  v_is_promoted constant text := 'h.status <> ''rejected'' or not h.issues @? ''$[*] ? (@.rule == "failed_promotion")''' || case
    when v_root is not null then format(
      ' and exists (select from gazelle.%1$I o where o.id = %2$s and o.account_id = %3$s)'
      ' and exists (select from reconcile.%1$I o where o.account_id = %3$s and o.source_id = %2$s and not reconcile.is_refused(o.issues))',
      v_root, p_source, p_account
    )
    else ''
  end;
begin
  -- A case, since the planner makes a join of an "exists" and, as long as it knows no sizes, reads all that is staged for each child.
  return format(
    'case when exists (select from staging.%1$I h where h.account_id = %5$s and h.external_id = %2$s and h.gone_at is null and (%6$s))'
    ' then exists (select from reconcile.%3$I v where v.account_id = %5$s and v.source_id = %2$s and v.id = %4$s) else false end',
    'stg_' || p_entity.module, p_source, p_entity.entity, p_id, p_account, v_is_promoted
  );
end;
$$;

comment on function reconcile.lists_sql(reconcile.entities, text, text, text) is
  'The condition that a staged record is there and lists a child, as SQL text. p_account: how that text names the account.';

create function reconcile.may_list_sql(p_entity reconcile.entities, p_source text, p_account text default 'p_account')
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  -- A case, as in reconcile.lists_sql.
  return format(
    'case when exists (select from staging.%1$I h where h.account_id = %4$s and h.external_id = %2$s and h.gone_at is null and (h.raw_data @@ %5$L) is not true)'
    ' then true when exists (select from staging.%1$I h where h.account_id = %4$s and h.external_id = %2$s and h.gone_at is null)'
    ' then exists (select from reconcile.%3$I v where v.account_id = %4$s and v.source_id = %2$s and v.id is null) else false end',
    'stg_' || p_entity.module, p_source, p_entity.entity, p_account, reconcile.whole(p_entity.list)
  );
end;
$$;

comment on function reconcile.may_list_sql(reconcile.entities, text, text) is
  'The condition that a staged record is there and proves no absence of a child, as SQL text: its list is not there to its end, or an item of it has no id.';

create function reconcile.can_move(p_entity reconcile.entities)
returns boolean
language sql
immutable
set search_path = ''
return p_entity.owner_column is not null and p_entity.list is not null and p_entity.key is null;

comment on function reconcile.can_move(reconcile.entities) is
  'A child with an id of its own may be listed by several records; an id that is made from its owner''s may not.';

create function reconcile.reassign_children(p_module text, p_account text, p_ids text[])
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_some text[];
  v_heirs text[] := '{}';
begin
  if not exists (select from reconcile.listings l where l.account_id = p_account and l.module = p_module) then
    return 0;
  end if;
  for v_entity in
    select * from reconcile.entities e where e.module = p_module and reconcile.can_move(e) order by e.position
  loop
    -- The few in question first: whether a record lists a child is read from its staged content.
    execute format(
      'select array_agg(distinct c.heir)
       from (
         select t.id, t.%3$I as owner, l.source_id as heir
         from reconcile.listings l
         join gazelle.%1$I t on t.id = l.external_id
         where l.account_id = $1 and l.module = %2$L and l.entity = %1$L and l.source_id <> t.%3$I
           and t.%3$I = any ($2) and t.account_id = $1 and t.deleted_at is null
         offset 0
       ) c
       where not (%4$s) and not (%5$s) and %6$s',
      v_entity.entity, p_module, v_entity.owner_column,
      reconcile.lists_sql(v_entity, 'c.owner', 'c.id', '$1'),
      reconcile.may_list_sql(v_entity, 'c.owner', '$1'),
      reconcile.lists_sql(v_entity, 'c.heir', 'c.id', '$1')
    ) into v_some using p_account, p_ids;
    v_heirs := v_heirs || coalesce(v_some, '{}');
    -- Who no longer lists it has no claim, so that the table is empty again when each has been read once more.
    execute format(
      'delete from reconcile.listings l
       where l.account_id = $1 and l.module = %L and l.entity = %L and l.source_id = any ($2) and not (%s)',
      p_module, v_entity.entity, reconcile.lists_sql(v_entity, 'l.source_id', 'l.external_id', '$1')
    ) using p_account, p_ids;
  end loop;
  if cardinality(v_heirs) = 0 then
    return 0;
  end if;
  return reconcile.promote(p_module, p_account, array(select distinct h.id from unnest(v_heirs) h (id) order by 1), p_is_replay => true);
end;
$$;

comment on function reconcile.reassign_children(text, text, text[]) is
  'Gives the children that records no longer list, or that are gone with them, to other living records that list them; answers the production rows written.';
