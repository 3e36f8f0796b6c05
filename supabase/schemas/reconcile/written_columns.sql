-- What promotion writes into each column. u is the incoming row, o the one in production:
--
--   policy   value arrives  blank arrives  value that cannot be read arrives
--   mirror   u              u (1)          o
--   keep     u              o              o
--   local    never written
--
--   (1) '' and null are null; spaces, or a list of one empty text, are written as they came.
--
-- What encloses an item of an inner list has no policy: without an id that can be used it is withheld like such a value. Of a child
-- that moved to another owner it would be what encloses it there, so then it is null.
--
-- A derived column is withheld where a field is that it reads, and for no other field.
create function reconcile.written_columns(p_entity text)
returns table (name text, parent regclass, value text, place bigint, kept text)
language sql
stable
set search_path = ''
begin atomic
  select
    c.name,
    c.parent,
    case
      when c.source = 'derived' then format('case when %2$s and not o.is_placeholder then o.%1$I else u.%1$I end', c.name, f.is_withheld)
      when c.source = 'enclosing' then format('case when u.%1$I is null and u.%2$I = o.%2$I then o.%1$I else u.%1$I end', c.name, e.owner_column)
      when c.source <> 'field' then format('u.%I', c.name)
      when c.policy = 'keep' then format(
        'case when %2$s then o.%1$I when o.id is not null and reconcile.is_blank(u.%1$I::text) then coalesce(o.%1$I, u.%1$I) else u.%1$I end', c.name, f.is_withheld
      )
      else format('case when %2$s then o.%1$I else u.%1$I end', c.name, f.is_withheld)
    end,
    c.place,
    case when c.source = 'field' and c.policy = 'keep' then format(
      'o.%1$I is not null and not coalesce(%2$s, false) and reconcile.is_blank(u.%1$I::text) and not reconcile.is_blank(o.%1$I::text)', c.name, f.is_withheld
    ) end
  from reconcile.columns_of(p_entity) with ordinality c (name, type, kind, paths, source, policy, parent, place)
  join reconcile.entities e on e.entity = p_entity
  -- What lies in an object is withheld with the object: a reference without an id says nothing of its other fields either.
  cross join lateral (
    select array_agg(distinct array_to_string(s.steps[: n], '.')) as fields
    from unnest(c.paths) p (path)
    cross join lateral (
      select string_to_array(case when c.kind = 'id' and c.source = 'field' then regexp_replace(p.path, '\.[^.]*$', '') else p.path end, '.') as steps
    ) s
    cross join lateral generate_series(1, cardinality(s.steps)) n
  ) r
  cross join lateral (
    select case
      when c.paths is null then 'u.withheld is not null'
      when cardinality(r.fields) = 1 then format('%L = any (u.withheld)', r.fields[1])
      else format('u.withheld && %L', coalesce(r.fields, '{}'))
    end as is_withheld
  ) f
  where c.policy <> 'local'
    -- A hand-written view may lack a column that was added to its table later.
    and (
      to_regclass(format('reconcile.%I', p_entity)) is null
      or exists (
        select from pg_catalog.pg_attribute a
        where a.attrelid = to_regclass(format('reconcile.%I', p_entity)) and a.attname = c.name and not a.attisdropped
      )
    );
end;

comment on function reconcile.written_columns(text) is
  'The columns that promotion writes, each with the SQL of its value and, under the policy keep, of the question whether a blank came for a value: u is the incoming row, o the one in production.';

create function reconcile.withheld_fields(p_issues jsonb)
returns text[]
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select array_agg(i.issue ->> 'field')
    from jsonb_array_elements(p_issues) i (issue)
    join reconcile.rules r on r.rule = i.issue ->> 'rule'
    where r.withholds
  );
end;
$$;

comment on function reconcile.withheld_fields(jsonb) is 'The fields of a record whose values are withheld (rules.withholds): production keeps what it has. Null when there is none.';
