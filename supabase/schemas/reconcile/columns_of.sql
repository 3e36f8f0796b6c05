-- What a table's columns say about a record's fields. The generated view, its type check and the promotion follow from it.
create function reconcile.camel_case(p_name text)
returns text
language sql
immutable parallel safe
set search_path = ''
begin atomic
  select string_agg(case when w.n = 1 then w.word else upper(left(w.word, 1)) || substr(w.word, 2) end, '' order by w.n)
  from string_to_table(p_name, '_') with ordinality w (word, n);
end;

comment on function reconcile.camel_case(text) is 'serial_number → serialNumber.';

create function reconcile.columns_of(p_entity text)
returns table (name text, type text, kind text, paths text[], source text, policy text, parent regclass)
language sql
stable
set search_path = ''
begin atomic
  select
    a.attname::text,
    format_type(a.atttypid, null),
    case
      when f.confrelid is not null then 'id'
      else case a.atttypid
        when 'text'::regtype then 'text'
        when 'integer'::regtype then 'integer'
        when 'bigint'::regtype then 'bigint'
        when 'numeric'::regtype then 'number'
        when 'boolean'::regtype then 'boolean'
        when 'date'::regtype then 'date'
        when 'timestamptz'::regtype then 'instant'
        when 'text[]'::regtype then 'list'
        when 'jsonb'::regtype then 'json'
        when 'gazelle.localized_text'::regtype then 'object'
      end
    end,
    case
      when e.owner_column is not null and e.list is null then null
      when jsonb_typeof(d.paths) = 'array' then array(select jsonb_array_elements_text(d.paths))
      else array[coalesce(
        d.paths #>> '{}',
        case
          when f.confrelid is not null and a.attname like '%\_id' then reconcile.camel_case(left(a.attname, -3)) || '.id'
          else reconcile.camel_case(regexp_replace(a.attname, '^gazelle_', ''))
        end
      )]
    end,
    case
      when a.attname = e.owner_column then 'owner'
      when e.derived ? a.attname or (e.owner_column is not null and e.list is null) then 'derived'
      when o.entity is not null and not e.fields ? a.attname then 'enclosing'
      else 'field'
    end,
    coalesce(p.policy, 'mirror'),
    f.confrelid::regclass
  from reconcile.entities e
  join pg_catalog.pg_attribute a
    on a.attrelid = to_regclass(format('gazelle.%I', e.entity)) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  cross join lateral (select coalesce(e.derived -> a.attname, e.fields -> a.attname) as paths) d
  left join reconcile.field_policies p on p.entity = e.entity and p.field = a.attname
  left join pg_catalog.pg_constraint f on f.conrelid = a.attrelid and f.contype = 'f' and f.conkey = array[a.attnum]
  -- An item of a list inside another list: the table of the outer list holds what encloses it.
  left join reconcile.entities o
    on o.module = e.module and e.list = o.list || substr(e.list, length(o.list) + 1) and strpos(substr(e.list, length(o.list) + 1), '.') = 1
      and to_regclass(format('gazelle.%I', o.entity)) = f.confrelid
  where e.entity = p_entity
    and a.attname <> all (array['id', 'account_id'])
    and not exists (
      select from pg_catalog.pg_attribute m
      where m.attrelid = 'reconcile.mirror'::regclass and m.attname = a.attname and m.attname <> 'id'
    )
  order by a.attnum;
end;

comment on function reconcile.columns_of(text) is
  'The columns of an entity''s table that hold something of a record, each with the kind of value it holds, the paths of the fields it reads (null where a view written by hand alone knows them), where it comes from (field, owner, enclosing, derived), its policy and, for a reference, the parent table.';
