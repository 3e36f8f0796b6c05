-- Written by `npm run generate:migrations` from supabase/: schemas/reconcile/rules.sql, schemas/reconcile/field_policies.sql, schemas/reconcile/mirror.sql, schemas/reconcile/entities.sql, schemas/reconcile/add_entity.sql, schemas/reconcile/check_text.sql, schemas/reconcile/check_values.sql, schemas/reconcile/issue.sql, schemas/reconcile/prepare.sql, schemas/reconcile/promote.sql, schemas/reconcile/promotion_of.sql, schemas/reconcile/readers.sql, schemas/reconcile/run.sql. Do not edit.

-- Rules that hold for every module; a module adds its own in its file.

create table reconcile.rules (
  rule text primary key,
  severity text not null constraint severity_is_known check (severity in ('warning', 'fatal')),
  sentence text not null
);

comment on table reconcile.rules is 'What can be wrong with a record. warning: promoted, without what cannot be read; fatal: refused, stays in staging.';
comment on column reconcile.rules.sentence is 'The rule in words, for whoever reads the reject.';

alter table reconcile.rules enable row level security;

insert into reconcile.rules (rule, severity, sentence) values
  ('bad_instant', 'warning', 'Not an instant such as 2026-02-03T20:56:01Z between the years 1900 and 2200.'),
  ('bad_date', 'warning', 'Not a date such as 2026-02-03 between the years 1700 and 2200.'),
  ('bad_integer', 'warning', 'Not a whole number.'),
  ('bad_boolean', 'warning', 'Neither true nor false.'),
  ('bad_text', 'warning', 'Not text.'),
  ('bad_list', 'warning', 'Not a list.'),
  ('bad_reference', 'warning', 'Not a reference with an id.'),
  ('long_text', 'warning', 'Text of more than a million characters; kept whole.'),
  ('lost_character', 'warning', 'Text held a character that Postgres cannot store (NUL); it is shown as U+FFFD.'),
  ('other_account', 'warning', 'Refers to a record of another account; the reference is left empty.'),
  ('child_without_id', 'fatal', 'An item of a list has no usable id; the rest of the record is promoted.'),
  ('id_of_other_account', 'fatal', 'The id belongs to a record of another account.'),
  ('failed_promotion', 'fatal', 'Promotion failed for a reason that no rule foresaw; see last_error.');

-- Which fields Gazelle may overwrite, since a blank once erased what people had written.

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

-- Which production tables there are, so that promotion needs no name.

create table reconcile.entities (
  entity text primary key,
  module text not null references sync.modules,
  position smallint not null,
  owner_column text,
  whole_when jsonpath,
  promotion text,
  constraint children_have_both check ((owner_column is null) = (whole_when is null))
);

comment on table reconcile.entities is 'The production tables of each module, in the order of promotion. Filled by reconcile.add_entity.';
comment on column reconcile.entities.owner_column is 'For a child: the column that names the staged record it came in.';
comment on column reconcile.entities.whole_when is
  'For a child: true of a raw record whose list is whole. Only then is a child missing from the list gone.';

comment on column reconcile.entities.promotion is
  'The statement that promotes it, kept because writing it takes longer than running it (4 ms); see reconcile.prepare.';

alter table reconcile.entities enable row level security;

-- A production table becomes an entity: shared columns, row-level security and rights follow from one call.

create function reconcile.add_entity(
  p_entity text,
  p_module text,
  p_position int,
  p_owner_column text default null,
  p_whole_when jsonpath default null
)
returns text
language plpgsql
set search_path = ''
as $$
begin
  insert into reconcile.entities (entity, module, position, owner_column, whole_when)
  values (p_entity, p_module, p_position, p_owner_column, p_whole_when);

  execute format(
    'alter table gazelle.%I
       add column is_placeholder boolean not null default false,
       add column deleted_at timestamptz,
       add column version int not null default 1,
       add column created_at timestamptz not null default now(),
       add column updated_at timestamptz not null default now(),
       add column synced_at timestamptz', p_entity
  );
  execute format('alter table gazelle.%I inherit reconcile.mirror', p_entity);
  execute format('create index on gazelle.%I (id) where is_placeholder', p_entity);
  execute format('alter table gazelle.%I enable row level security', p_entity);
  execute format('create policy read_all on gazelle.%I for select to authenticated using (true)', p_entity);
  execute format('grant select on gazelle.%I to authenticated', p_entity);
  execute (
    select string_agg(
      format('comment on column gazelle.%I.%I is %L;', p_entity, a.attname, pg_catalog.col_description(a.attrelid, a.attnum)), e'\n'
    )
    from pg_catalog.pg_attribute a
    where a.attrelid = 'reconcile.mirror'::regclass and pg_catalog.col_description(a.attrelid, a.attnum) is not null
  );
  return format('gazelle.%s is promoted from reconcile.%s.', p_entity, p_entity);
end;
$$;

comment on function reconcile.add_entity(text, text, int, text, jsonpath) is
  'Makes a table of schema gazelle an entity: shared columns, row-level security, registration. Called once, in its module''s migration.';

create function reconcile.whole(p_list text, p_inner text default null)
returns jsonpath
language plpgsql
immutable
set search_path = ''
as $$
begin
  -- A page that goes on, or an item that Gazelle gave as null, proves nothing about what is not in it.
  return (
    format(
      '$.%1$s.nodes.type() == "array" && $.%1$s.pageInfo.hasNextPage == false', p_list
    ) || case
      when p_inner is null then format(' && !exists($.%s.nodes[*] ? (@.type() != "object"))', p_list)
      else format(
        ' && !exists($.%1$s.nodes[*] ? (!(@.%2$s.nodes.type() == "array" && @.%2$s.pageInfo.hasNextPage == false)))
          && !exists($.%1$s.nodes[*].%2$s.nodes[*] ? (@.type() != "object"))', p_list, p_inner
      )
    end
  )::jsonpath;
end;
$$;

comment on function reconcile.whole(text, text) is
  'For reconcile.add_entity: true of a record whose connection (or the connection inside each item of it) is there to its end.';

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

-- Types of a record's fields: one jsonpath proves a good record, and only a bad one is looked at field by field.

create function reconcile.readable(p_types jsonb)
returns jsonpath
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- The planner folds a call with constant types into a constant, so a whole record costs one jsonpath: 5 µs, not 100.
  return (
    select coalesce(
      string_agg(
        format(
          '(!exists($.%1$I) || $.%1$I.type() == "null" || %2$s)', t.key,
          -- A comparison looks into a list, so the type comes first. Regular expressions: datetime() takes 2026-2-3 too.
          replace(
            case t.value #>> '{}'
              when 'text' then '$.?.type() == "string"'
              when 'boolean' then '$.?.type() == "boolean" || $.?.type() == "string" && $.? == ""'
              when 'list' then '$.?.type() == "array" || $.?.nodes.type() == "array" || $.?.type() == "string" && $.? == ""'
              when 'reference' then
                '$.?.type() == "object" && $.?.id.type() == "string" && $.?.id != "" || $.?.type() == "string" && $.? == ""'
              when 'integer' then
                '$.?.type() == "number" && $.?.floor() == $.? && $.?.abs() < 2147483648 || $.?.type() == "string" && $.? == ""'
              when 'instant' then
                '$.?.type() == "string" && ($.? == "" || $.? like_regex "^(19|20|21)[0-9]{2}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$")'
              when 'date' then
                '$.?.type() == "string" && ($.? == "" || $.? like_regex "^(17|18|19|20|21)[0-9]{2}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$")'
            end,
            '$.?', format('$.%I', t.key)
          )
        ), ' && '
      ), 'true'
    )::jsonpath
    from jsonb_each(p_types) t
  );
end;
$$;

comment on function reconcile.readable(jsonb) is
  'A jsonpath that is true of a record whose fields all have the given types, and of no other; what it does not prove, reconcile.check_values looks at.';

create function reconcile.check_values(p_raw jsonb, p_types jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return (
    select jsonb_agg(reconcile.issue('bad_' || (t.value #>> '{}'), t.key, p_raw -> t.key) order by t.key)
    from jsonb_each(p_types) t
    where p_raw -> t.key not in ('null', '""')
      and not coalesce(
        case t.value #>> '{}'
          when 'text' then jsonb_typeof(p_raw -> t.key) = 'string'
          when 'boolean' then jsonb_typeof(p_raw -> t.key) = 'boolean'
          when 'list' then 'array' in (jsonb_typeof(p_raw -> t.key), jsonb_typeof(p_raw -> t.key -> 'nodes'))
          when 'reference' then reconcile.to_id(p_raw -> t.key) is not null
          when 'integer' then reconcile.to_integer(p_raw -> t.key) is not null
          when 'instant' then reconcile.to_instant(p_raw ->> t.key) is not null
          when 'date' then reconcile.to_date(p_raw ->> t.key) is not null
        end, false
      )
  );
end;
$$;

comment on function reconcile.check_values(jsonb, jsonb) is
  'Issues of a record, given the type of each field that is read: text, boolean, integer, instant, date, reference or list. Null when there is none; a blank is no issue.';

create function reconcile.check_child(p_list text, p_item jsonb, p_types jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case
    when sync.has_id(p_item) then reconcile.check_values(p_item, p_types)
    else jsonb_build_array(reconcile.issue('child_without_id', p_list, p_item))
  end;
end;
$$;

comment on function reconcile.check_child(text, jsonb, jsonb) is 'Issues of an item of a list of a record; an item without an id is refused alone.';

-- One form for all that can be wrong with a record.

create function reconcile.issue(p_rule text, p_field text, p_value jsonb default null)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'rule', p_rule,
    'field', p_field,
    'value', case when length(p_value::text) > 200 then to_jsonb(left(p_value::text, 200) || '…') else p_value end
  );
end;
$$;

comment on function reconcile.issue(text, text, jsonb) is 'An issue {rule, field, value}, the value cut at 200 characters.';

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

-- Promotion statements are kept and written anew when a view or a policy has changed.

create function reconcile.prepare(p_module text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update reconcile.entities e
  set promotion = p.statement
  from (
    select e.entity, reconcile.promotion_of(e.entity) as statement
    from reconcile.entities e
    where e.module = coalesce(p_module, e.module)
  ) p
  where p.entity = e.entity and e.promotion is distinct from p.statement;
end;
$$;

comment on function reconcile.prepare(text) is
  'Writes the promotion statements anew from views, foreign keys and policies. Called when a run begins and when a policy changes; writes only what differs.';

create function reconcile.policies_changed()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  update reconcile.entities set promotion = null where promotion is not null;
  return null;
end;
$$;

comment on function reconcile.policies_changed() is 'A changed policy counts from the next page on.';

create trigger policies_changed
after insert or update or delete or truncate on reconcile.field_policies
for each statement execute function reconcile.policies_changed();

-- From staging to production, a set at a time. No input makes it fail: what is refused stays in staging.

create function reconcile.promote(p_module text, p_account text, p_ids text[])
returns int
language plpgsql
set search_path = ''
-- Compiling the statement takes a hundred times longer than running it, where the server has a compiler and no statistics.
set jit = off
as $$
declare
  v_entity text;
  v_statement text;
  v_made int;
  v_changed int;
  v_problems jsonb;
  v_owner text;
  v_issues jsonb := '{}'::jsonb;
  v_texts jsonb;
  v_refused text[] := '{}'::text[];
  v_stopped text[] := '{}'::text[];
  v_placeholders int := 0;
  v_written int := 0;
  v_state text;
  v_message text;
  v_half int := cardinality(p_ids) / 2;
  v_is_row boolean;
  v_has_any boolean;
begin
  begin
    for v_entity, v_owner, v_statement in
      select e.entity, e.owner_column, e.promotion from reconcile.entities e where e.module = p_module order by e.position
    loop
      -- Most pages of automatic e-mails have no readings: to look is cheaper than to plan the statement (2 ms).
      if v_owner is not null then
        execute format(
          'select exists (select from reconcile.%1$I v where v.account_id = $1 and v.source_id = any ($2))
             or exists (select from gazelle.%1$I t where t.%2$I = any ($2) and t.deleted_at is null)', v_entity, v_owner
        ) into v_has_any using p_account, p_ids;
        continue when not v_has_any;
      end if;
      execute coalesce(v_statement, reconcile.promotion_of(v_entity))
      into v_made, v_changed, v_problems
      using p_account, p_ids, v_stopped;
      v_placeholders := v_placeholders + v_made;
      v_written := v_written + v_changed;
      if v_problems is not null then
        select v_issues || jsonb_object_agg(p.key, coalesce(v_issues -> p.key, '[]') || p.value),
          v_refused || coalesce(array_agg(p.key) filter (where reconcile.is_refused(p.value)), '{}')
        into v_issues, v_refused
        from jsonb_each(v_problems) p;
        -- Children of a refused record would only make a placeholder of it; a refused child stops nobody.
        if v_owner is null then
          v_stopped := v_refused;
        end if;
      end if;
    end loop;

    -- offset 0: the cheap look decides which few rows get the thorough one.
    execute format(
      'select jsonb_object_agg(c.external_id, c.issues)
       from (
         select w.external_id, reconcile.check_text(w.raw_data) as issues
         from (
           select s.external_id, s.raw_data
           from (
             select r.external_id, r.raw_data, r.raw_data::text as raw
             from staging.%I r
             where r.account_id = $1 and r.external_id = any ($2)
             offset 0
           ) s
           where length(s.raw) > 1000000 or s.raw like ''%%'' || U&''\FFFD'' || ''%%''
           offset 0
         ) w
         offset 0
       ) c
       where c.issues is not null', 'stg_' || p_module
    ) into v_texts using p_account, p_ids;
    select v_issues || coalesce(jsonb_object_agg(t.key, coalesce(v_issues -> t.key, '[]') || t.value), '{}')
    into v_issues
    from jsonb_each(v_texts) t;
  exception
    when others then
      get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
      -- The machine's trouble, not the row's: the page fails as a whole and is sent again.
      if left(v_state, 2) in ('40', '53', '55', '57', '58', 'XX') or v_state = '54001' then
        raise;
      end if;
      -- A bad row: halve the set until it is alone. Anything else is our code or schema, and the set waits for its repair.
      v_is_row := left(v_state, 2) in ('22', '23', '54', 'P0', 'GZ');
      if v_is_row and v_half > 0 then
        return reconcile.promote(p_module, p_account, p_ids[: v_half])
          + reconcile.promote(p_module, p_account, p_ids[v_half + 1 :]);
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
        v_state || ': ' || v_message,
        case when v_is_row then jsonb_build_array(reconcile.issue('failed_promotion', null, to_jsonb(v_state))) end;
      return 0;
  end;

  -- Only rows whose note is not right yet, and refused ones, whose turn has passed: a page without issues is not written again.
  -- Staging counted the first attempt, when it wrote the row as promoted.
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

  -- A trigger cannot answer, so the count goes through the transaction.
  perform set_config(
    'reconcile.placeholders',
    (coalesce(nullif(current_setting('reconcile.placeholders', true), '')::int, 0) + v_placeholders)::text,
    true
  );
  return v_written;
end;
$$;

comment on function reconcile.promote(text, text, text[]) is
  'Promotes a set of staged records through the views of its module; answers the production rows written. No input makes it fail: refused rows stay in staging, rejected, with their issues.';

-- The statement that promotes an entity follows from its view, its foreign keys and its policies.

create function reconcile.columns_of(p_entity text)
returns table (name text, policy text, parent regclass)
language sql
stable
set search_path = ''
begin atomic
  select a.attname::text, coalesce(p.policy, 'mirror'), f.confrelid::regclass
  from pg_catalog.pg_attribute a
  left join reconcile.field_policies p on p.entity = p_entity and p.field = a.attname
  left join pg_catalog.pg_attribute t
    on t.attrelid = format('gazelle.%I', p_entity)::regclass and t.attname = a.attname
  left join pg_catalog.pg_constraint f
    on f.conrelid = t.attrelid and f.contype = 'f' and f.conkey = array[t.attnum]
  where a.attrelid = format('reconcile.%I', p_entity)::regclass
    and a.attnum > 0
    and not a.attisdropped
    and a.attname not in ('account_id', 'source_id', 'id', 'issues')
    and coalesce(p.policy, 'mirror') <> 'local'
  order by a.attnum;
end;

comment on function reconcile.columns_of(text) is 'The columns that a sync writes: those of the transformer view, with policy and, for a reference, the parent table.';

create function reconcile.promotion_of(p_entity text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_select text;
  v_joins text;
  v_parents text;
  v_placeholders text;
  v_foreign text;
  v_counts text;
  v_columns text;
  v_values text;
  v_differs text;
  v_set text;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;

  select
    string_agg(
      case
        when c.parent is null then format('i.%I', c.name)
        else format('case when %1$I.account_id is distinct from i.account_id and %1$I.id is not null then null else i.%2$I end as %2$I', 'parent_' || c.name, c.name)
      end, ', '
    ),
    string_agg(
      format(
        ' left join lateral (select p.id, p.account_id from %1$s p where p.id = i.%3$I offset 0) %2$I on true',
        c.parent, 'parent_' || c.name, c.name
      ), ''
    ) filter (where c.parent is not null),
    string_agg(
      format(', %1$I.id is null and i.%2$I is not null as %3$I, %1$I.account_id <> i.account_id as %4$I',
        'parent_' || c.name, c.name, 'lacks_' || c.name, 'foreign_' || c.name), ''
    ) filter (where c.parent is not null),
    string_agg(
      format(
        ', %1$I as (
            insert into %2$s (id, account_id, is_placeholder)
            select distinct u.%3$I, u.account_id, true from usable u where u.%4$I
            order by 1 on conflict do nothing returning 1
          )', 'missing_' || c.name, c.parent, c.name, 'lacks_' || c.name
      ), ''
    ) filter (where c.parent is not null),
    string_agg(
      format(' union all select u.source_id, reconcile.issue(''other_account'', %L, null) from usable u where u.%I', c.name, 'foreign_' || c.name), ''
    ) filter (where c.parent is not null),
    string_agg(format('(select count(*) from %I)::int', 'missing_' || c.name), ' + ') filter (where c.parent is not null),
    string_agg(format(', %I', c.name), ''),
    string_agg(format(', u.%I', c.name), ''),
    string_agg(
      case c.policy
        when 'keep' then
          format(' or (o.%1$I is distinct from u.%1$I and (o.%1$I is null or not reconcile.is_blank(u.%1$I::text)))', c.name)
        else format(' or o.%1$I is distinct from u.%1$I', c.name)
      end, ''
    ),
    string_agg(
      case c.policy
        when 'keep' then format(
          '%1$I = case when reconcile.is_blank(excluded.%1$I::text) then coalesce(t.%1$I, excluded.%1$I) else excluded.%1$I end', c.name
        )
        else format('%1$I = excluded.%1$I', c.name)
      end, ', '
    )
  into v_select, v_joins, v_parents, v_placeholders, v_foreign, v_counts, v_columns, v_values, v_differs, v_set
  from reconcile.columns_of(p_entity) c;

  -- offset 0 keeps each look-up an index probe: a page is a hundred rows, the table may be a million, and without
  -- statistics (a first load) the planner would rather read the table.
  return format(
    $sql$
    with incoming as materialized (
      select v.* from reconcile.%1$I v where v.account_id = $1 and v.source_id = any ($2)
    ), usable as materialized (
      select distinct on (i.id) i.source_id, i.account_id, i.id, %2$s%4$s
      from incoming i%3$s
      where i.id is not null and (i.issues is null or not reconcile.is_refused(i.issues)) and i.source_id <> all ($3)
      order by i.id
    )%5$s, written as (
      insert into gazelle.%1$I as t (account_id, id%6$s, synced_at)
      select u.account_id, u.id%7$s, now()
      from usable u
      left join lateral (select o.* from gazelle.%1$I o where o.id = u.id offset 0) o on true
      where o.id is null or (o.account_id = u.account_id and (o.is_placeholder or o.deleted_at is not null%8$s))
      order by u.id
      on conflict (id) do update
      set %9$s, is_placeholder = false, deleted_at = null, version = t.version + 1, updated_at = now(), synced_at = now()
      where t.account_id = excluded.account_id
      returning 1
    )%10$s, problems as (
      select i.source_id, p.issue
      from incoming i
      cross join lateral jsonb_array_elements(i.issues) p (issue)
      where i.issues is not null
      union all
      select u.source_id, reconcile.issue('id_of_other_account', 'id', to_jsonb(u.id))
      from usable u
      join lateral (select o.account_id from gazelle.%1$I o where o.id = u.id offset 0) o on o.account_id <> u.account_id%11$s
    )
    select
      %12$s as placeholders,
      (select count(*) from written)::int%13$s as written,
      (select jsonb_object_agg(p.source_id, p.issues) from (select source_id, jsonb_agg(issue) as issues from problems group by source_id) p) as problems
    $sql$,
    p_entity,
    v_select,
    coalesce(v_joins, ''),
    coalesce(v_parents, ''),
    coalesce(v_placeholders, ''),
    v_columns,
    v_values,
    v_differs,
    v_set,
    case when v_entity.owner_column is not null then format(
      $sql$, vanished as (
      update gazelle.%1$I t
      set deleted_at = now(), version = t.version + 1, updated_at = now(), synced_at = now()
      from staging.%2$I s
      cross join lateral (
        select o.id from gazelle.%1$I o where o.%3$I = s.external_id and o.deleted_at is null offset 0
      ) c
      where s.account_id = $1 and s.external_id = any ($2) and s.external_id <> all ($3)
        and t.id = c.id
        and s.raw_data @@ %4$L
        and not exists (select from incoming i where i.id = c.id)
        and not exists (select from incoming i where i.id is null and i.source_id = s.external_id)
      returning 1
    )$sql$, p_entity, 'stg_' || v_entity.module, v_entity.owner_column, v_entity.whole_when
    ) else '' end,
    coalesce(v_foreign, ''),
    coalesce(v_counts, '0'),
    case when v_entity.owner_column is not null then ' + (select count(*) from vanished)::int' else '' end
  );
end;
$$;

comment on function reconcile.promotion_of(text) is
  'The one statement that promotes an entity, written from its view, its foreign keys and its field policies. $1 account, $2 ids of staged records, $3 ids of refused records, whose children are passed over. Select it to read it.';

-- Readers of raw values. None raises; null means absent, blank or unreadable, and the view names an issue for the last.

create function reconcile.to_instant(p_value text)
returns timestamptz
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- Only instants with a zone: a local time would be read in the server's zone.
  if p_value !~ '^(19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$' then
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
  if p_value !~ '^(17|18|19|20|21)\d\d-\d\d-\d\d$' then
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

create function reconcile.to_id(p_value jsonb)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when jsonb_typeof(p_value -> 'id') = 'string' then nullif(p_value ->> 'id', '') end;
end;
$$;

comment on function reconcile.to_id(jsonb) is 'The id of a record, or of a reference to one; null when it has none.';

create function reconcile.to_text(p_value jsonb)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when jsonb_typeof(p_value) = 'string' then nullif(p_value #>> '{}', '') end;
end;
$$;

comment on function reconcile.to_text(jsonb) is 'JSON text, whole; null for anything else. Gazelle gives "" and null interchangeably, so both are null.';

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
    where jsonb_typeof(e.value) = 'string'
    order by e.place
  );
end;
$$;

comment on function reconcile.to_texts(jsonb) is 'A JSON list of texts; null when it is not a list. Items that are not text are left out.';

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

-- Promotion without Gazelle: of what waits, each night, and of everything after a rule has changed.

create function reconcile.run(p_module text default null, p_account text default 'main', p_limit int default 1000)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_module text;
  v_ids text[];
  v_tried int := 0;
  v_written int := 0;
  v_left int := 0;
  v_count int;
begin
  if p_module is not null and not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', p_module using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
  perform reconcile.prepare(p_module);
  for v_module in
    select m.module from sync.modules m where m.module = coalesce(p_module, m.module) order by m.position
  loop
    execute format(
      'select array_agg(external_id) from (
         select external_id from staging.%I where account_id = $1 and status <> ''promoted'' and gone_at is null
         order by processed_at nulls first limit $2
       ) w', 'stg_' || v_module
    ) into v_ids using p_account, p_limit;
    if v_ids is not null then
      v_written := v_written + reconcile.promote(v_module, p_account, v_ids);
      v_tried := v_tried + cardinality(v_ids);
      execute format(
        'select count(*) from staging.%I where account_id = $1 and external_id = any ($2) and status <> ''promoted''', 'stg_' || v_module
      ) into v_count using p_account, v_ids;
      v_left := v_left + v_count;
    end if;
  end loop;
  return jsonb_build_object('tried', v_tried, 'promoted', v_tried - v_left, 'rejected', v_left, 'written', v_written);
end;
$$;

comment on function reconcile.run(text, text, int) is
  'Tries again what is pending or refused, up to p_limit records a module. The triggers do the rest as pages land.';

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
  perform reconcile.prepare(p_module);
  execute format(
    'select array_agg(external_id order by external_id) from (
       select external_id from staging.%I where account_id = $1 and external_id > $2 and gone_at is null
       order by external_id limit $3
     ) w', 'stg_' || p_module
  ) into v_ids using p_account, p_after, p_limit;
  if v_ids is not null then
    v_written := reconcile.promote(p_module, p_account, v_ids);
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

select sync.seal_functions();
