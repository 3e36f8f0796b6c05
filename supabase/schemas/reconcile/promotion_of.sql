-- The function that promotes an entity, written from its table, foreign keys and field policies: static SQL, planned once a
-- connection. docs/generated/pianos.sql has the one of pianos. Its parts, for a set of staged records:
--
--   incoming    the rows of the entity's view
--   usable      those without a fatal issue, one an id
--   other_…     one for each foreign key: the parents that this account does not have, looked up once an id; a placeholder, and what is
--               deleted, belongs to no account
--   missing_…   inserts a placeholder for each of them that is not there; foreign_… are those of another account
--   contested   of a child: what another living record lists too; it stays with the newer content (reconcile.listings)
--   merged      rows that are new, return after a delete or differ; see reconcile.written_columns for the values. A reference to
--               another account's record becomes null. A row whose own id is another account's is here only for its issue.
--   written     upsert of them, but for what stays with the newer content; what was another account's placeholder, or deleted by it, is this
--               one's now (taken), and reconcile.end_references ends the other's references to it. A child is written only in the version that
--               merged has seen: where another page was between, the set is promoted again and reads what that page committed.
--   guarded     which fields of the policy keep are blank in Gazelle, for reconcile.kept_fields
--   missing    of a child: what a whole list no longer holds, for reconcile.delete_missing_children; what no view makes any more is soft-deleted here
--   returned    of a child: what a list holds again is neither held nor counted
--   problem     issues: of the view, of an id or a reference of another account, of text, of a list that is none
--
-- An example: P1 arrives with client C9, which is not there, and with year "abc"; production has P1 with year 1978.
--   incoming        P1, C9, year null, issues [{rule: bad_integer, field: year, value: abc}]
--   usable          P1, C9, withheld {year}: bad_integer is a warning and withholds its value
--   missing_client_id   inserts C9 as a placeholder
--   written         P1, C9, year 1978
--   problem         P1: bad_integer, which promotion stores in the staged row's issues
--
-- Long (promotion_of): the function that it writes is one statement.
create function reconcile.promotion_of(p_entity text)
returns text
language plpgsql
stable
set search_path = ''
as $function$
declare
  v_incoming text;
  v_columns text;
  v_new text;
  v_old text;
  v_merged text;
  v_values text;
  v_assigned text;
  v_parents record;
  v_children record;
  v_owners record;
  v_can_move boolean;
begin
  select
    string_agg(format(', v.%I', c.name), '' order by c.place),
    string_agg(format('%I', c.name), ', ' order by c.place),
    string_agg(format('n.%I', c.name), ', ' order by c.place),
    string_agg(format('m.%I', c.name), ', ' order by c.place),
    string_agg(format('o.%I', c.name), ', ' order by c.place),
    string_agg(format('%s as %I', c.value, c.name), e',\n        ' order by c.place),
    string_agg(format('%1$I = excluded.%1$I', c.name), ', ' order by c.place)
  into v_incoming, v_columns, v_new, v_merged, v_old, v_values, v_assigned
  from reconcile.written_columns(p_entity) c;
  select * into v_parents from reconcile.parents_sql(p_entity);
  select * into v_children from reconcile.staged_sql(p_entity);
  select * into v_owners from reconcile.owners_sql(p_entity);
  select reconcile.can_move(e) into strict v_can_move from reconcile.entities e where e.entity = p_entity;

  return format(
    $sql$create or replace function reconcile.%1$I(
  p_account text, p_ids text[], p_stopped text[], p_is_marked_promoted boolean, p_is_replay boolean,
  out placeholders int, out written int, out problems jsonb, out taken text[]
)
language plpgsql
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $promotion$%22$s
begin
  with incoming as materialized (
    select v.source_id, v.id, v.issues%3$s
    from reconcile.%2$I v
    where v.account_id = p_account and v.source_id = any (p_ids)
  ),
  usable as materialized (
    select distinct on (i.id) i.*, case when i.issues is not null then reconcile.withheld_fields(i.issues) end as withheld
    from incoming i%17$s
    where i.id is not null and i.source_id <> all (p_stopped) and (i.issues is null or not reconcile.is_refused(i.issues))
    order by i.id%18$s
  ),%19$s%4$s%21$s
  merged as materialized (
    select u.source_id, u.id,
      o.id is not null and o.account_id <> p_account and not o.is_placeholder and o.deleted_at is null as is_foreign,
      o.id is not null and (o.is_placeholder or o.deleted_at is not null) as is_taken,%23$s%25$s %7$s
    from (
      select u.source_id, u.id, u.withheld%5$s
      from usable u
    ) u
    left join lateral (select k.* from gazelle.%2$I k where k.id = u.id offset 0) o on true
    cross join lateral (
      select
        %9$s
      offset 0
    ) m
    where o.id is null
      or o.account_id <> p_account
      or o.is_placeholder
      or o.deleted_at is not null
      or (%7$s) is distinct from (%8$s)
  ),
  written as (
    insert into gazelle.%2$I as t (account_id, id, %6$s, synced_at%26$s)
    select p_account, n.id, %10$s, now()%27$s
    from merged n
    where not n.is_foreign%20$s
    order by n.id
    on conflict (id) do update
    set account_id = excluded.account_id, %11$s, is_placeholder = false, deleted_at = null, version = t.version + 1, updated_at = now(), synced_at = now()
    where %28$s
    returning 1
  ),%12$s
  problem (source_id, issue) as (
    select i.source_id, p.issue
    from incoming i
    cross join lateral jsonb_array_elements(i.issues) p (issue)
    where i.issues is not null
    union all
    select n.source_id, reconcile.issue('id_of_other_account', 'id', to_jsonb(n.id))
    from merged n
    where n.is_foreign%13$s%14$s
  )
  select
    %15$s,
    (select count(*) from written)%16$s,
    (select jsonb_object_agg(p.source_id, p.issues) from (select source_id, jsonb_agg(issue) as issues from problem group by source_id) p),
    (select array_agg(n.id) from merged n where n.is_taken)%24$s;
end;
$promotion$$sql$,
    'promote_' || p_entity, p_entity, v_incoming, coalesce(v_parents.placeholders, ''), v_parents.usable,
    v_columns, v_merged, v_old, v_values, v_new, v_assigned,
    coalesce(v_children.missing, ''), coalesce(v_parents.problems, ''), coalesce(v_children.problems, ''),
    coalesce(v_parents.counts, '0'), case when v_children.missing is null or v_children.is_listed then '' else ' + (select count(*) from missing)' end,
    coalesce(v_owners.newest, ''), coalesce(v_owners.latest, ''), coalesce(v_owners.contested, ''), coalesce(v_owners.unless_newer, ''),
    coalesce(reconcile.kept_sql(p_entity, v_parents.usable), ''),
    case when v_children.is_listed then e'\ndeclare\n  v_missing text[];\n  v_owners text[];\n  v_new bigint;' else '' end
      || case when v_can_move then e'\n  v_is_overtaken boolean;' else '' end,
    case when v_children.is_listed then ' o.id is null as is_new,' else '' end,
    case
      when v_children.is_listed then format(
        $sql$,
    (select array_agg(v.id) from missing v),
    (select array_agg(distinct v.owner_id) from missing v),
    (select count(*) from merged n where n.is_new)%2$s
  into placeholders, written, problems, taken, v_missing, v_owners, v_new%3$s;%4$s
  if v_missing is not null then
    written := written + reconcile.delete_missing_children(%1$L, p_account, v_missing, v_owners, v_new);
  end if$sql$, p_entity,
        case
          when v_can_move then
            e',\n    (select count(*) from merged n where not n.is_foreign' || v_owners.unless_newer || ') > (select count(*) from written)'
        end,
        case when v_can_move then ', v_is_overtaken' end,
        case
          when v_can_move then format(
            $again$
  if v_is_overtaken then
    -- What was not written is locked all the same, so that the second time no page comes between.
    select f.placeholders + a.placeholders, f.written + a.written, a.problems, f.taken || a.taken
    into placeholders, written, problems, taken
    from (values (placeholders, written, taken)) f (placeholders, written, taken)
    cross join reconcile.%I(p_account, p_ids, p_stopped, p_is_marked_promoted, p_is_replay) a;
    return;
  end if;$again$, 'promote_' || p_entity
          )
        end
      )
      else e'\n  into placeholders, written, problems, taken'
    end,
    case when v_can_move then ' coalesce(o.version, 0) as seen_version,' else '' end,
    case when v_can_move then ', version' else '' end,
    case when v_can_move then ', n.seen_version + 1' else '' end,
    case
      when v_can_move then '(t.account_id = p_account or t.is_placeholder or t.deleted_at is not null) and t.version = excluded.version - 1'
      else 't.account_id = p_account or t.is_placeholder or t.deleted_at is not null'
    end
  );
end;
$function$;

comment on function reconcile.promotion_of(text) is
  'The function that promotes an entity, as text, written from its table, foreign keys and field policies. Select it to read it, or see docs/generated/pianos.sql.';
