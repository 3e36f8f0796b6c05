-- Written by `npm run generate:migrations` from supabase/: schemas/reconcile/rules.sql, schemas/reconcile/field_policies.sql, schemas/reconcile/mirror.sql, schemas/reconcile/entities.sql, schemas/reconcile/add_entity.sql, schemas/reconcile/check_entity.sql, schemas/reconcile/check_text.sql, schemas/reconcile/check_values.sql, schemas/reconcile/columns_of.sql, schemas/reconcile/erase.sql, schemas/reconcile/generate.sql, schemas/reconcile/issue.sql, schemas/reconcile/job_errors.sql, schemas/reconcile/kept_fields.sql, schemas/reconcile/listings.sql, schemas/reconcile/missing_children.sql, schemas/reconcile/missing_children_decisions.sql, schemas/reconcile/promote.sql, schemas/reconcile/promotion_of.sql, schemas/reconcile/promotion_parts.sql, schemas/reconcile/prune_deleted.sql, schemas/reconcile/readers.sql, schemas/reconcile/reading_of.sql, schemas/reconcile/retry.sql, schemas/reconcile/run.sql, schemas/reconcile/soft_delete.sql, schemas/reconcile/successor_of.sql, schemas/reconcile/view_of.sql, schemas/reconcile/whole.sql, schemas/reconcile/written_columns.sql. Do not edit.

-- Rules that hold for every module; a module adds its own in its file.

create table reconcile.rules (
  rule text primary key,
  severity text not null constraint severity_is_known check (severity in ('warning', 'fatal')),
  sentence text not null,
  withholds boolean not null default false
);

comment on table reconcile.rules is 'What can be wrong with a record. warning: promoted; fatal: refused, stays in staging.';
comment on column reconcile.rules.sentence is 'The rule as a sentence, shown beside a reject.';
comment on column reconcile.rules.withholds is
  'The field''s value is not used: production keeps what it has, and a new row has none. So does a column that is derived from it.';

alter table reconcile.rules enable row level security;

insert into reconcile.rules (rule, severity, withholds, sentence) values
  ('bad_instant', 'warning', true, 'Not an instant such as 2026-02-03T20:56:01Z between the years 1900 and 2200.'),
  ('bad_date', 'warning', true, 'Not a date such as 2026-02-03 between the years 1700 and 2200.'),
  ('bad_integer', 'warning', true, 'Not a whole number that fits.'),
  ('bad_number', 'warning', true, 'Not a number.'),
  ('bad_boolean', 'warning', true, 'Neither true nor false.'),
  ('bad_text', 'warning', true, 'Neither text nor a number.'),
  ('bad_list', 'warning', true, 'Not a list, or one whose items are not text.'),
  ('bad_json', 'warning', true, 'Neither an object nor, where one may stand, a list.'),
  ('bad_reference', 'warning', true, 'Not a reference with an id.'),
  ('not_given', 'warning', true, 'Gazelle answered an error instead of a value: production keeps what it has.'),
  ('long_text', 'warning', false, 'Text of more than a million characters; kept whole.'),
  ('lost_character', 'warning', false, 'Text held a character that Postgres cannot store (NUL); it is shown as U+FFFD.'),
  ('other_account', 'warning', false, 'Refers to a record of another account; the reference is left empty.'),
  ('child_without_id', 'fatal', false, 'An item of a list has no usable id; the rest of the record is promoted.'),
  ('id_of_other_account', 'fatal', false, 'The id belongs to a record of another account.'),
  ('failed_promotion', 'fatal', false, 'Promotion failed for a reason that no rule foresaw; see last_error.');

-- Which fields Gazelle may overwrite. Without them a blank from Gazelle would erase what people wrote.

create table reconcile.field_policies (
  entity text not null,
  field text not null,
  policy text not null constraint policy_is_known check (policy in ('mirror', 'keep', 'local')),
  reason text,
  primary key (entity, field)
);

comment on table reconcile.field_policies is
  'Who wins, field by field. mirror (the default): Gazelle. keep: a blank from Gazelle erases nothing. local: never written by a sync. Edit it in Studio; it counts from the next page on.';
comment on column reconcile.field_policies.entity is 'Production table.';
comment on column reconcile.field_policies.field is 'Column of that table.';

alter table reconcile.field_policies enable row level security;

-- The columns that every production table shares, and one table to read them all.

create table reconcile.mirror (
  id text not null,
  account_id text not null,
  is_placeholder boolean not null default false,
  deleted_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  synced_at timestamptz
);

comment on table reconcile.mirror is 'Parent of all production tables, with the columns they share: reading it reads every entity. Empty itself.';
comment on column reconcile.mirror.id is 'Gazelle''s id.';
comment on column reconcile.mirror.is_placeholder is 'Something refers to this id, but Gazelle has not given the record yet.';
comment on column reconcile.mirror.deleted_at is 'When it was found to be gone from Gazelle. Null while it is there.';
comment on column reconcile.mirror.version is 'Counts the changes of this row.';
comment on column reconcile.mirror.created_at is 'When this row was made here (see gazelle_created_at for Gazelle''s own).';
comment on column reconcile.mirror.updated_at is 'When this row last changed here (see gazelle_updated_at for Gazelle''s own).';
comment on column reconcile.mirror.synced_at is 'When a sync last changed its content.';

alter table reconcile.mirror enable row level security;

-- The production tables, and what cannot be read off them: where a record's field has another name than its column.
create table reconcile.entities (
  entity text primary key,
  module text not null references sync.modules,
  position smallint not null,
  owner_column text,
  list text,
  key text,
  fields jsonb not null default '{}',
  derived jsonb,
  fingerprint uuid,
  constraint list_has_an_owner check (list is null or owner_column is not null)
);

comment on table reconcile.entities is 'The production tables of each module, in the order of promotion. Filled by reconcile.add_entity.';
comment on column reconcile.entities.owner_column is 'For a child: the column that names the staged record it came in.';
comment on column reconcile.entities.list is 'For a child: where its items stand in the staged record, such as allContacts.allEmails; a plain list ends in []; null where its view is written by hand.';
comment on column reconcile.entities.key is 'For a child without an id of its own: the path whose id, after the owner''s and a slash, makes one.';
comment on column reconcile.entities.fields is
  'Column → path in the record, where it is not the column''s name in camelCase (for a reference, that name and its id). Several paths make a list.';
comment on column reconcile.entities.derived is
  'Columns that a hand-written view reconcile.<entity> adds over the generated reconcile.<entity>_fields → paths of the fields they are made of; empty where it only adds issues, null where there is none.';
comment on column reconcile.entities.fingerprint is 'Of the columns, references and policies that view and promotion were generated from.';

alter table reconcile.entities enable row level security;

-- A production table becomes an entity: shared columns, indexes, rights, view and promotion follow from one call.
create function reconcile.add_entity(
  entity text,
  module text default null,
  owner text default null,
  list text default null,
  key text default null,
  fields jsonb default '{}',
  derived jsonb default null
)
returns text
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_table regclass := to_regclass(format('gazelle.%I', add_entity.entity));
  v_reference record;
begin
  perform reconcile.check_entity(add_entity.entity, coalesce(add_entity.module, add_entity.entity), owner, list, key, fields, derived);

  insert into reconcile.entities (entity, module, position, owner_column, list, key, fields, derived)
  select add_entity.entity, m.module, count(e.entity) + 1, owner, add_entity.list, add_entity.key, add_entity.fields, add_entity.derived
  from sync.modules m
  left join reconcile.entities e on e.module = m.module
  where m.module = coalesce(add_entity.module, add_entity.entity)
  group by m.module;

  execute format(
    'alter table %s
       add column is_placeholder boolean not null default false,
       add column deleted_at timestamptz,
       add column version int not null default 1,
       add column created_at timestamptz not null default now(),
       add column updated_at timestamptz not null default now(),
       add column synced_at timestamptz', v_table
  );
  execute format('alter table %s inherit reconcile.mirror', v_table);
  execute format('create index on %s (id) where is_placeholder', v_table);
  -- A reference is looked up from its parent's side too: by queries, and by foreign keys when a parent is deleted.
  for v_reference in
    select c.name
    from reconcile.columns_of(add_entity.entity) c
    join pg_catalog.pg_attribute a on a.attrelid = v_table and a.attname = c.name
    where c.parent is not null
      and not exists (select from pg_catalog.pg_index i where i.indrelid = v_table and i.indkey[0] = a.attnum)
  loop
    execute format('create index on %s (%2$I) where %2$I is not null', v_table, v_reference.name);
  end loop;
  execute format('alter table %s enable row level security', v_table);
  -- In (select …) each is called once a statement, not once a row.
  execute format(
    'create policy of_members on %s for select to authenticated
     using ((select gazelle.is_member_of_all()) or account_id = any ((select gazelle.member_accounts())::text[]))', v_table
  );
  execute format('grant select on %s to authenticated', v_table);
  execute (
    select string_agg(
      format('comment on column %s.%I is %L;', v_table, a.attname, pg_catalog.col_description(a.attrelid, a.attnum)), e'\n'
    )
    from pg_catalog.pg_attribute a
    where a.attrelid = 'reconcile.mirror'::regclass and pg_catalog.col_description(a.attrelid, a.attnum) is not null
  );
  perform changes.follow(add_entity.entity);
  perform reconcile.generate(add_entity.entity);
  return format('gazelle.%s is promoted from reconcile.%s.', add_entity.entity, add_entity.entity);
end;
$$;

comment on function reconcile.add_entity(text, text, text, text, text, jsonb, jsonb) is
  'Makes a table of schema gazelle an entity of a module: shared columns, indexes of its references, row-level security, its view, its promotion, and its place in changes.log. owner and list: a child, found in that list of its owner''s record. fields: column → path, where it is not the column''s name. derived: column that a hand-written view adds → paths of the fields it is made of; it keeps its value while one of them cannot be read.';

-- What add_entity refuses, before it changes anything.
-- Long (check_entity): a list of problems, each with its message and its remedy.
create function reconcile.check_entity(p_entity text, p_module text, p_owner text, p_list text, p_key text, p_fields jsonb, p_derived jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_table constant regclass := to_regclass(format('gazelle.%I', p_entity));
  v_problem text;
  v_hint text;
begin
  select p.problem, p.hint
  into v_problem, v_hint
  from (
    select 1 as place, format('there is no module %s', p_module) as problem, format('Begin with select sync.add_module(%L, …).', p_module) as hint
    where not exists (select from sync.modules m where m.module = p_module)
    union all
    -- With what is put before and behind it, such as promote_, a longer name would be cut at 63 letters.
    select 0, format('the name %s is too long', p_entity), 'Choose a name of 51 letters at most.'
    where length(p_entity) > 51
    union all
    select 2, format('there is no table gazelle.%s', p_entity), format('create table gazelle.%s (id text primary key, account_id text not null, …);', p_entity)
    where v_table is null
    union all
    select 3, format('%s is an entity already', p_entity), 'Choose another name, or change the table and call reconcile.generate.'
    where exists (select from reconcile.entities e where e.entity = p_entity)
    union all
    -- Its view could not be made there.
    select 3, format('reconcile.%s exists already', n.name), 'Choose another name for the table.'
    from unnest(array[p_entity] || case when p_derived is not null then array[p_entity || '_fields'] end) n (name)
    where to_regclass(format('reconcile.%I', n.name)) is not null and not exists (select from reconcile.entities e where e.entity = p_entity)
    union all
    select 4, format('gazelle.%s lacks the column %s', p_entity, c.name), format('%s text %s', c.name, c.rest)
    from (values ('id', 'primary key'), ('account_id', 'not null')) c (name, rest)
    where v_table is not null and not exists (
      select from pg_catalog.pg_attribute a
      where a.attrelid = v_table and a.attname = c.name and a.atttypid = 'text'::regtype and a.attnotnull
    )
    union all
    select 5, format('gazelle.%s has no column %s, which %s names', p_entity, n.name, n.parameter), 'Write the column''s name as the table has it.'
    from (
      select 'fields' as parameter, f.name
      from jsonb_object_keys(case jsonb_typeof(p_fields) when 'object' then p_fields else '{}' end) f (name)
      union all select 'derived', d.name from jsonb_object_keys(case jsonb_typeof(p_derived) when 'object' then p_derived else '{}' end) d (name)
      union all select 'owner', p_owner where p_owner is not null
    ) n
    where not exists (
      select from pg_catalog.pg_attribute a where a.attrelid = v_table and a.attname = n.name and a.attnum > 0 and not a.attisdropped
    )
    union all
    select 6, format('gazelle.%s.%s is of type %s, which no reader knows', p_entity, a.attname, format_type(a.atttypid, a.atttypmod)),
      'Use text, int, bigint, numeric, boolean, date, timestamptz, text[], jsonb or gazelle.localized_text, or name the column in derived.'
    from pg_catalog.pg_attribute a
    where a.attrelid = v_table and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and (p_derived ? a.attname) is not true
      and not (p_owner is not null and p_list is null)
      and a.atttypid <> all (array[
        'text', 'int', 'bigint', 'numeric', 'boolean', 'date', 'timestamptz', 'text[]', 'jsonb', 'gazelle.localized_text'
      ]::regtype[])
    union all
    select 7, format('gazelle.%s.%s does not refer to the table of a record', p_entity, p_owner), format('%s text references gazelle.…', p_owner)
    where p_owner is not null and not exists (
      select
      from pg_catalog.pg_constraint f
      join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
      where f.conrelid = v_table and f.contype = 'f' and a.attname = p_owner
    )
    union all
    -- A placeholder could not be put there. A reference to its own table is one to an entity.
    select 16, format('gazelle.%s.%s refers to %s, which is no entity yet', p_entity, a.attname, n.parent), case n.nspname
      when 'gazelle' then format('Call select reconcile.add_entity(%L, …) first.', c.relname)
      else 'Let it refer to a table of schema gazelle, or give the column the policy local in reconcile.field_policies.'
    end
    from pg_catalog.pg_constraint f
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
    join pg_catalog.pg_class c on c.oid = f.confrelid
    cross join lateral (
      select s.nspname, format('%I.%I', s.nspname, c.relname) as parent from pg_catalog.pg_namespace s where s.oid = c.relnamespace
    ) n
    where f.conrelid = v_table and f.contype = 'f' and f.confrelid <> f.conrelid and a.attname not in ('id', 'account_id') and a.attgenerated = ''
      and not exists (select from reconcile.entities e where n.nspname = 'gazelle' and e.entity = c.relname)
      and not exists (select from reconcile.field_policies o where o.entity = p_entity and o.field = a.attname and o.policy = 'local')
    union all
    -- What a module stages are records of its root; one without a root, such as measurements, stages another module's.
    select 17, format('gazelle.%s.%s does not refer to gazelle.%s, whose records the module %s stages', p_entity, p_owner, r.entity, p_module),
      format('%s text references gazelle.%s', p_owner, r.entity)
    from (
      select min(e.entity) as entity, array_agg(to_regclass(format('gazelle.%I', e.entity))) as tables
      from reconcile.entities e
      where e.module = p_module and e.owner_column is null
    ) r
    where p_owner is not null and r.entity is not null and not exists (
      select
      from pg_catalog.pg_constraint f
      join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
      where f.conrelid = v_table and f.contype = 'f' and a.attname = p_owner and f.confrelid::regclass = any (r.tables)
    )
    union all
    select 8, format('%s has a list but no owner', p_entity), 'Give both: owner names the column that refers to the record whose list it is.'
    where p_list is not null and p_owner is null
    union all
    select 9, format('%s has a key but no list', p_entity), 'A key makes ids of the items of a list; give the list, or leave the key out.'
    where p_key is not null and p_list is null
    union all
    select 10, format('fields of %s is no object', p_entity), 'fields => ''{"subtotal": "subTotal"}'''
    where jsonb_typeof(p_fields) is distinct from 'object'
    union all
    select 10, format('derived of %s is no object', p_entity), 'Name the fields that each column is made of: derived => ''{"local_date": "start"}'''
    where jsonb_typeof(p_derived) <> 'object'
    union all
    select 11, format('%s, which %s names, is no path', coalesce(n.path, 'null'), n.parameter), 'Names of fields with dots between them, such as location.singleLineAddress.'
    from (
      select 'list' as parameter, replace(p_list, '[]', '') as path where p_list is not null
      union all select 'key', p_key where p_key is not null
      union all select 'fields', p.path #>> '{}' from jsonb_path_query(p_fields, '$.*[*]') p (path) where p.path <> 'null'
      union all select 'derived', p.path #>> '{}' from jsonb_path_query(p_derived, '$.*[*]') p (path)
    ) n
    where (n.path ~ '^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$') is not true
    union all
    select 15, format('gazelle.%s.%s has no path', p_entity, f.key), 'Write its path, or leave the column out: its name in camelCase is then its path.'
    from jsonb_each(case jsonb_typeof(p_fields) when 'object' then p_fields else '{}' end) f
    where f.value in ('null', '[]') or f.value @> '[null]'
    union all
    select 12, format('gazelle.%s.%s has several paths, but is no list', p_entity, f.key), format('%s text[]', f.key)
    from jsonb_each(case jsonb_typeof(p_fields) when 'object' then p_fields else '{}' end) f
    join pg_catalog.pg_attribute a on a.attrelid = v_table and a.attname = f.key
    where jsonb_typeof(f.value) = 'array' and a.atttypid <> 'text[]'::regtype
    union all
    select 14, format('gazelle.%s.%s is a column that promotion adds', p_entity, a.attname), 'Choose another name, and give the path in fields.'
    from pg_catalog.pg_attribute a
    where a.attrelid = v_table and a.attname <> all (array['id', 'account_id']) and (
      a.attname in ('source_id', 'issues', 'field_issues', 'raw')
      or a.attname in (select m.attname from pg_catalog.pg_attribute m where m.attrelid = 'reconcile.mirror'::regclass and m.attnum > 0)
    ) and not exists (select from reconcile.entities e where e.entity = p_entity)
    union all
    select 13, format('gazelle.%s has no column but its id', p_entity), format('alter table gazelle.%s add column …, one for each field.', p_entity)
    where v_table is not null and not exists (
      select from pg_catalog.pg_attribute a
      where a.attrelid = v_table and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> all (array['id', 'account_id'])
    )
  ) p
  order by p.place
  limit 1;
  if v_problem is not null then
    raise exception '%', v_problem using errcode = 'GZ422', hint = v_hint;
  end if;
end;
$$;

comment on function reconcile.check_entity(text, text, text, text, text, jsonb, jsonb) is
  'Refuses what reconcile.add_entity could not make an entity of, before anything is changed: GZ422, with what is wrong and what to do.';

-- Blank, very long and damaged texts.

create function reconcile.check_text(p_raw jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return (
    select jsonb_agg(reconcile.issue(i.rule, f.key, i.value) order by f.key, i.rule)
    from jsonb_each(p_raw) f
    cross join lateral (
      select 'long_text' as rule, to_jsonb(length(f.value::text)) as value where length(f.value::text) > 1000000
      union all
      select 'lost_character', f.value where f.value::text like '%' || U&'\FFFD' || '%'
    ) i
  );
end;
$$;

comment on function reconcile.check_text(jsonb) is 'Issues of any record: very long text, and characters that could not be stored.';

create function reconcile.is_blank(p_value text)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- A list, as text, may hold nothing but blanks: {NULL,""}.
  return p_value is null or btrim(p_value, e' \t\r\n\u00a0') = '' or p_value ~ '^\s*[{[]((NULL|null|"\s*")?[,\s]*)*[]}]\s*$';
end;
$$;

comment on function reconcile.is_blank(text) is 'A value, cast to text: null, empty or white, or a list of nothing else. False is a value, not a blank.';

-- Names each value of a record that cannot be read. The generated views call it only where their cheap test (is_readable) fails.
create function reconcile.check_values(p_raw jsonb, p_types jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return (
    select jsonb_agg(
      reconcile.issue(
        case t.kind when 'id' then 'bad_reference' when 'bigint' then 'bad_integer' when 'object' then 'bad_json' else 'bad_' || t.kind end,
        case when t.is_reference then array_to_string(t.outer_steps, '.') else t.path end,
        v.value
      ) order by t.path
    )
    from (
      select
        k.key as path, k.value as kind, s.steps,
        s.steps[: cardinality(s.steps) - 1] as outer_steps,
        k.value = 'id' and cardinality(s.steps) > 1 as is_reference
      from jsonb_each_text(p_types) k
      cross join lateral (select string_to_array(k.key, '.') as steps) s
    ) t
    -- The first step of the path that is not an object.
    cross join lateral (
      select min(n) as depth from generate_series(1, cardinality(t.steps) - 1) n where jsonb_typeof(p_raw #> t.steps[: n]) not in ('object', 'null')
    ) m
    cross join lateral (
      select p_raw #> case when m.depth is not null then t.steps[: m.depth] when t.is_reference then t.outer_steps else t.steps end as value
    ) v
    where v.value not in ('null', '""')
      and (m.depth is not null or not reconcile.is_of_kind(p_raw #> t.steps, t.kind))
  );
end;
$$;

comment on function reconcile.check_values(jsonb, jsonb) is
  'Issues of a record, given the kind of value at each path that is read. Null when there is none; a blank is no issue.';

create function reconcile.is_of_kind(p_value jsonb, p_kind text)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return coalesce(
    case p_kind
      when 'text' then jsonb_typeof(p_value) in ('string', 'number')
      when 'boolean' then jsonb_typeof(p_value) = 'boolean'
      when 'integer' then reconcile.to_integer(p_value) is not null
      when 'bigint' then reconcile.to_bigint(p_value) is not null
      when 'number' then jsonb_typeof(p_value) = 'number'
      when 'date' then reconcile.to_date(p_value #>> '{}') is not null
      when 'instant' then reconcile.to_instant(p_value #>> '{}') is not null
      when 'list' then jsonb_typeof(p_value) = 'array' and not p_value @? '$[*].type() ? (@ != "string" && @ != "number" && @ != "null")'
      when 'json' then jsonb_typeof(p_value) in ('object', 'array') and not reconcile.holds_error(p_value)
      when 'object' then jsonb_typeof(p_value) = 'object'
      when 'id' then reconcile.to_id(jsonb_build_object('id', p_value)) is not null
    end, false
  );
end;
$$;

comment on function reconcile.is_of_kind(jsonb, text) is 'Whether a value that is there can be read as a column of this kind.';

create function reconcile.check_child(p_list text, p_id text, p_item jsonb, p_types jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case
    when p_id is null then jsonb_build_array(reconcile.issue('child_without_id', p_list, p_item))
    else reconcile.check_values(p_item, p_types)
  end;
end;
$$;

comment on function reconcile.check_child(text, text, jsonb, jsonb) is 'Issues of an item of a list of a record; an item without an id is refused alone.';

create function reconcile.is_list(p_value jsonb)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return coalesce(p_value, 'null') in ('null', '""') or coalesce(
    case when jsonb_typeof(p_value) = 'array' then p_value else p_value -> 'nodes' end
      @@ '$.type() == "array" && !exists($[*].type() ? (@ != "object" && @ != "null"))', false
  );
end;
$$;

comment on function reconcile.is_list(jsonb) is 'Whether a value is a list of records, a connection, or blank; a null among the records is no record.';

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

-- What a client leaves behind: found from the catalogue's references, so that a new table needs no line here, and removed for good.
-- reconcile.person_entity and reconcile.personal_texts, which know the client's own table, stand in its file.
--
--   rows that name the client        theirs: pianos, appointments, invoices, estimates, entries …
--   rows that name no client         theirs when they refer to one of those: a notice to an appointment
--   children                         go with the record that lists them
--   rows of others                   stay; a reference of theirs to what goes is emptied

create function reconcile.lock_erasures(p_account text, p_is_erasing boolean default false)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_is_erasing then
    perform pg_advisory_xact_lock(hashtext('erasures'), hashtext(p_account));
  else
    perform pg_advisory_xact_lock_shared(hashtext('erasures'), hashtext(p_account));
  end if;
end;
$$;

comment on function reconcile.lock_erasures(text, boolean) is
  'Until the end of the transaction: pages are staged and promoted beside each other, and none beside an erasure. What was asked for before it is staged after it, and by then known to be erased.';

create function reconcile.references_of(p_entity text)
returns table (name text, parent text)
language sql
stable
set search_path = ''
begin atomic
  select a.attname::text, p.entity
  from pg_catalog.pg_constraint f
  join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
  join reconcile.entities p on to_regclass(format('gazelle.%I', p.entity)) = f.confrelid
  where f.conrelid = to_regclass(format('gazelle.%I', p_entity)) and f.contype = 'f';
end;

comment on function reconcile.references_of(text) is 'The columns of an entity that refer to another one, and to which.';

create function reconcile.ids_in(p_ids jsonb, p_entity text)
returns text[]
language sql
immutable
set search_path = ''
return array(select jsonb_array_elements_text(p_ids -> p_entity));

comment on function reconcile.ids_in(jsonb, text) is 'The ids of one entity in {entity: [id]}.';

create function reconcile.all_ids(p_ids jsonb)
returns text[]
language sql
immutable
set search_path = ''
return array(select i.id from jsonb_each(p_ids) e (entity, ids) cross join lateral jsonb_array_elements_text(e.ids) i (id));

comment on function reconcile.all_ids(jsonb) is 'The ids of all entities in {entity: [id]}.';

create function reconcile.belongings(p_entity reconcile.entities, p_account text, p_clients text[], p_ids jsonb, p_with_staged boolean)
returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
  v_conditions text;
  v_staged text;
  v_found text[];
begin
  select string_agg(
      case
        when p_entity.owner_column is not null then format('t.%I = any (%L)', r.name, reconcile.ids_in(p_ids, r.parent))
        when r.name = 'client_id' then format('t.client_id = any (%L)', p_clients)
        else format('t.%I = any (%L)%s', r.name, reconcile.ids_in(p_ids, r.parent), case when o.has_client then ' and t.client_id is null' else '' end)
      end, ' or '
    ),
    case
      when p_entity.owner_column is null and o.has_client and p_with_staged and p_clients <> '{}'
        then format('union select s.external_id from staging.%I s where s.account_id = $1 and s.raw_data #>> ''{client,id}'' = any (%L)', 'stg_' || p_entity.module, p_clients)
      else ''
    end
  into v_conditions, v_staged
  from (
    select exists (select from reconcile.references_of(p_entity.entity) c where c.name = 'client_id' and c.parent = reconcile.person_entity()) as has_client
  ) o
  cross join reconcile.references_of(p_entity.entity) r
  where r.name = coalesce(p_entity.owner_column, r.name)
    and (r.parent <> reconcile.person_entity() or r.name = 'client_id')
    and (r.name = 'client_id' and p_entity.owner_column is null or reconcile.ids_in(p_ids, r.parent) <> '{}')
  group by o.has_client;
  if v_conditions is null then
    return '{}'::text[];
  end if;
  execute format('select array_agg(f.id) from (select t.id from gazelle.%I t where t.account_id = $1 and (%s) %s) f (id)', p_entity.entity, v_conditions, v_staged)
  into v_found using p_account;
  return coalesce(v_found, '{}');
end;
$$;

comment on function reconcile.belongings(reconcile.entities, text, text[], jsonb, boolean) is
  'The ids of an entity that belong to clients, or to what is known to belong to them (p_ids, {entity: [id]}): in production, and p_with_staged of what never got there in staging.';

create function reconcile.all_belongings(p_account text, p_clients text[], p_ids jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_ids jsonb := p_ids;
  v_before jsonb;
  v_entity reconcile.entities;
  v_found text[];
begin
  -- Again until nothing is added: an entry may refer to a row that comes after it here. Chains are two or three long.
  loop
    v_before := v_ids;
    for v_entity in
      select e.* from reconcile.entities e join sync.modules m using (module)
      where e.entity <> reconcile.person_entity()
      order by m.position, e.position
    loop
      v_found := array(
        select i.id from unnest(reconcile.belongings(v_entity, p_account, p_clients, v_ids, v_before = p_ids) || reconcile.ids_in(v_ids, v_entity.entity)) i (id) group by i.id order by i.id
      );
      if v_found <> '{}' then
        v_ids := v_ids || jsonb_build_object(v_entity.entity, v_found);
      end if;
    end loop;
    exit when v_ids = v_before;
  end loop;
  return v_ids;
end;
$$;

comment on function reconcile.all_belongings(text, text[], jsonb) is
  'Everything that belongs to clients, with their own rows, as {entity: [id]}. p_ids: what is known to begin with.';

create function reconcile.sources_of(p_module text, p_ids jsonb)
returns text[]
language sql
stable
set search_path = ''
begin atomic
  select coalesce(
    (select reconcile.ids_in(p_ids, e.entity) from reconcile.entities e where e.module = p_module and e.owner_column is null order by e.position limit 1),
    -- What is staged under its owner's id, which is another module's.
    (
      select reconcile.ids_in(p_ids, r.parent)
      from reconcile.entities e
      cross join lateral reconcile.references_of(e.entity) r
      where e.module = p_module and r.name = e.owner_column
      order by e.position
      limit 1
    ),
    '{}'
  );
end;

comment on function reconcile.sources_of(text, jsonb) is 'The ids under which a module stages what is in {entity: [id]}.';

create function reconcile.empty_references(p_account text, p_ids jsonb, out records jsonb, out counts jsonb)
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_reference record;
  v_sources text[];
  v_key text;
begin
  records := '{}';
  counts := '{}';
  for v_entity in select * from reconcile.entities e order by e.module, e.position loop
    -- An id that is made of its owner's and of what it refers to is itself a reference.
    v_key := case when v_entity.key is not null then (
      select r.name from reconcile.references_of(v_entity.entity) r where r.name <> v_entity.owner_column and reconcile.camel_case(regexp_replace(r.name, '_id$', '')) = v_entity.key
    ) end;
    for v_reference in select * from reconcile.references_of(v_entity.entity) r where p_ids ? r.parent loop
      execute format(
        case
          when v_reference.name = v_key then 'with gone as (delete from gazelle.%1$I t where t.%2$I = any ($1) and t.id <> all ($2) returning t.account_id, t.%3$I as source)
            select array_agg(distinct g.source) from gone g where g.account_id = $3'
          else 'with emptied as (
             update gazelle.%1$I t set %2$I = null, version = t.version + 1, updated_at = now(), synced_at = now()
             where t.%2$I = any ($1) and t.id <> all ($2)
             returning t.account_id, t.%3$I as source
           )
           select array_agg(distinct e.source) from emptied e where e.account_id = $3'
        end, v_entity.entity, v_reference.name, coalesce(v_entity.owner_column, 'id')
      ) into v_sources using reconcile.ids_in(p_ids, v_reference.parent), reconcile.ids_in(p_ids, v_entity.entity), p_account;
      if v_sources is not null then
        records := records || jsonb_build_object(v_entity.module, coalesce(records -> v_entity.module, '[]') || to_jsonb(v_sources));
        counts := counts || jsonb_build_object(
          format('gazelle.%s.%s', v_entity.entity, v_reference.name), cardinality(v_sources)
        );
      end if;
    end loop;
  end loop;
end;
$$;

comment on function reconcile.empty_references(text, jsonb) is
  'Empties what rows of others refer to of {entity: [id]}. records: whose staged content has such a reference, {module: [id]}; counts: how many, by column.';

create function reconcile.erase(p_account text, p_ids jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_count int;
  v_counts jsonb := '{}'::jsonb;
begin
  -- What refers to others goes first.
  for v_entity in
    select e.* from reconcile.entities e join sync.modules m using (module) where p_ids ? e.entity order by m.position desc, e.position desc
  loop
    execute format('delete from gazelle.%I t where t.account_id = $1 and t.id = any ($2)', v_entity.entity)
    using p_account, reconcile.ids_in(p_ids, v_entity.entity);
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object('gazelle.' || v_entity.entity, v_count);
    delete from reconcile.kept_fields k
    where k.account_id = p_account and k.entity = v_entity.entity and k.external_id = any (reconcile.ids_in(p_ids, v_entity.entity));
    delete from reconcile.missing_children v
    where v.account_id = p_account and v.entity = v_entity.entity and v.external_id = any (reconcile.ids_in(p_ids, v_entity.entity));
    delete from reconcile.listings l
    where l.account_id = p_account and l.module = v_entity.module
      and (l.external_id = any (reconcile.ids_in(p_ids, v_entity.entity)) or l.source_id = any (reconcile.sources_of(v_entity.module, p_ids)));
  end loop;
  return v_counts;
end;
$$;

comment on function reconcile.erase(text, jsonb) is 'Removes rows of production for good, with what reconcile remembers of them; answers how many by table. p_ids: {entity: [id]}.';

create function reconcile.erase_imported(p_account text, p_ids text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_decisions int;
  v_references int;
  v_serials int;
begin
  delete from reconcile.v5_serials s where s.account_id = p_account and s.id = any (p_ids);
  get diagnostics v_serials = row_count;
  delete from reconcile.match_decisions d
  where d.account_id = p_account and (
    d.matched_id = any (p_ids)
    or exists (
      select from reconcile.legacy_references r
      where r.account_id = p_account and r.kind = d.kind and r.legacy_key = d.legacy_key and (r.matched_id = any (p_ids) or r.facts ->> 'id' = any (p_ids))
    )
  );
  get diagnostics v_decisions = row_count;
  -- An imported row that nobody has matched yet, and that means nobody else, is the person's too.
  delete from reconcile.legacy_references r
  where r.account_id = p_account and (
    r.matched_id = any (p_ids) or r.facts ->> 'id' = any (p_ids) or r.facts ->> 'client_id' = any (p_ids)
    or (r.matched_id is null and exists (
      select from reconcile.match_candidates c
      where c.account_id = p_account and c.kind = r.kind and c.legacy_key = r.legacy_key and c.id = any (p_ids)
    ) and not exists (
      select from reconcile.match_candidates c
      where c.account_id = p_account and c.kind = r.kind and c.legacy_key = r.legacy_key and c.id <> all (p_ids)
    ))
  );
  get diagnostics v_references = row_count;
  delete from reconcile.match_candidates c where c.account_id = p_account and c.id = any (p_ids);
  return jsonb_build_object('reconcile.legacy_references', v_references, 'reconcile.match_decisions', v_decisions, 'reconcile.v5_serials', v_serials)
    || reconcile.erase_v5(p_account, p_ids);
end;
$$;

comment on function reconcile.erase_imported(text, text[]) is 'Removes imported rows that mean one of these records, what people decided about them, and their numbers in version 5; answers how many by table.';

-- View and promotion are generated when an entity is added, and anew when its table or a policy has changed. Both are owned
-- by the owner of the schema, who alone can change what they are written from.
create function reconcile.fingerprint_of(p_entity text)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select md5(jsonb_build_array(
      (select jsonb_agg(to_jsonb(c)) from reconcile.columns_of(p_entity) c),
      (select jsonb_agg(w.name) from reconcile.written_columns(p_entity) w)
    )::text)::uuid
  );
end;
$$;

comment on function reconcile.fingerprint_of(text) is 'Of all that view and promotion of an entity are written from.';

create function reconcile.generate(p_entity text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_view text;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;
  -- A child without a list is written by hand as a whole.
  if v_entity.owner_column is null or v_entity.list is not null then
    v_view := reconcile.view_name(v_entity);
    if v_entity.derived is null then
      execute format('drop view if exists reconcile.%I', v_view);
    end if;
    begin
      execute reconcile.view_of(p_entity);
    exception
      when invalid_table_definition then
        raise exception 'a column of gazelle.% has another type than reconcile.% gives it', p_entity, v_view using
          errcode = 'GZ422',
          hint = format(
            'drop view reconcile.%1$I, reconcile.%2$I; select reconcile.generate(%1$L); then create view reconcile.%1$I again, and generate once more.',
            p_entity, v_view
          );
    end;
    execute format('comment on view reconcile.%I is %L', v_view, format('gazelle.%s as staging.stg_%s has it. Generated: see reconcile.add_entity.', p_entity, v_entity.module));
  end if;
  execute reconcile.promotion_of(p_entity);
  execute format('comment on function reconcile.%I is %L', 'promote_' || p_entity, format('Promotes staged records to gazelle.%s. Generated: see reconcile.add_entity.', p_entity));
  update reconcile.entities e set fingerprint = reconcile.fingerprint_of(p_entity) where e.entity = p_entity;
end;
$$;

comment on function reconcile.generate(text) is 'Writes view and promotion of an entity from its table. For its owner alone.';

create function reconcile.generate_changed(p_module text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_entity text;
begin
  for v_entity in
    select e.entity
    from reconcile.entities e
    where e.module = coalesce(p_module, e.module) and e.fingerprint is distinct from reconcile.fingerprint_of(e.entity)
    order by e.position
    for update
  loop
    perform reconcile.generate(v_entity);
  end loop;
end;
$$;

comment on function reconcile.generate_changed(text) is 'Generates anew what no longer fits its table or policies. For its owner alone.';

create function reconcile.refresh(p_module text default null)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- A temporary type is found before one of Postgres that has the same name, and its CHECK would run as the owner.
  if exists (
    select
    from pg_catalog.pg_type t
    join pg_catalog.pg_type b on b.typname = t.typname
    join pg_catalog.pg_namespace n on n.oid = b.typnamespace and n.nspname = 'pg_catalog'
    where t.typnamespace = pg_catalog.pg_my_temp_schema()
  ) then
    raise exception 'a temporary type has the name of one of Postgres''s own'
      using errcode = 'GZ422', hint = 'Drop it: discard temp;';
  end if;
  perform reconcile.generate_changed(p_module);
end;
$$;

comment on function reconcile.refresh(text) is
  'Generates anew what no longer fits its table or policies. Runs as its owner, who alone can change these; called when a run begins and when a policy changes.';

create function reconcile.policies_changed()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform reconcile.refresh();
  return null;
end;
$$;

comment on function reconcile.policies_changed() is 'A changed policy counts from the next page on.';

create trigger policies_changed
after insert or update or delete or truncate on reconcile.field_policies
for each statement execute function reconcile.policies_changed();

revoke insert, update, delete, truncate on reconcile.field_policies, reconcile.rules, reconcile.entities from service_role;

-- One form for all that can be wrong with a record. The fetcher puts [["error"]] where an error left no value inside a record:
-- no kind of value is read from it.
create function reconcile.holds_error(p_value jsonb)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return coalesce(strpos(p_value::text, '[["error"]]') > 0, false);
end;
$$;

comment on function reconcile.holds_error(jsonb) is 'Whether a value is, or holds, what stands where Gazelle answered an error instead of a value.';

create function reconcile.issue(p_rule text, p_field text, p_value jsonb default null)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'rule', case when p_rule ~ '^(bad_|child_without_id)' and reconcile.holds_error(p_value) then 'not_given' else p_rule end,
    'field', p_field,
    'value', case when length(p_value::text) > 200 then to_jsonb(left(p_value::text, 200) || '…') else p_value end
  );
end;
$$;

comment on function reconcile.issue(text, text, jsonb) is 'An issue {rule, field, value}, the value cut at 200 characters. A value that cannot be read because Gazelle answered an error there is not_given.';

create function reconcile.is_refused(p_issues jsonb)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_issues is not null and exists (
    select
    from jsonb_array_elements(p_issues) i (issue)
    join reconcile.rules r on r.rule = i.issue ->> 'rule'
    where r.severity = 'fatal'
  );
end;
$$;

comment on function reconcile.is_refused(jsonb) is 'Whether one of the issues is of a fatal rule.';

create function reconcile.add_issue(p_issues jsonb, p_is_found boolean, p_rule text, p_field text, p_value jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when p_is_found then coalesce(p_issues, '[]') || reconcile.issue(p_rule, p_field, p_value) else p_issues end;
end;
$$;

comment on function reconcile.add_issue(jsonb, boolean, text, text, jsonb) is 'The issues of a record, with one more where it was found.';

-- A nightly job goes on past the part that fails; what failed is kept here, since no one reads the answer of a cron job.

create table reconcile.job_errors (
  job text not null,
  part text not null,
  account_id text references sync.accounts on delete cascade,
  message text not null,
  failed_at timestamptz not null default clock_timestamp(),
  unique nulls not distinct (job, part, account_id)
);

comment on table reconcile.job_errors is 'Parts of nightly jobs that failed the last time: an alert of the rule run_failed names them. Gone when the part succeeds.';
comment on column reconcile.job_errors.part is 'What the job was at: a module, or a table.';
comment on column reconcile.job_errors.account_id is 'The account whose module it was; null for what has none.';

alter table reconcile.job_errors enable row level security;

create function reconcile.note_job_error(p_job text, p_part text, p_account text, p_message text)
returns void
language sql
set search_path = ''
begin atomic
  insert into reconcile.job_errors as e (job, part, account_id, message)
  values (p_job, p_part, p_account, left(p_message, 300))
  on conflict (job, part, account_id) do update set message = excluded.message, failed_at = excluded.failed_at;
end;

comment on function reconcile.note_job_error(text, text, text, text) is 'Notes that a part of a nightly job failed, and why.';

create function reconcile.forget_job_errors(p_job text, p_part text default null, p_account text default null)
returns void
language sql
set search_path = ''
begin atomic
  delete from reconcile.job_errors e
  where e.job = p_job and e.part = coalesce(p_part, e.part) and (p_account is null or e.account_id = p_account);
end;

comment on function reconcile.forget_job_errors(text, text, text) is
  'Forgets the errors of a job that is about to do its parts again: those of one part, of one account, or all.';

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

-- The decision of a person on children that are held.

create function reconcile.release_missing_children(p_module text, p_account text, p_ids text[] default null)
returns int
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_entity reconcile.entities;
  v_owners text[];
  v_count int;
  v_released int := 0;
begin
  select array_agg(distinct v.owner_id) into v_owners
  from reconcile.missing_children v
  join reconcile.entities e using (entity)
  where e.module = p_module and v.account_id = p_account and v.status = 'held' and v.external_id = any (coalesce(p_ids, array[v.external_id]));
  if v_owners is null then
    return 0;
  end if;
  -- A page that brings one again comes first, and then nothing of it is held.
  perform reconcile.lock_staged(p_module, p_account, v_owners);
  for v_entity in
    select * from reconcile.entities e where e.module = p_module and e.owner_column is not null order by e.position
  loop
    execute format(
      'with released as (
         delete from reconcile.missing_children v
         where v.account_id = $1 and v.entity = %1$L and v.status = ''held'' and v.external_id = any (coalesce($2, array[v.external_id]))
         returning v.external_id, v.owner_id
       ), gone as (
         update gazelle.%1$I t
         set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
         from released r
         where t.id = r.external_id and t.account_id = $1 and t.%2$I = r.owner_id and t.deleted_at is null
       )
       select count(*) from released', v_entity.entity, v_entity.owner_column
    ) into v_count using p_account, p_ids;
    v_released := v_released + v_count;
  end loop;
  return v_released;
end;
$$;

comment on function reconcile.release_missing_children(text, text, text[]) is
  'Soft-deletes children that are held, on a person''s decision; all of the module without p_ids. Answers how many.';

create function reconcile.dismiss_missing_children(p_module text, p_account text, p_ids text[], p_by text)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_count int;
begin
  update reconcile.missing_children v
  set status = 'dismissed', decided_by = p_by
  from reconcile.entities e
  where e.entity = v.entity and e.module = p_module and v.account_id = p_account and v.status = 'held'
    and (p_ids is null or v.external_id = any (p_ids));
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

comment on function reconcile.dismiss_missing_children(text, text, text[], text) is
  'Keeps children that are held, on a person''s decision, until a list holds them again; all of the module without p_ids. Answers how many.';

create function reconcile.count_held(p_module text, p_account text)
returns bigint
language sql
stable
set search_path = ''
begin atomic
  select count(*)
  from reconcile.entities e
  join reconcile.missing_children v on v.account_id = p_account and v.entity = e.entity
  where e.module = p_module and v.status = 'held';
end;

comment on function reconcile.count_held(text, text) is 'How many children of a module''s records wait for a person.';

-- From staging to production, a set at a time. No input makes it fail: what is refused stays in staging.
--
--   SQLSTATE class             cause            what happens
--   40 53 55 57 58 XX, 54001   server or lock   raised: the page's transaction fails, and the page is sent again
--   22 23 54 P0 GZ             a record         the set is halved until that record is alone, which is then rejected
--   any other                  code or schema   the set stays pending until it is repaired and retried
--
-- Long (promote): the statement that may fail and these outcomes share one function.

create function reconcile.lock_staged(p_module text, p_account text, p_ids text[])
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[];
begin
  perform reconcile.lock_erasures(p_account);
  -- Everything that promotes locks in the order of ids, as staging itself does; then it reads what the others have committed.
  execute format(
    'select array_agg(l.external_id order by l.external_id)
     from (
       select s.external_id from staging.%I s
       where s.account_id = $1 and s.external_id = any ($2) and s.gone_at is null
       order by s.external_id for update
     ) l', 'stg_' || p_module
  ) into v_ids using p_account, p_ids;
  return coalesce(v_ids, '{}');
end;
$$;

comment on function reconcile.lock_staged(text, text, text[]) is
  'Locks staged records until the end of the transaction, so that their content stays what is promoted; answers those that are not gone.';

create function reconcile.promote(
  p_module text, p_account text, p_ids text[], p_is_marked_promoted boolean default false, p_is_replay boolean default false
)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity text;
  v_made int;
  v_changed int;
  v_problems jsonb;
  v_taken text[];
  v_owner text;
  v_issues jsonb := '{}'::jsonb;
  v_refused text[] := '{}'::text[];
  v_stopped text[] := '{}'::text[];
  v_placeholders int := 0;
  v_written int := 0;
  v_state text;
  v_message text;
  v_half int;
  v_is_row boolean;
begin
  if p_is_replay then
    -- Within a page or a deletion it is that which changes production.
    perform changes.because('replay', p_unless_known => true);
    p_ids := reconcile.lock_staged(p_module, p_account, p_ids);
  end if;
  v_half := cardinality(p_ids) / 2;
  begin
    for v_entity, v_owner in
      select e.entity, e.owner_column from reconcile.entities e where e.module = p_module order by e.position
    loop
      execute format('select * from reconcile.%I($1, $2, $3, $4, $5)', 'promote_' || v_entity)
      into v_made, v_changed, v_problems, v_taken
      using p_account, p_ids, v_stopped, p_is_marked_promoted, p_is_replay;
      v_placeholders := v_placeholders + v_made;
      v_written := v_written + v_changed;
      if v_problems is not null then
        select v_issues || jsonb_object_agg(p.key, coalesce(v_issues -> p.key, '[]') || p.value),
          v_refused || coalesce(array_agg(p.key) filter (where reconcile.is_refused(p.value)), '{}')
        into v_issues, v_refused
        from jsonb_each(v_problems) p;
        -- Children of a refused root would make a placeholder of it, so they are stopped too. A refused child stops no other entity.
        if v_owner is null then
          v_stopped := v_refused;
        end if;
      end if;
      -- Other accounts may refer to what was a placeholder or deleted, whosever it was.
      if v_taken is not null and exists (select from sync.accounts a where a.account_id <> p_account) then
        perform reconcile.end_references(v_entity, p_account, v_taken);
      end if;
    end loop;
  exception
    when others then
      get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
      -- The server's fault, not the record's.
      if left(v_state, 2) in ('40', '53', '55', '57', '58', 'XX') or v_state = '54001' then
        raise;
      end if;
      -- A record's own fault: halve the set until it is alone.
      v_is_row := left(v_state, 2) in ('22', '23', '54', 'P0', 'GZ');
      if v_is_row and v_half > 0 then
        return reconcile.promote(p_module, p_account, p_ids[: v_half], p_is_replay => p_is_replay)
          + reconcile.promote(p_module, p_account, p_ids[v_half + 1 :], p_is_replay => p_is_replay);
      end if;
      execute format(
        'update staging.%I
         set status = $3, last_error = $4, issues = $5, processed_at = now(),
             processing_attempts = least(processing_attempts + case when status = ''promoted'' and processed_at = now() then 0 else 1 end, 32767)
         where account_id = $1 and external_id = any ($2)
           and (status, last_error, processed_at) is distinct from ($3, $4, now())', 'stg_' || p_module
      ) using
        p_account, p_ids,
        case when v_is_row then 'rejected' else 'pending' end,
        -- Postgres may quote a value of the record, at any length.
        v_state || ': ' || left(v_message, 300),
        case when v_is_row then jsonb_build_array(reconcile.issue('failed_promotion', null, to_jsonb(v_state))) end;
      return 0;
  end;

  -- Staging wrote the rows as promoted and without issues: no update is needed.
  if p_is_marked_promoted and v_issues = '{}' and v_refused = '{}' then
    perform reconcile.count_placeholders(v_placeholders);
    return v_written + reconcile.reassign_children(p_module, p_account, p_ids);
  end if;

  -- Updates only rows whose status or issues differ, and refused ones, whose attempt counts: a page without issues is not written
  -- twice. Staging counted the first attempt when it wrote the row as promoted.
  execute format(
    'update staging.%I s
     set status = w.status, issues = w.issues, last_error = null, processed_at = now(),
         processing_attempts = least(
           s.processing_attempts + case when s.status = ''promoted'' and s.processed_at = now() then 0 else 1 end, 32767
         )
     from (
       select i.id, case when i.id = any ($3) then ''rejected'' else ''promoted'' end as status, $4 -> i.id as issues
       from unnest($2) i (id)
     ) w
     where s.account_id = $1 and s.external_id = any ($2) and s.external_id = w.id
       and (w.status = ''rejected'' or (s.status, s.issues, s.last_error) is distinct from (w.status, w.issues, null))', 'stg_' || p_module
  ) using p_account, p_ids, v_refused, v_issues;

  perform reconcile.count_placeholders(v_placeholders);
  return v_written + reconcile.reassign_children(p_module, p_account, p_ids);
end;
$$;

comment on function reconcile.promote(text, text, text[], boolean, boolean) is
  'Promotes a set of staged records through the views of its module; answers the production rows written. No input makes it fail: refused rows stay in staging, rejected, with their issues. p_is_marked_promoted: staging holds the rows as promoted, without issues and as checked text, so that nothing need be written there where promotion finds none. p_is_replay: the content is not new; it is locked first, what is gone is left alone, and a child stays with its owner.';

create function reconcile.count_placeholders(p_count int)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- A trigger returns nothing to its statement, so the count travels in a setting of the transaction.
  if p_count > 0 then
    perform set_config(
      'reconcile.placeholders',
      (coalesce(nullif(current_setting('reconcile.placeholders', true), '')::int, 0) + p_count)::text,
      true
    );
  end if;
end;
$$;

comment on function reconcile.count_placeholders(int) is 'Adds to the placeholders that this transaction has made, for sync.stage_records.';

create function reconcile.end_references(p_entity text, p_account text, p_ids text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_reference record;
  v_account text;
  v_ids text[];
begin
  for v_reference in
    select e.entity, e.module, coalesce(e.owner_column, 'id') as source, a.attname as name
    from pg_catalog.pg_constraint f
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
    join reconcile.entities e on to_regclass(format('gazelle.%I', e.entity)) = f.conrelid
    where f.confrelid = to_regclass(format('gazelle.%I', p_entity)) and f.contype = 'f' and not a.attnotnull
    order by e.module, e.position, a.attnum
  loop
    for v_account, v_ids in
      execute format(
        'select t.account_id, array_agg(distinct t.%1$I order by t.%1$I)
         from gazelle.%2$I t
         where t.%3$I = any ($1) and t.account_id <> $2 and t.%1$I is not null
         group by t.account_id order by t.account_id', v_reference.source, v_reference.entity, v_reference.name
      ) using p_ids, p_account
    loop
      -- Promotion leaves the reference empty, with its issue.
      perform reconcile.promote(v_reference.module, v_account, v_ids, p_is_replay => true);
    end loop;
    -- What is deleted or refused is not promoted.
    execute format(
      'update gazelle.%1$I t
       set %2$I = null, version = t.version + 1, updated_at = now(), synced_at = now()
       where t.%2$I = any ($1) and t.account_id <> $2', v_reference.entity, v_reference.name
    ) using p_ids, p_account;
  end loop;
end;
$$;

comment on function reconcile.end_references(text, text, text[]) is
  'Ends the references of other accounts to records that an account has taken over: they were placeholders or deleted, to which any account may refer.';

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

-- The parts of a generated promotion that concern other tables. For the foreign key client_id of pianos:
--
--   usable         the column, null where the client is another account's
--   placeholders   other_client_id: the clients that this account does not have, but for placeholders and deleted ones, which belong to none;
--                  missing_client_id: inserts those that no account has; foreign_client_id: the ids of the others
--   counts         (select count(*) from missing_client_id)
--   problems       the issue other_account, where the client is one of foreign_client_id
create function reconcile.parents_sql(p_entity text, out usable text, out placeholders text, out counts text, out problems text)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_is_foreign constant text := 'u.%1$I = any ((select f.ids from %2$I f)::text[])';
begin
  select
    string_agg(
      case
        when c.parent is null then format(', u.%I', c.name)
        else format(e',\n        case when ' || v_is_foreign || ' then null else u.%1$I end as %1$I', c.name, 'foreign_' || c.name)
      end, '' order by c.place
    ),
    -- Once an id, because a page refers to a parent many times. offset 0 keeps each look-up an index probe.
    string_agg(
      format(
        $sql$
  %1$I as materialized (
    select r.id, p.account_id
    from (select distinct u.%2$I as id from usable u where u.%2$I is not null) r
    left join lateral (select p.account_id, p.is_placeholder or p.deleted_at is not null as is_free from %3$s p where p.id = r.id offset 0) p on true
    where p.account_id is distinct from p_account and p.is_free is not true
  ),
  %4$I as (
    insert into %3$s (id, account_id, is_placeholder)
    select r.id, p_account, true
    from %1$I r
    where r.account_id is null%6$s
    order by r.id
    on conflict do nothing
    returning 1
  ),
  %5$I as materialized (
    select array_agg(r.id) as ids from %1$I r where r.account_id is not null
  ),$sql$,
        'other_' || c.name, c.name, c.parent, 'missing_' || c.name, 'foreign_' || c.name,
        -- The parent may be in the same set, as a client that referred another client: then it needs no placeholder.
        case when c.parent = to_regclass(format('gazelle.%I', p_entity)) then ' and r.id not in (select w.id from usable w)' else '' end
      ), '' order by c.place
    ) filter (where c.parent is not null),
    string_agg(format('(select count(*) from %I)', 'missing_' || c.name), ' + ' order by c.place) filter (where c.parent is not null),
    string_agg(
      format(
        $sql$
    union all
    select u.source_id, reconcile.issue('other_account', %3$L, null)
    from usable u
    where (select f.ids from %2$I f) is not null and $sql$ || v_is_foreign, c.name, 'foreign_' || c.name, c.name
      ), '' order by c.place
    ) filter (where c.parent is not null)
  into usable, placeholders, counts, problems
  from reconcile.written_columns(p_entity) c;
end;
$$;

comment on function reconcile.parents_sql(text) is 'The parts of a promotion that concern references: look-ups of parents, placeholders, and references to records of another account.';

create function reconcile.staged_sql(p_entity text, out missing text, out is_listed boolean, out problems text)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_step text;
  v_name text;
  v_items record;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;
  if v_entity.owner_column is null then
    -- The text of a record is checked once, with its root entity, and only where the fetcher has not checked it (has_plain_text).
    -- p_is_marked_promoted spares the look at the staged rows.
    problems := format(
      $sql$
    union all
    select s.external_id, p.issue
    from staging.%1$I s
    cross join lateral jsonb_array_elements(reconcile.check_text(s.raw_data)) p (issue)
    where s.account_id = p_account and s.external_id = any (p_ids) and not p_is_marked_promoted and not s.has_plain_text$sql$, 'stg_' || v_entity.module
    );
    return;
  end if;
  is_listed := v_entity.list is not null;
  missing := reconcile.missing_children_sql(v_entity);
  if is_listed then
    v_step := regexp_replace(v_entity.list, '^.*\.', '');
    v_name := rtrim(v_step, '[]');
    select f.joins into v_items
    from reconcile.items_of(nullif(left(v_entity.list, -length(v_step) - 1), '')) f;
    problems := format(
      $sql$
    union all
    select s.external_id, reconcile.issue('bad_list', %1$L, %2$s -> %3$L)
    from staging.%4$I s%5$s
    where s.account_id = p_account and s.external_id = any (p_ids) and not reconcile.is_list(%2$s -> %3$L)$sql$,
      replace(v_entity.list, '[]', ''), case when v_items.joins = '' then 's.raw_data' else 'i.item' end, v_name, 'stg_' || v_entity.module, v_items.joins
    );
  end if;
end;
$$;

comment on function reconcile.staged_sql(text) is
  'The parts of a promotion that concern the staged record: of a child, what a whole list no longer holds and values that are no list; of a root, text that could not be stored as it came.';

create function reconcile.owners_sql(p_entity text, out newest text, out latest text, out contested text, out unless_newer text)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_asked_at text;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;
  -- A list that an answer lacked is as old as it was; one of the future, of a clock that was set back, is older than any.
  v_asked_at := format('coalesce((%%1$s.lists_at ->> %L)::timestamptz, %%1$s.fetched_at)', rtrim(split_part(v_entity.list, '.', 1), '[]'));
  -- A list may name an id twice: the same one is taken each time.
  latest := case when v_entity.owner_column is not null then ', i' end;
  if not reconcile.can_move(v_entity) then
    return;
  end if;
  newest := format(
    e'\n    join staging.%I n on n.account_id = p_account and n.external_id = i.source_id', 'stg_' || v_entity.module
  );
  latest := format(', %s desc, n.external_id desc, i', format(v_asked_at, 'n'));
  contested := format(
    $sql$
  contested as materialized (
    select u.id, u.source_id, k.owner_id, l.is_listed, h.fetched_at > n.fetched_at or (h.fetched_at = n.fetched_at and p_is_replay) as stays
    from usable u
    -- One after the other: joined freely, all staged records were paired with all, a minute for a page of clients.
    cross join lateral (
      -- Beside the id alone: a condition on the owner would let its partial index be scanned whole, which on an empty table costs as little.
      select c.owner_id, c.is_there
      from (select c.%1$I as owner_id, c.deleted_at is null as is_there from gazelle.%2$I c where c.id = u.id offset 0) c
      where c.owner_id <> u.source_id offset 0
    ) k
    cross join lateral (select %7$s as fetched_at from staging.%3$I r where r.account_id = p_account and r.external_id = k.owner_id offset 0) h
    cross join lateral (select %7$s as fetched_at from staging.%3$I r where r.account_id = p_account and r.external_id = u.source_id offset 0) n
    cross join lateral (select %4$s as is_listed offset 0) l
    where case when l.is_listed then true when k.is_there then %6$s else false end
  ),
  listed as (
    insert into reconcile.listings (account_id, module, entity, external_id, source_id)
    select p_account, %5$L, %2$L, c.id, case when c.stays then c.source_id else c.owner_id end
    from contested c
    where c.is_listed or c.stays
    union
    select p_account, %5$L, %2$L, u.id, i.source_id
    from incoming i
    join usable u on u.id = i.id and u.source_id <> i.source_id
    on conflict do nothing
  ),$sql$,
    v_entity.owner_column, v_entity.entity, 'stg_' || v_entity.module,
    reconcile.lists_sql(v_entity, 'k.owner_id', 'u.id'), v_entity.module, reconcile.may_list_sql(v_entity, 'k.owner_id'),
    format('case when %1$s <= clock_timestamp() then %1$s else ''-infinity'' end', format(v_asked_at, 'r'))
  );
  unless_newer := e'\n      and n.id <> all (array(select c.id from contested c where c.stays))';
end;
$$;

comment on function reconcile.owners_sql(text) is
  'The parts of a promotion that decide whose a child is that several records list: the one whose content was asked for last. Null for what cannot move, but for the order.';

-- What is gone from Gazelle for longer than it is kept leaves production and staging.

create function reconcile.prune_deleted(p_before timestamptz, p_limit int)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_unreferenced text;
  v_ids text[];
  v_count int;
  v_pruned int := 0;
begin
  -- Children and what refers to others go first.
  for v_entity in
    select e.* from reconcile.entities e join sync.modules m using (module) order by m.position desc, e.position desc
  loop
    select coalesce(string_agg(format(' and not exists (select from gazelle.%I c where c.%I = t.id)', c.entity, r.name), ''), '')
    into v_unreferenced
    from reconcile.entities c
    cross join lateral reconcile.references_of(c.entity) r
    where r.parent = v_entity.entity;
    execute format(
      'with due as (
         select t.id from gazelle.%1$I t where t.deleted_at < $1%2$s order by t.id limit $2 for update skip locked
       ), gone as (
         delete from gazelle.%1$I t using due d where t.id = d.id returning t.account_id, t.id
       ), forgotten as (
         delete from reconcile.kept_fields k using gone g where k.account_id = g.account_id and k.entity = %3$L and k.external_id = g.id
       ), unnumbered as (
         delete from reconcile.v5_serials s using gone g where s.account_id = g.account_id and s.entity = %3$L and s.id = g.id
       )
       select array_agg(g.id) from gone g', v_entity.entity, v_unreferenced, v_entity.entity
    ) into v_ids using p_before, p_limit;
    v_pruned := v_pruned + coalesce(cardinality(v_ids), 0);
    continue when v_entity.owner_column is not null;
    execute format(
      'with due as (
         select s.account_id, s.external_id from staging.%1$I s
         where s.gone_at < $1 and not exists (select from gazelle.%2$I t where t.id = s.external_id) order by 1, 2 limit $2 for update skip locked
       )
       delete from staging.%1$I s using due d where s.account_id = d.account_id and s.external_id = d.external_id', 'stg_' || v_entity.module, v_entity.entity
    ) using p_before, p_limit;
    get diagnostics v_count = row_count;
    v_pruned := v_pruned + v_count;
  end loop;
  -- What is staged under another module's id, such as a piano's measurements.
  for v_entity in
    select distinct on (e.module) e.* from reconcile.entities e
    where not exists (select from reconcile.entities o where o.module = e.module and o.owner_column is null)
    order by e.module, e.position
  loop
    execute format(
      'with due as (
         select s.account_id, s.external_id from staging.%1$I s
         where s.gone_at < $1 and not exists (select from gazelle.%2$I t where t.%3$I = s.external_id) order by 1, 2 limit $2 for update skip locked
       )
       delete from staging.%1$I s using due d where s.account_id = d.account_id and s.external_id = d.external_id',
      'stg_' || v_entity.module, v_entity.entity, v_entity.owner_column
    ) using p_before, p_limit;
    get diagnostics v_count = row_count;
    v_pruned := v_pruned + v_count;
  end loop;
  return v_pruned;
end;
$$;

comment on function reconcile.prune_deleted(timestamptz, int) is
  'Removes rows that were deleted before an instant and that no row refers to, with their raw answers; at most p_limit of a table. Answers how many. Of what Gazelle gives again, a new row comes.';

-- Readers of raw values. None raises; null means absent, blank or unreadable, and the view names an issue for the last.

create function reconcile.to_instant(p_value text)
returns timestamptz
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- Only instants with a zone: a local time would be read in the server's zone.
  if p_value !~ '^(19|20|21)[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9](\.[0-9]+)?(Z|[+-][0-9][0-9]:?[0-9][0-9])$' then
    return null;
  end if;
  return p_value::timestamptz;
exception
  when data_exception then
    return null;
end;
$$;

comment on function reconcile.to_instant(text) is 'CoreDateTime (ISO 8601 with Z or an offset, perhaps with a fraction) as timestamptz; null when it is not one.';

create function reconcile.to_date(p_value text)
returns date
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  if p_value !~ '^(17|18|19|20|21)[0-9][0-9]-[0-9][0-9]-[0-9][0-9]$' then
    return null;
  end if;
  return p_value::date;
exception
  when data_exception then
    return null;
end;
$$;

comment on function reconcile.to_date(text) is 'CoreDate (2026-02-03) as date; null when it is not one.';

create function reconcile.to_integer(p_value jsonb)
returns int
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  if jsonb_typeof(p_value) = 'number' and (p_value #>> '{}')::numeric = trunc((p_value #>> '{}')::numeric) then
    return (p_value #>> '{}')::numeric::int;
  end if;
  return null;
exception
  when numeric_value_out_of_range then
    return null;
end;
$$;

comment on function reconcile.to_integer(jsonb) is 'A whole JSON number as int; null when it is not one or does not fit.';

create function reconcile.to_boolean(p_value jsonb)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case p_value when 'true' then true when 'false' then false end;
end;
$$;

comment on function reconcile.to_boolean(jsonb) is 'JSON true or false; null for anything else: null is not false.';

create function reconcile.list(p_value jsonb)
returns setof jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return query
  select n.value
  from jsonb_array_elements(
    case
      when jsonb_typeof(p_value) = 'array' then p_value
      when jsonb_typeof(p_value -> 'nodes') = 'array' then p_value -> 'nodes'
      else '[]'
    end
  ) n (value)
  where jsonb_typeof(n.value) = 'object';
end;
$$;

comment on function reconcile.list(jsonb) is 'The items of a list or of a connection; null nodes are left out, anything else is an empty list.';

create function reconcile.items(p_value jsonb)
returns table (item jsonb, id text)
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return query
  select n.value, reconcile.to_id(n.value)
  from reconcile.list(p_value) n (value);
end;
$$;

comment on function reconcile.items(jsonb) is 'The items of a list or of a connection, each with its id; null where it has none that can be used.';

create function reconcile.plain(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return nullif(
    btrim(regexp_replace(lower(extensions.unaccent('extensions.unaccent', p_text)), '[^a-z0-9]+', ' ', 'g')), ''
  );
end;
$$;

comment on function reconcile.plain(text) is
  'A name without case, accents, hyphens and marks: "Jean-François Côté" is "jean francois cote". Null when nothing is left.';

create function reconcile.to_bigint(p_value jsonb)
returns bigint
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  if jsonb_typeof(p_value) = 'number' and (p_value #>> '{}')::numeric = trunc((p_value #>> '{}')::numeric) then
    return (p_value #>> '{}')::numeric::bigint;
  end if;
  -- JavaScript has no exact number of this size, so it arrives as text.
  if jsonb_typeof(p_value) = 'string' and p_value #>> '{}' ~ '^-?[0-9]{1,19}$' then
    return (p_value #>> '{}')::numeric::bigint;
  end if;
  return null;
exception
  when numeric_value_out_of_range then
    return null;
end;
$$;

comment on function reconcile.to_bigint(jsonb) is 'A whole JSON number, or its digits as text, as bigint; null when it is not one or does not fit.';

create function reconcile.to_number(p_value jsonb)
returns numeric
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when jsonb_typeof(p_value) = 'number' then (p_value #>> '{}')::numeric end;
end;
$$;

comment on function reconcile.to_number(jsonb) is 'A JSON number as numeric; null for anything else.';

create function reconcile.to_json(p_value jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when jsonb_typeof(p_value) in ('object', 'array') and not reconcile.holds_error(p_value) then p_value end;
end;
$$;

comment on function reconcile.to_json(jsonb) is 'An object or a list, as it came; null for anything else.';

create function reconcile.to_object(p_value jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when jsonb_typeof(p_value) = 'object' then p_value end;
end;
$$;

comment on function reconcile.to_object(jsonb) is 'An object, as it came; null for anything else.';

create function reconcile.to_text(p_value jsonb)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when jsonb_typeof(p_value) in ('string', 'number') then nullif(p_value #>> '{}', '') end;
end;
$$;

comment on function reconcile.to_text(jsonb) is
  'JSON text, whole; of a number its digits; null for anything else. Gazelle gives "" and null interchangeably, so both are null.';

create function reconcile.to_texts(p_value jsonb)
returns text[]
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  if jsonb_typeof(p_value) is distinct from 'array' then
    return null;
  end if;
  return array(
    select e.value #>> '{}'
    from jsonb_array_elements(p_value) with ordinality e (value, place)
    where jsonb_typeof(e.value) in ('string', 'number')
    order by e.place
  );
end;
$$;

comment on function reconcile.to_texts(jsonb) is 'A JSON list of texts, a number as its digits; null when it is not a list.';

create function reconcile.to_id(p_value jsonb)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case
    when jsonb_typeof(p_value -> 'id') = 'string' and p_value ->> 'id' ~ '[^\s\u00a0]' and length(p_value ->> 'id') <= 200 then p_value ->> 'id'
  end;
end;
$$;

comment on function reconcile.to_id(jsonb) is
  'The id of a record, or of a reference to one; null when it has none that can be used: text of at most 200 characters, not all blank.';

-- How each kind of value is read from a record, as SQL text. The quick form casts, for records that pass a cheap test; the
-- careful form never raises. A piano of 40 fields takes 60 µs with both, 144 µs with the careful form alone.
create function reconcile.reading_of(
  p_kind text, p_base text, p_path text, out quick text, out careful text, out is_readable text
)
language plpgsql
immutable
set search_path = ''
as $$
declare
  -- A month and a day that every year has. [0-9] throughout: \d also matches digits of other scripts under ICU, as on Supabase.
  c_day constant text := '((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)';
  v_steps constant text[] := string_to_array(p_path, '.');
  v_depth constant int := cardinality(v_steps);
  v_outer constant text := reconcile.step_to(p_base, v_steps[: v_depth - 1]);
  v_json constant text := reconcile.step_to(p_base, v_steps);
  v_text constant text := reconcile.step_to(p_base, v_steps, true);
  -- As reconcile.to_id has it.
  v_is_id constant text := format('%1$s ~ ''[^\s\u00a0]'' and length(%1$s) <= 200', v_text);
begin
  select format(k.quick, v_json, v_text), format(k.careful, v_json, v_text), format(k.is_readable, v_json, v_text, v_outer, v_is_id)
  into strict quick, careful, is_readable
  from (values
    (
      'text', 'nullif(%2$s, '''')', 'reconcile.to_text(%1$s)',
      '(jsonb_typeof(%1$s) in (''string'', ''number'', ''null'')) is not false'
    ), (
      'boolean', '(%2$s)::boolean', 'reconcile.to_boolean(%1$s)',
      '(jsonb_typeof(%1$s) in (''boolean'', ''null'')) is not false'
    ), (
      'integer', '(%2$s)::int', 'reconcile.to_integer(%1$s)',
      '(jsonb_typeof(%1$s) = ''null'' or (jsonb_typeof(%1$s) = ''number'' and %2$s ~ ''^-?[0-9]{1,9}$'')) is not false'
    ), (
      'bigint', '(%2$s)::bigint', 'reconcile.to_bigint(%1$s)',
      '(jsonb_typeof(%1$s) = ''null'' or (jsonb_typeof(%1$s) = ''number'' and %2$s ~ ''^-?[0-9]{1,18}$'')) is not false'
    ), (
      'number', '(%2$s)::numeric', 'reconcile.to_number(%1$s)',
      '(jsonb_typeof(%1$s) in (''number'', ''null'')) is not false'
    ), (
      'date', 'nullif(%2$s, '''')::date', 'reconcile.to_date(%2$s)',
      format('(%%2$s ~ %L) is not false', '^((17|18|19|20|21)[0-9][0-9]-' || c_day || ')?$')
    ), (
      'instant', 'nullif(%2$s, '''')::timestamptz', 'reconcile.to_instant(%2$s)',
      format('(%%2$s ~ %L) is not false', '^((19|20|21)[0-9][0-9]-' || c_day || 'T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?$')
    ), (
      'list', 'case jsonb_typeof(%1$s) when ''array'' then array(select jsonb_array_elements_text(%1$s)) end', 'reconcile.to_texts(%1$s)',
      '(jsonb_typeof(%1$s) = ''null'' or (jsonb_typeof(%1$s) = ''array'' and not %1$s @? ''$[*].type() ? (@ != "string")'')) is not false'
    ), (
      'json', 'nullif(%1$s, ''null'')', 'reconcile.to_json(%1$s)',
      '(jsonb_typeof(%1$s) in (''object'', ''array'', ''null'') and strpos((%1$s)::text, ''[["error"]]'') = 0) is not false'
    ), (
      'object', 'nullif(%1$s, ''null'')', 'reconcile.to_object(%1$s)',
      '(jsonb_typeof(%1$s) in (''object'', ''null'')) is not false'
    ), (
      'id', '%2$s', 'reconcile.to_id(jsonb_build_object(''id'', %1$s))',
      case
        when v_depth = 1 then 'case jsonb_typeof(%1$s) when ''string'' then %4$s else jsonb_typeof(%1$s) = ''null'' end is not false'
        else 'case jsonb_typeof(%1$s) when ''string'' then %4$s else coalesce(jsonb_typeof(%3$s), ''null'') = ''null'' end'
      end
    )
  ) k (kind, quick, careful, is_readable)
  where k.kind = p_kind;
  -- An object that encloses a reference must have an id, so the last step of the path is tested above.
  for n in reverse v_depth - case p_kind when 'id' then 2 else 1 end .. 1 loop
    is_readable := format('(jsonb_typeof(%s) in (''object'', ''null'')) is not false and %s', reconcile.step_to(p_base, v_steps[: n]), is_readable);
  end loop;
end;
$$;

comment on function reconcile.reading_of(text, text, text) is
  'The SQL that reads a value of a kind at a path: quick, where is_readable has found it fit; careful, which never raises.';

create function reconcile.step_to(p_base text, p_steps text[], p_as_text boolean default false)
returns text
language sql
immutable
set search_path = ''
begin atomic
  select case cardinality(p_steps)
    when 0 then p_base
    when 1 then format('%s %s %L', p_base, case when p_as_text then '->>' else '->' end, p_steps[1])
    else format('%s %s %L', p_base, case when p_as_text then '#>>' else '#>' end, p_steps::text)
  end;
end;

comment on function reconcile.step_to(text, text[], boolean) is 'The SQL of a path into a jsonb value.';

-- Records that wait or were refused are promoted again, at once.

create function reconcile.retry(p_module text, p_account text, p_id text)
returns text
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_status text;
begin
  perform reconcile.refresh(p_module);
  perform reconcile.promote(p_module, p_account, array[p_id], p_is_replay => true);
  execute format('select s.status from staging.%I s where s.account_id = $1 and s.external_id = $2', 'stg_' || p_module)
  into v_status using p_account, p_id;
  return v_status;
end;
$$;

comment on function reconcile.retry(text, text, text) is
  'Promotes one record again; answers promoted, rejected or pending, and null when it is not staged.';

create function reconcile.retry_all(p_module text, p_account text, p_ids text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_written int;
  v_left int;
begin
  v_written := reconcile.promote(p_module, p_account, p_ids, p_is_replay => true);
  execute format(
    'select count(*) from staging.%I where account_id = $1 and external_id = any ($2) and status <> ''promoted''', 'stg_' || p_module
  ) into v_left using p_account, p_ids;
  return jsonb_build_object('tried', cardinality(p_ids), 'promoted', cardinality(p_ids) - v_left, 'rejected', v_left, 'written', v_written);
end;
$$;

comment on function reconcile.retry_all(text, text, text[]) is
  'Promotes records again; answers how many were tried, are promoted, are still refused or waiting, and were written. The caller has called reconcile.refresh.';

-- Promotion without Gazelle: of what waits, each night, and of everything after a rule has changed.

create function reconcile.free_references(p_module text, p_account text, p_limit int)
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  v_reference record;
  v_some text[];
  v_ids text[] := '{}';
begin
  if not exists (select from sync.accounts a where a.account_id <> p_account) then
    return v_ids;
  end if;
  for v_reference in
    select e.entity, c.name, c.parent
    from reconcile.entities e
    cross join lateral reconcile.written_columns(e.entity) c
    where e.module = p_module and c.parent is not null
    order by e.position, c.place
  loop
    -- By the partial index of what has issues; offset 0 keeps the look-ups index probes.
    execute format(
      'select array_agg(distinct r.source_id)
       from (
         select s.external_id from staging.%1$I s
         where s.account_id = $1 and s.issues is not null and s.status = ''promoted'' and s.gone_at is null
           and s.issues @> jsonb_build_array(jsonb_build_object(''rule'', ''other_account'', ''field'', %3$L::text))
         offset 0
       ) s
       cross join lateral (
         select v.source_id, v.id, v.%3$I as parent_id from reconcile.%2$I v where v.account_id = $1 and v.source_id = s.external_id offset 0
       ) r
       cross join lateral (select from gazelle.%2$I t where t.id = r.id and t.account_id = $1 and t.%3$I is null offset 0) t
       where r.parent_id is not null and not exists (
         select from %4$s p where p.id = r.parent_id and p.account_id <> $1 and not p.is_placeholder and p.deleted_at is null offset 0
       )', 'stg_' || p_module, v_reference.entity, v_reference.name, v_reference.parent
    ) into v_some using p_account;
    v_ids := v_ids || coalesce(v_some, '{}');
  end loop;
  return array(select distinct i.id from unnest(v_ids) i (id) order by 1 limit p_limit);
end;
$$;

comment on function reconcile.free_references(text, text, int) is
  'Promoted records with a reference that was left empty as it was to a record of another account, and is to one of their own, or nobody''s, by now.';

create function reconcile.run_module(p_module text, p_account text, p_limit int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[];
begin
  perform reconcile.refresh(p_module);
  execute format(
    'select array_agg(external_id) from (
       select external_id from staging.%I where account_id = $1 and status <> ''promoted'' and gone_at is null
       order by processed_at nulls first limit $2
     ) w', 'stg_' || p_module
  ) into v_ids using p_account, p_limit;
  v_ids := v_ids || reconcile.free_references(p_module, p_account, p_limit);
  if cardinality(v_ids) = 0 then
    return null;
  end if;
  return reconcile.retry_all(p_module, p_account, v_ids);
end;
$$;

comment on function reconcile.run_module(text, text, int) is
  'Tries again what is pending or refused of one module and account, and references that were another account''s (reconcile.free_references); answers how many records were tried, are still refused, and were written, null where nothing waits.';

create function reconcile.run(p_module text default null, p_account text default null, p_limit int default 1000)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_account text;
  v_module text;
  v_done jsonb;
  v_tried int := 0;
  v_written int := 0;
  v_left int := 0;
  v_failed jsonb := '{}'::jsonb;
begin
  if p_module is not null and not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', p_module using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
  perform reconcile.forget_job_errors('reconcile', p_module, p_account);
  delete from reconcile.missing_children v where v.status = 'gone' and v.missing_since < now() - interval '1 day';
  for v_account, v_module in
    select a.account_id, m.module
    from sync.accounts a, sync.modules m
    where case when p_account is null then a.paused_at is null else a.account_id = p_account end and m.module = coalesce(p_module, m.module)
    order by a.account_id, m.position
  loop
    -- One module at fault must not undo what was done for the others.
    begin
      v_done := reconcile.run_module(v_module, v_account, p_limit);
      v_tried := v_tried + coalesce((v_done ->> 'tried')::int, 0);
      v_left := v_left + coalesce((v_done ->> 'rejected')::int, 0);
      v_written := v_written + coalesce((v_done ->> 'written')::int, 0);
    exception
      when others or query_canceled then
        -- A call for one module raises its error; a call for all records it.
        if p_module is not null then
          raise;
        end if;
        perform reconcile.note_job_error('reconcile', v_module, v_account, sqlerrm);
        v_failed := v_failed || jsonb_build_object(v_account || ' ' || v_module, sqlerrm);
        -- The time is over for those that follow too.
        exit when sqlstate = '57014';
    end;
  end loop;
  return jsonb_build_object('tried', v_tried, 'promoted', v_tried - v_left, 'rejected', v_left, 'written', v_written)
    || case when v_failed = '{}' then '{}' else jsonb_build_object('failed', v_failed) end;
end;
$$;

comment on function reconcile.run(text, text, int) is
  'Tries again what is pending or refused, up to p_limit records a module: of one account, or of every account that is not paused. Where all modules are asked for, what fails undoes nothing of the others: it is in "failed" and in reconcile.job_errors. The triggers do the rest as pages land.';

create function reconcile.replay(p_module text, p_account text default 'main', p_after text default '', p_limit int default 1000)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_ids text[];
  v_written int := 0;
begin
  if not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', p_module using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
  perform reconcile.refresh(p_module);
  execute format(
    'select array_agg(external_id order by external_id) from (
       select external_id from staging.%I where account_id = $1 and external_id > $2 and gone_at is null
       order by external_id limit $3
     ) w', 'stg_' || p_module
  ) into v_ids using p_account, p_after, p_limit;
  if v_ids is not null then
    v_written := reconcile.promote(p_module, p_account, v_ids, p_is_replay => true);
  end if;
  return jsonb_build_object(
    'tried', coalesce(cardinality(v_ids), 0),
    'written', v_written,
    'after', v_ids[cardinality(v_ids)]
  );
end;
$$;

comment on function reconcile.replay(text, text, text, int) is
  'Promotes a slice of staging again, without calling Gazelle: after a rule, a policy or a view has changed. Call it with the answer''s "after" until tried is 0.';
select cron.schedule('gazelle-reconcile', '20 8 * * *', 'select reconcile.run()');

-- Soft delete, the only deletion in production: a record and its children are marked, never removed.

create function reconcile.lock_records(p_module text, p_account text, p_ids text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_root constant text := (select e.entity from reconcile.entities e where e.module = p_module and e.owner_column is null);
begin
  perform reconcile.lock_staged(p_module, p_account, p_ids);
  -- A placeholder has nothing in staging: a page that fills it is met here. Who refers to one is not.
  if v_root is not null then
    execute format(
      'select from gazelle.%I t where t.account_id = $1 and t.id = any ($2) order by t.id for no key update', v_root
    ) using p_account, p_ids;
  end if;
end;
$$;

comment on function reconcile.lock_records(text, text, text[]) is
  'Locks staged records and then those of production until the end of the transaction: what is read next is what every page before has committed.';

create function reconcile.soft_delete(p_module text, p_account text, p_ids text[], p_at timestamptz default now())
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_count int;
  v_deleted int := 0;
begin
  execute format(
    'update staging.%I set gone_at = $3 where account_id = $1 and external_id = any ($2) and gone_at is null', 'stg_' || p_module
  ) using p_account, p_ids, p_at;

  -- What another living record lists is not deleted with them.
  perform reconcile.reassign_children(p_module, p_account, p_ids);
  for v_entity in select * from reconcile.entities e where e.module = p_module order by e.position loop
    execute format(
      'update gazelle.%I t
       set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
       where t.account_id = $1 and t.%I = any ($2) and t.deleted_at is null',
      v_entity.entity, coalesce(v_entity.owner_column, 'id')
    ) using p_account, p_ids;
    get diagnostics v_count = row_count;
    v_deleted := v_deleted + v_count;
  end loop;
  -- What went with its owner is neither held nor restored.
  delete from reconcile.missing_children v
  using reconcile.entities e
  where e.entity = v.entity and e.module = p_module and v.account_id = p_account and v.owner_id = any (p_ids);
  return v_deleted;
end;
$$;

comment on function reconcile.soft_delete(text, text, text[], timestamptz) is
  'Marks records and their children as deleted, and their staged content as gone; answers the production rows. p_at: since when they are gone. A record that returns is restored by its next staging.';

create function reconcile.delete_placeholders(p_module text, p_account text, p_before timestamptz, p_is_by_id boolean)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_is_unread boolean;
  v_count int;
  v_deleted int := 0;
begin
  for v_entity in
    select * from reconcile.entities e
    where e.module = p_module and (e.owner_column is not null and e.list is not null or e.owner_column is null and not p_is_by_id)
    order by e.position
  loop
    if v_entity.owner_column is not null then
      -- It may stand in a record that is refused or waits, or in a list that could not be read.
      execute format(
        'select exists (select from staging.%1$I s where s.account_id = $1 and s.status <> ''promoted'' and s.gone_at is null)
           or exists (
             select from staging.%1$I s cross join lateral jsonb_array_elements(s.issues) i (issue)
             where s.account_id = $1 and s.issues is not null and s.gone_at is null
               and i.issue ->> ''rule'' = ''bad_list'' and starts_with($2, i.issue ->> ''field'')
           )', 'stg_' || p_module
      ) into v_is_unread using p_account, replace(v_entity.list, '[]', '');
      continue when v_is_unread;
    end if;
    execute format(
      'with due as (
         select t.id from gazelle.%1$I t
         where t.account_id = $1 and t.is_placeholder and t.deleted_at is null and t.created_at < $2%2$s
         order by t.id for no key update
       )
       update gazelle.%1$I t
       set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
       from due d
       where t.id = d.id', v_entity.entity,
      case
        when v_entity.owner_column is null then format(
          ' and not exists (select from staging.%I s where s.account_id = $1 and s.external_id = t.id and s.gone_at is null)', 'stg_' || p_module
        )
        else ''
      end
    ) using p_account, p_before;
    get diagnostics v_count = row_count;
    v_deleted := v_deleted + v_count;
  end loop;
  return v_deleted;
end;
$$;

comment on function reconcile.delete_placeholders(text, text, timestamptz, boolean) is
  'Marks as deleted the placeholders of children, and, unless p_is_by_id, of a module''s records, that were made before an instant; answers how many. A list that has one brings it back.';

-- Gazelle leaves no tombstone and no link after a merge; the children's new owner shows the successor.
create function reconcile.successor_of(p_module text, p_account text, p_id text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_child reconcile.entities;
  v_owners text[];
begin
  -- Children keep their ids when records are merged, so that the one owner of all its known children is its successor.
  for v_child in
    select c.*
    from reconcile.entities c
    join pg_catalog.pg_constraint f
      on f.conrelid = format('gazelle.%I', c.entity)::regclass and f.contype = 'f'
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum] and a.attname = c.owner_column
    join reconcile.entities r
      on r.module = p_module and r.owner_column is null and format('gazelle.%I', r.entity)::regclass = f.confrelid
    order by c.position
  loop
    execute format(
      'select array_agg(distinct t.%2$I)
       from reconcile.%1$I v
       join gazelle.%1$I t on t.id = v.id
       where v.account_id = $1 and v.source_id = $2 and t.%2$I <> $2 and t.deleted_at is null',
      v_child.entity, v_child.owner_column
    ) into v_owners using p_account, p_id;
    if cardinality(v_owners) = 1 then
      return v_owners[1];
    end if;
  end loop;
  return null;
end;
$$;

comment on function reconcile.successor_of(text, text, text) is
  'The record that a vanished one was merged into: the one owner of all children that it had. Null when there is none or more than one.';

-- The view that reads an entity from staging, written from its table: a column for each column, an issue for each value that
-- cannot be read. Nothing it reads goes unchecked, since the check is written from the same list.
create function reconcile.items_of(p_list text, out joins text, out enclosing text)
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_steps constant text[] := string_to_array(replace(p_list, '[]', ''), '.');
  v_depth constant int := coalesce(cardinality(v_steps), 0);
  v_outer text := 's.raw_data';
begin
  joins := '';
  for n in 1 .. v_depth loop
    joins := joins || format(
      e'\ncross join lateral reconcile.items(%s -> %L) %s', v_outer, v_steps[n], case when n = v_depth then 'i' else 'o' || n end
    );
    v_outer := 'o' || n || '.item';
  end loop;
  enclosing := case when v_depth > 1 then format('o%s', v_depth - 1) end;
end;
$$;

comment on function reconcile.items_of(text) is 'The joins that lead from a staged record to the items of a list in it, and what encloses an item of a list inside a list.';

create function reconcile.expression_of(
  p_base text, p_kind text, p_paths text[], p_source text, p_enclosing text, out expression text, out is_readable text
)
language plpgsql
immutable
set search_path = ''
as $$
begin
  case p_source
    when 'owner' then expression := 's.external_id';
    when 'enclosing' then expression := p_enclosing || '.id';
    else
      select string_agg(format('case when r.is_readable then %s else %s end', v.quick, v.careful), ', '), string_agg(v.is_readable, e'\n    and ')
      into expression, is_readable
      from unnest(p_paths) p (path)
      cross join lateral reconcile.reading_of(case when cardinality(p_paths) > 1 then 'text' else p_kind end, p_base, p.path) v;
      -- Several paths make one list, such as the ten custom fields of a client.
      if cardinality(p_paths) > 1 then
        expression := format('array[%s]', expression);
      end if;
  end case;
end;
$$;

comment on function reconcile.expression_of(text, text, text[], text, text) is 'The SQL of one column of a generated view, and the cheap test of the fields it reads.';

create function reconcile.view_name(p_entity reconcile.entities)
returns text
language sql
immutable
set search_path = ''
begin atomic
  select case when p_entity.derived is null then p_entity.entity else p_entity.entity || '_fields' end;
end;

comment on function reconcile.view_name(reconcile.entities) is 'The generated view of an entity.';

create function reconcile.view_columns(p_entity reconcile.entities, p_expressions jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  -- A hand-written view selects from this one, and create or replace view may neither move nor retype a column: new columns come
  -- last, and a column that its table no longer has is null until the hand-written view is replaced.
  return (
    select coalesce(string_agg(
      format(e',\n  %s as %I', coalesce(p_expressions ->> name, 'null::' || o.type), name),
      '' order by o.place, c.place
    ), '')
    from (
      select f.name, f.place
      from reconcile.columns_of(p_entity.entity) with ordinality f (name, type, kind, paths, source, policy, parent, place)
      where p_expressions ? f.name
    ) c
    full join (
      select a.attname::text as name, a.attnum as place, format_type(a.atttypid, a.atttypmod) as type
      from pg_catalog.pg_attribute a
      where p_entity.derived is not null and a.attrelid = to_regclass(format('reconcile.%I', reconcile.view_name(p_entity)))
        and a.attname <> all (array['account_id', 'source_id', 'id', 'raw', 'field_issues'])
    ) o using (name)
  );
end;
$$;

comment on function reconcile.view_columns(reconcile.entities, jsonb) is 'The columns of a generated view that stand for a column of its table, as SQL text.';

create function reconcile.view_of(p_entity text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_base text;
  v_joins text;
  v_id text := 's.external_id';
  v_enclosing text;
  v_expressions jsonb;
  v_tests text;
  v_types jsonb;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;
  v_base := case when v_entity.list is null then 's.raw_data' else 'i.item' end;
  select f.joins, f.enclosing into v_joins, v_enclosing from reconcile.items_of(v_entity.list) f;
  if v_entity.list is not null then
    v_id := case
      when v_entity.key is null then 'i.id'
      else format('s.external_id || ''/'' || reconcile.to_id(%s)', reconcile.step_to('i.item', string_to_array(v_entity.key, '.')))
    end;
  end if;

  select
    jsonb_object_agg(c.name, x.expression) filter (where x.expression is not null),
    coalesce(string_agg(x.is_readable, e'\n    and ' order by c.place), 'true'),
    coalesce(jsonb_object_agg(p.path, case when cardinality(c.paths) > 1 then 'text' else c.kind end) filter (where p.n is not null), '{}')
  into v_expressions, v_tests, v_types
  from reconcile.columns_of(p_entity) with ordinality c (name, type, kind, paths, source, policy, parent, place)
  left join lateral unnest(c.paths) with ordinality p (path, n) on c.source = 'field'
  left join lateral reconcile.expression_of(v_base, c.kind, c.paths, c.source, v_enclosing) x on coalesce(p.n, 1) = 1
  where c.source <> 'derived';

  return format(
    $sql$create or replace view reconcile.%1$I with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  %2$s as id,
  %3$scase when r.is_readable then null else reconcile.%4$s end as %5$I%6$s
from staging.%7$I s%8$s
cross join lateral (
  select
    %9$s as is_readable
  offset 0
) r$sql$,
    reconcile.view_name(v_entity),
    v_id,
    case when v_entity.derived is null then '' else format(e'%s as raw,\n  ', v_base) end,
    case
      when v_entity.list is null then format('check_values(s.raw_data, %L)', v_types)
      else format('check_child(%L, %s, i.item, %L)', replace(v_entity.list, '[]', ''), v_id, v_types)
    end,
    case when v_entity.derived is null then 'issues' else 'field_issues' end,
    reconcile.view_columns(v_entity, v_expressions),
    'stg_' || v_entity.module,
    v_joins,
    case when v_entity.list is null then v_tests else v_id || e' is not null\n    and ' || v_tests end
  );
end;
$$;

comment on function reconcile.view_of(text) is
  'The statement that makes the view of an entity: reconcile.<entity>, or reconcile.<entity>_fields where a hand-written view adds derived columns. Select it to read it.';

-- When a list inside a record proves that what is not in it is gone.
create function reconcile.whole(p_list text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_step constant text := split_part(p_list, '.', 1);
  v_rest constant text := nullif(substr(p_list, length(v_step) + 2), '');
  v_name constant text := rtrim(v_step, '[]');
  v_nodes constant text := format(case when v_step like '%[]' then '$.%s' else '$.%s.nodes' end, v_name);
begin
  -- A connection with a next page, or with an item that Gazelle gave as null, proves no absence. type() stands outside the
  -- filter, because a filter would unwrap an item that is itself a list.
  return format('%1$s.type() == "array" && !exists(%1$s[*].type() ? (@ != "object"))', v_nodes)
    -- The type first: a comparison with what is no boolean is unknown, and a filter drops what is unknown.
    || case when v_step like '%[]' then '' else format(' && $.%1$s.pageInfo.hasNextPage.type() == "boolean" && $.%1$s.pageInfo.hasNextPage == false', v_name) end
    -- Nor does a list one of whose items has a list that is not whole.
    || case when v_rest is null then '' else format(' && !exists(%s[*] ? (!(%s)))', v_nodes, replace(reconcile.whole(v_rest), '$', '@')) end;
end;
$$;

comment on function reconcile.whole(text) is
  'A jsonpath that is true of a record whose list is there to its end: a connection, or with [] a plain list; for a.b, the list b inside each item of a.';

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
