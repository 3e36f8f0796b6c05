-- Written by `npm run generate:migrations` from supabase/: schemas/reconcile/v5/v5_tables.sql, schemas/reconcile/v5/v5_readers.sql, schemas/reconcile/v5/v5_copies.sql, schemas/reconcile/v5/v5_fields.sql, schemas/reconcile/v5/v5_serials.sql, schemas/reconcile/v5/v5_open_differences.sql, schemas/reconcile/v5/erase_v5.sql, schemas/reconcile/v5/number.sql, schemas/reconcile/v5/take_v5_entries.sql, schemas/reconcile/v5/take_v5_own_rows.sql, schemas/reconcile/v5/take_v5_values.sql, schemas/reconcile/v5/undo_v5.sql, schemas/reconcile/v5/write_v5_entries.sql. Do not edit.

-- What version 5 had and Gazelle has not, with where it came from: `gazelle migrate-v5`.

create table reconcile.v5_values (
  account_id text not null references sync.accounts,
  source_table text not null,
  source_id text not null,
  source_column text not null,
  entity text not null,
  field text not null,
  value jsonb not null,
  outcome text not null constraint outcome_is_known
    check (outcome in ('taken', 'same', 'gazelle_wins', 'kept_here', 'no_record', 'unreadable', 'other_account')),
  found jsonb,
  source text not null,
  moved_at timestamptz not null default now(),
  accepted_by text,
  accepted_at timestamptz,
  primary key (account_id, source_table, source_id, source_column)
);

comment on table reconcile.v5_values is 'Every value that people had given in version 5 and that exists nowhere else, and what became of it.';
comment on column reconcile.v5_values.source_id is 'Gazelle''s id of the record.';
comment on column reconcile.v5_values.entity is 'Production table; field is its column.';
comment on column reconcile.v5_values.value is 'As it was read in version 5, whatever form it was kept in.';
comment on column reconcile.v5_values.outcome is
  'taken: production had nothing, and has it now; same: production had it; gazelle_wins: Gazelle has another value; kept_here: people have given another one here; no_record: production has no such record; unreadable: not of the column''s type; other_account: the record is another company''s.';
comment on column reconcile.v5_values.found is 'What production had.';
comment on column reconcile.v5_values.source is 'The database that it came from, as `gazelle migrate-v5` names it.';
comment on column reconcile.v5_values.accepted_by is 'Who has said that it may stay as it is.';

create index v5_values_record on reconcile.v5_values (account_id, source_id);

alter table reconcile.v5_values enable row level security;

create table reconcile.v5_rows (
  account_id text not null references sync.accounts,
  source_table text not null,
  source_id text not null,
  data jsonb not null,
  refers_to jsonb not null default '{}',
  source text not null,
  moved_at timestamptz not null default now(),
  accepted_by text,
  accepted_at timestamptz,
  primary key (account_id, source_table, source_id)
);

comment on table reconcile.v5_rows is
  'Whole rows of the tables that were version 5''s own: institutions, overlays, service records, requests, states of alerts, settings, logs.';
comment on column reconcile.v5_rows.data is 'The row, JSON in text unwrapped. Secrets are left out.';
comment on column reconcile.v5_rows.refers_to is 'Gazelle''s ids by column, numbers of version 5 resolved; null where nothing tells what was meant.';
comment on column reconcile.v5_rows.accepted_by is 'Who has said that what cannot be resolved may stay as it is.';

alter table reconcile.v5_rows enable row level security;

create table reconcile.v5_twins (
  account_id text not null references sync.accounts,
  source_id text not null,
  entry_id text not null,
  primary key (account_id, source_id)
);

comment on table reconcile.v5_twins is 'Imported entries of version 5 (all but tme_…) that stand for an entry of Gazelle''s: they are not brought over; what referred to them refers to it.';

alter table reconcile.v5_twins enable row level security;

create table reconcile.v5_readings (
  account_id text not null references sync.accounts,
  source_id text not null,
  entry_id text,
  metadata jsonb not null,
  temperature numeric,
  humidity numeric,
  source text not null,
  moved_at timestamptz not null default now(),
  primary key (account_id, source_id)
);

comment on table reconcile.v5_readings is 'Readings that version 5 had taken from entries (metadata). gazelle.extracted_measurements shows them with the source v5.';
comment on column reconcile.v5_readings.source_id is 'The entry of version 5 at which it stood.';
comment on column reconcile.v5_readings.entry_id is 'The entry in production: itself, or the one that it is a twin of. Null: there is none.';
comment on column reconcile.v5_readings.temperature is 'Degrees Celsius, −20 to 50.';
comment on column reconcile.v5_readings.humidity is 'Relative humidity in percent.';

create index v5_readings_entry on reconcile.v5_readings (account_id, entry_id);

alter table reconcile.v5_readings enable row level security;

create table reconcile.v5_placeholders (
  account_id text not null references sync.accounts,
  entity text not null,
  id text not null,
  primary key (account_id, entity, id)
);

comment on table reconcile.v5_placeholders is 'Records that Gazelle has no longer, and to which history of version 5 refers: production got a deleted placeholder for them.';

alter table reconcile.v5_placeholders enable row level security;

-- Readers of version 5's values: types as text, JSON in text twice over, Postgres arrays as text. None raises.

create function reconcile.v5_parsed(p_text text)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when p_text ~ '^\s*[[{"]' then p_text::jsonb end;
exception
  -- Too deep for Postgres, too.
  when data_exception or program_limit_exceeded or statement_too_complex then
    return null;
end;
$$;

comment on function reconcile.v5_parsed(text) is 'A text that is a JSON object, list or string, parsed; null for any other.';

create function reconcile.v5_json(p_value jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_value jsonb := p_value;
  v_inner jsonb;
begin
  -- Each layer is shorter than the one around it.
  loop
    exit when jsonb_typeof(v_value) is distinct from 'string';
    v_inner := reconcile.v5_parsed(v_value #>> '{}');
    exit when v_inner is null;
    v_value := v_inner;
  end loop;
  return v_value;
end;
$$;

comment on function reconcile.v5_json(jsonb) is 'What is left when every layer of JSON in text is taken off.';

create function reconcile.v5_text(p_value jsonb)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_value jsonb := p_value;
begin
  -- A text in JSON is unwrapped, once or twice; an object stays the text that it is, but for one that only wraps a text.
  if jsonb_typeof(p_value) = 'string' and p_value #>> '{}' ~ '^\s*["{]' then
    v_value := reconcile.v5_json(p_value);
    if jsonb_typeof(v_value) = 'object' and v_value - 'text' = '{}'::jsonb and jsonb_typeof(v_value -> 'text') = 'string' then
      v_value := v_value -> 'text';
    elsif jsonb_typeof(v_value) <> 'string' then
      v_value := p_value;
    end if;
  end if;
  return case when not reconcile.v5_is_blank(v_value) then v_value #>> '{}' end;
end;
$$;

comment on function reconcile.v5_text(jsonb) is 'A text, without the JSON around it; null where it is blank.';

create function reconcile.v5_list(p_value jsonb)
returns text[]
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_value constant jsonb := reconcile.v5_json(p_value);
  v_text text;
  v_list text[];
begin
  if jsonb_typeof(v_value) = 'array' then
    -- A list in a list is none that a tag could be.
    v_list := array(select i.item #>> '{}' from jsonb_path_query(v_value, '$[*][*][*]') i (item) where btrim(i.item #>> '{}') <> '');
  elsif jsonb_typeof(v_value) = 'string' then
    v_text := v_value #>> '{}';
    -- {a,"b c"}
    v_list := case
      when v_text ~ '^\s*\{.*\}\s*$' then array(select i.item from unnest(v_text::text[]) i (item) where btrim(i.item) <> '')
      when btrim(v_text) <> '' then array[v_text]
    end;
  end if;
  return nullif(v_list, '{}'::text[]);
exception
  when data_exception or program_limit_exceeded then
    return array[v_text];
end;
$$;

comment on function reconcile.v5_list(jsonb) is
  'A list of texts, whatever form version 5 kept it in: JSON, JSON in text, a Postgres array, or one text; null where it is empty.';

create function reconcile.v5_boolean(p_value jsonb)
returns boolean
language sql
immutable parallel safe
set search_path = ''
return case
  when lower(btrim(reconcile.v5_text(p_value))) in ('true', 't', '1', '1.0', 'yes', 'y', 'on', 'oui', 'o', 'vrai') then true
  when lower(btrim(reconcile.v5_text(p_value))) in ('false', 'f', '0', '0.0', 'no', 'n', 'off', 'non', 'faux') then false
end;

comment on function reconcile.v5_boolean(jsonb) is
  'true or false, as JSON, Postgres or Python write it, or a person in English or French; null for anything else.';

create function reconcile.v5_number(p_value jsonb)
returns numeric
language sql
immutable parallel safe
set search_path = ''
return case when btrim(p_value #>> '{}') ~ '^-?[0-9]{1,15}([.,][0-9]{1,10})?$' then replace(btrim(p_value #>> '{}'), ',', '.')::numeric end;

comment on function reconcile.v5_number(jsonb) is 'A number, also in text and with a decimal comma; null for anything else.';

create function reconcile.v5_instant(p_value jsonb)
returns timestamptz
language plpgsql
immutable parallel safe
set search_path = ''
-- A time without a zone is UTC, as version 5 wrote it.
set timezone = 'UTC'
as $$
begin
  return case when p_value #>> '{}' ~ '^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}' then (p_value #>> '{}')::timestamptz end;
exception
  when data_exception then
    return null;
end;
$$;

comment on function reconcile.v5_instant(jsonb) is 'An instant in ISO 8601 or as Postgres writes it; null for anything else.';

create function reconcile.v5_date(p_value jsonb)
returns date
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when p_value #>> '{}' ~ '^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}' then left(btrim(p_value #>> '{}'), 10)::date end;
exception
  when data_exception then
    return null;
end;
$$;

comment on function reconcile.v5_date(jsonb) is 'A day, the first ten characters of what may have a time behind it; null for anything else.';

create function reconcile.v5_time(p_value jsonb)
returns time
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when p_value #>> '{}' ~ '^\s*[0-9]{1,2}:[0-9]{2}' then (p_value #>> '{}')::time end;
exception
  when data_exception then
    return null;
end;
$$;

comment on function reconcile.v5_time(jsonb) is 'A time of day; null for anything else.';

create function reconcile.v5_value(p_value jsonb, p_type text)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
set timezone = 'UTC'
as $$
begin
  return case p_type
    when 'text' then to_jsonb(reconcile.v5_text(p_value))
    when 'text[]' then to_jsonb(reconcile.v5_list(p_value))
    when 'boolean' then to_jsonb(reconcile.v5_boolean(p_value))
    when 'integer' then to_jsonb(reconcile.v5_number(p_value))
    when 'numeric' then to_jsonb(reconcile.v5_number(p_value))
    when 'date' then to_jsonb(reconcile.v5_date(p_value))
    when 'time without time zone' then to_jsonb(reconcile.v5_time(p_value))
    when 'timestamp with time zone' then to_jsonb(reconcile.v5_instant(p_value))
    else nullif(reconcile.v5_json(p_value), 'null')
  end;
end;
$$;

comment on function reconcile.v5_value(jsonb, text) is
  'A value of version 5 as a column of this type would have it, as JSON; null where it is blank or cannot be read as such. p_type: as format_type gives it.';

create function reconcile.v5_is_blank(p_value jsonb)
returns boolean
language sql
immutable parallel safe
set search_path = ''
return p_value #>> '{}' is null
  -- The last ones are a Python program's.
  or btrim(p_value #>> '{}') in ('', '[]', '{}', '""', '"[]"', '"{}"', 'null', 'None', 'NaN', 'nan', 'NaT');

comment on function reconcile.v5_is_blank(jsonb) is 'Whether a column of version 5 holds nothing, in any of the forms in which it wrote that.';

create function reconcile.v5_id(p_row jsonb)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_external constant text := btrim(p_row ->> 'external_id');
  v_user constant text := btrim(p_row ->> 'gazelle_user_id');
begin
  -- Users are known by one of three columns; the others may hold a number. Without a query inside: 7 ms for a page in place of 63.
  return coalesce(
    case when v_external ~ '^[a-z]{3}_' then v_external end,
    case when v_user ~ '^[a-z]{3}_' then v_user end,
    nullif(v_external, ''), nullif(v_user, ''), nullif(btrim(p_row ->> 'key'), ''), nullif(btrim(p_row ->> 'id'), ''),
    'row-' || md5(p_row::text)
  );
end;
$$;

comment on function reconcile.v5_id(jsonb) is 'The key of a row of version 5: Gazelle''s id where it has one, else its own key; one made of what it holds where it has none.';

create function reconcile.v5_reference(p_value jsonb, p_entity text, p_serials jsonb)
returns text
language sql
immutable parallel safe
set search_path = ''
return case
  when p_value #>> '{}' ~ '^[0-9]{1,10}$' then p_serials -> p_entity ->> (p_value #>> '{}')
  -- Older programs wrote another prefix for pianos.
  when p_value #>> '{}' ~ '^pno_' then 'ins_' || substr(p_value #>> '{}', 5)
  when p_value #>> '{}' ~ '^(cli|con|ins|evt|tme|tle|usr|inv|ini|est)_[A-Za-z0-9]{1,60}$' then p_value #>> '{}'
end;

comment on function reconcile.v5_reference(jsonb, text, jsonb) is
  'The Gazelle id that a reference means: itself, or what version 5''s number stood for. p_serials: {entity: {number: id}}. Null where nothing tells.';

-- Version 5 has records twice: of each, one row counts.

create function reconcile.v5_copies(p_rows jsonb)
returns table (id text, item jsonb, place bigint)
language sql
immutable parallel safe
-- What the planner takes any list in JSON for.
rows 100
set search_path = ''
begin atomic
  -- Nearly every record is there once, and needs no second look.
  select c.id, c.item, row_number() over (
    partition by c.id
    order by
      case when c.copies > 1 then reconcile.v5_instant(c.item -> 'updated_at') end desc nulls last,
      case when c.copies > 1 then (select count(*) from jsonb_each(c.item) f where f.value <> 'null') end desc,
      case when c.copies > 1 then c.item end
  )
  from (
    select r.id, r.item, count(*) over (partition by r.id) as copies
    from (select reconcile.v5_id(i.item) as id, i.item from jsonb_array_elements(p_rows) i (item)) r
    where r.id is not null
  ) c;
end;

comment on function reconcile.v5_copies(jsonb) is
  'The rows of a page that have a key. place: among the rows of the same key, from 1; the newest counts (updated_at), then the one with more in it.';

-- Which columns of version 5 exist nowhere else, and where they belong.

create function reconcile.v5_fields()
returns table (source_table text, source_column text, entity text, field text)
language sql
immutable parallel safe
set search_path = ''
begin atomic
  values
    ('gazelle_clients', 'tags', 'clients', 'tags'),
    ('gazelle_pianos', 'notes', 'pianos', 'notes'),
    ('gazelle_pianos', 'dampp_chaser_installed', 'pianos', 'dampp_chaser_installed'),
    ('gazelle_pianos', 'dampp_chaser_humidistat_model', 'pianos', 'dampp_chaser_humidistat_model'),
    ('gazelle_pianos', 'dampp_chaser_mfg_date', 'pianos', 'dampp_chaser_mfg_date'),
    ('gazelle_appointments', 'last_notified_tech_id', 'appointments', 'last_notified_tech_id'),
    ('gazelle_appointments', 'last_notified_schedule', 'appointments', 'last_notified_schedule'),
    ('gazelle_appointments', 'last_notified_time', 'appointments', 'last_notified_time'),
    ('gazelle_appointments', 'last_notified_at', 'appointments', 'last_notified_at'),
    ('users', 'role', 'users', 'role');
end;

comment on function reconcile.v5_fields() is 'The columns of version 5 that people or its modules wrote, with the columns of production that hold them here.';

create function reconcile.v5_entity(p_table text)
returns text
language sql
immutable parallel safe
set search_path = ''
return case when p_table in ('gazelle_clients', 'gazelle_pianos') then substr(p_table, 9) end;

comment on function reconcile.v5_entity(text) is 'The entity whose records version 5 numbered in a table; null for any other table.';

-- Version 5 numbered clients and pianos, and its tables refer to them by these numbers.

create table reconcile.v5_serials (
  account_id text not null references sync.accounts,
  entity text not null constraint entity_is_numbered check (entity in ('clients', 'pianos')),
  id text not null,
  serial int not null generated by default as identity (start with 1000000000),
  primary key (account_id, entity, id),
  constraint one_serial unique (account_id, entity, serial)
);

comment on table reconcile.v5_serials is 'The numbers that version 5 gave to clients and pianos, and those that others got since; the views of schema v5 show them as id.';
comment on column reconcile.v5_serials.id is 'Gazelle''s id.';
comment on column reconcile.v5_serials.serial is 'Version 5''s; from 1000000000 on those that were given here, which never meet its next ones.';

alter table reconcile.v5_serials enable row level security;
-- The views read it with the rights of whoever reads them.
create policy of_members on reconcile.v5_serials for select to authenticated
using ((select gazelle.is_member_of_all()) or account_id = any ((select gazelle.member_accounts())::text[]));
grant select on reconcile.v5_serials to authenticated;

-- What is left for a person to decide after a move.

create view reconcile.v5_open_differences with (security_invoker = on) as
select v.account_id, v.source_table, v.source_id, v.source_column, v.outcome as reason, v.value, v.found, v.accepted_by, v.accepted_at
from reconcile.v5_values v
where v.outcome in ('kept_here', 'no_record', 'unreadable', 'other_account')
union all
select r.account_id, r.source_table, r.source_id, f.key, 'unresolved', r.data -> f.key, null, r.accepted_by, r.accepted_at
from reconcile.v5_rows r
cross join lateral jsonb_each(r.refers_to) f
where f.value = 'null';

comment on view reconcile.v5_open_differences is
  'What no rule decides after a move: values for which production has another or no record, values and references that cannot be read. A person accepts them: `gazelle migrate-v5 --compare --accept`.';

create function reconcile.v5_open_of(p_account text, p_table text, p_ids text[], p_samples int)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(jsonb_build_object(
    'source_table', s.source_table, 'source_id', s.source_id, 'source_column', s.source_column, 'reason', s.reason, 'value', s.value, 'found', s.found
  ) order by s.source_column, s.reason, s.source_id), '[]')
  from (
    select o.*, row_number() over (partition by o.source_column, o.reason order by o.source_id) as number
    from reconcile.v5_open_differences o
    where o.account_id = p_account and o.source_table = p_table and o.source_id = any (p_ids) and o.accepted_at is null
  ) s
  where s.number <= p_samples;
end;

comment on function reconcile.v5_open_of(text, text, text[], int) is 'What is open of these records, at most p_samples of each column and reason.';

create function reconcile.accept_v5(p_account text, p_by text)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_accepted int;
begin
  with open as (
    select o.* from reconcile.v5_open_differences o where o.account_id = p_account and o.accepted_at is null
  ), accepted_values as (
    update reconcile.v5_values v set accepted_by = p_by, accepted_at = now()
    from open o
    where v.account_id = p_account and (v.source_table, v.source_id, v.source_column) = (o.source_table, o.source_id, o.source_column)
  ), accepted_rows as (
    update reconcile.v5_rows r set accepted_by = p_by, accepted_at = now()
    where r.account_id = p_account and (r.source_table, r.source_id) in (select o.source_table, o.source_id from open o where o.reason = 'unresolved')
  )
  select count(*) into v_accepted from open;
  return v_accepted;
end;
$$;

comment on function reconcile.accept_v5(text, text) is
  'A person decides that what reconcile.v5_open_differences shows of an account may stay as it is; answers how many differences. p_by: who says so.';

-- Erasing a person takes along what version 5 knew of them.

create function reconcile.erase_v5(p_account text, p_ids text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_values int;
  v_rows int;
  v_readings int;
begin
  delete from reconcile.v5_values v where v.account_id = p_account and v.source_id = any (p_ids);
  get diagnostics v_values = row_count;
  delete from reconcile.v5_rows r
  where r.account_id = p_account and (r.source_id = any (p_ids) or exists (select from jsonb_each_text(r.refers_to) f where f.value = any (p_ids)));
  get diagnostics v_rows = row_count;
  delete from reconcile.v5_readings r where r.account_id = p_account and (r.entry_id = any (p_ids) or r.source_id = any (p_ids));
  get diagnostics v_readings = row_count;
  delete from reconcile.v5_twins t where t.account_id = p_account and t.entry_id = any (p_ids);
  delete from reconcile.v5_placeholders p where p.account_id = p_account and p.id = any (p_ids);
  return jsonb_build_object('reconcile.v5_values', v_values, 'reconcile.v5_rows', v_rows, 'reconcile.v5_readings', v_readings);
end;
$$;

comment on function reconcile.erase_v5(text, text[]) is 'Removes what came from version 5 and is about these records; answers how many rows by table.';

create function reconcile.write_v5_rows(p_account text, p_rows jsonb)
returns void
language sql
set search_path = ''
begin atomic
  update reconcile.v5_rows v set data = r.data
  from jsonb_to_recordset(p_rows) r (source_table text, source_id text, data jsonb)
  where v.account_id = p_account and v.source_table = r.source_table and v.source_id = r.source_id;
end;

comment on function reconcile.write_v5_rows(text, jsonb) is 'Gives rows that came from version 5 other data: [{"source_table", "source_id", "data"}].';

-- Numbers for the records that version 5 has not numbered: programs written for it know clients and pianos by one.

create function reconcile.number_records(p_account text)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_numbered int;
begin
  insert into reconcile.v5_serials (account_id, entity, id)
  select r.account_id, r.entity, r.id
  from (
    select c.account_id, 'clients'::text as entity, c.id from gazelle.clients c
    union all
    select p.account_id, 'pianos'::text, p.id from gazelle.pianos p
  ) r
  where r.account_id = p_account
    and not exists (select from reconcile.v5_serials s where s.account_id = r.account_id and s.entity = r.entity and s.id = r.id)
  order by r.entity, r.id
  on conflict do nothing;
  get diagnostics v_numbered = row_count;
  return v_numbered;
end;
$$;

comment on function reconcile.number_records(text) is
  'Numbers the clients and pianos of an account that have no number of version 5, from 1000000000 on, which version 5 does not reach; answers how many. New ones are numbered as they come, once one is.';

create function reconcile.number_inserted()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into reconcile.v5_serials (account_id, entity, id)
  select n.account_id, tg_table_name::text, n.id
  from inserted n
  where exists (select from reconcile.v5_serials s where s.account_id = n.account_id)
  order by n.id
  on conflict do nothing;
  return null;
end;
$$;

comment on function reconcile.number_inserted() is
  'Numbers new clients and pianos of an account that has numbers of version 5; of any other account it writes nothing, and of an unchanged sync neither.';

-- The timeline of version 5: Gazelle's entries (tme_…) are Gazelle's to give. All others, mostly rows of a CSV import (tle_…), are dropped where
-- Gazelle has the entry, and are kept as history where it has not. Readings stay with the entry that stays.

create function reconcile.v5_is_imported(p_entry text)
returns boolean
language sql
immutable parallel safe
set search_path = ''
return not starts_with(p_entry, 'tme_');

comment on function reconcile.v5_is_imported(text) is 'Whether an entry of version 5 was not made by Gazelle: nothing but version 5 may have it.';

create function reconcile.v5_entry_id(p_account text, p_id text)
returns text
language sql
immutable parallel safe
set search_path = ''
return case when p_id ~ '^[a-z]{3}_' then p_id else 'v5_' || p_account || '_' || p_id end;

comment on function reconcile.v5_entry_id(text, text) is
  'The id of an entry of version 5 in production: its own, and with the account before it where it is a mere number, which another company''s entry may have too.';

create function reconcile.v5_entries_of(p_account text, p_rows jsonb, p_serials jsonb)
returns table (
  id text, is_imported boolean, client_id text, piano_id text, user_id text, invoice_id text, estimate_id text, created_by text, local_date date, type text,
  title text, description text, metadata jsonb
)
language sql
stable
set search_path = ''
begin atomic
  -- Readings stay, whichever copy has them.
  select distinct on (r.id)
    reconcile.v5_entry_id(p_account, r.id),
    reconcile.v5_is_imported(r.id),
    -- An id of another kind is none.
    coalesce(
      substring(reconcile.v5_reference(r.item -> 'client_external_id', 'clients', p_serials) from '^cli_.*'),
      substring(reconcile.v5_reference(r.item -> 'client_id', 'clients', p_serials) from '^cli_.*')
    ),
    substring(reconcile.v5_reference(r.item -> 'piano_id', 'pianos', p_serials) from '^ins_.*'),
    substring(reconcile.v5_reference(r.item -> 'user_id', 'users', p_serials) from '^usr_.*'),
    substring(reconcile.v5_reference(r.item -> 'invoice_id', 'invoices', p_serials) from '^inv_.*'),
    substring(reconcile.v5_reference(r.item -> 'estimate_id', 'estimates', p_serials) from '^est_.*'),
    nullif(btrim(reconcile.v5_text(r.item -> 'created_by')), ''),
    coalesce(
      -- An instant is of the day that it is in the account's zone; midnight in UTC is how a day is written as one.
      case when (reconcile.v5_instant(r.item -> 'entry_date') at time zone 'UTC')::time <> '00:00' then (reconcile.v5_instant(r.item -> 'entry_date') at time zone a.time_zone)::date end,
      reconcile.v5_date(r.item -> 'entry_date'), (reconcile.v5_instant(r.item -> 'occurred_at') at time zone a.time_zone)::date
    ),
    upper(nullif(btrim(r.item ->> 'entry_type'), '')),
    reconcile.v5_text(r.item -> 'title'),
    reconcile.v5_text(r.item -> 'description'),
    case when not reconcile.v5_is_blank(r.item -> 'metadata') then reconcile.v5_json(r.item -> 'metadata') end
  from reconcile.v5_copies(p_rows) r
  join sync.accounts a on a.account_id = p_account
  order by r.id, reconcile.v5_is_blank(r.item -> 'description'), reconcile.v5_is_blank(r.item -> 'metadata'), r.place;
end;

comment on function reconcile.v5_entries_of(text, jsonb, jsonb) is
  'The entries of a page of gazelle_timeline_entries, each id once, with Gazelle''s ids for version 5''s numbers. is_imported: reconcile.v5_is_imported.';

create function reconcile.v5_twin_of(p_account text, p_client text, p_piano text, p_date date, p_text text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_folded constant text := reconcile.plain(p_text);
  -- The import kept 255 characters of a text; what is left of them after folding may be fewer than 200.
  v_length constant int := case when length(p_text) >= 255 then least(200, length(v_folded)) else 200 end;
begin
  return (
    select e.id
    from gazelle.timeline_entries e
    where e.account_id = p_account and e.client_id = p_client and e.local_date = p_date and e.deleted_at is null and not e.is_legacy
      and left(v_folded, v_length) in (left(reconcile.plain(e.comment), v_length), left(reconcile.plain(e.summary), v_length))
    -- The same was written of two pianos in one visit.
    order by (e.piano_id = p_piano) desc nulls last, e.id
    limit 1
  );
end;
$$;

comment on function reconcile.v5_twin_of(text, text, text, date, text) is
  'The entry of Gazelle''s that an imported one stands for: same client, same local day, same first 200 characters without case, accents, spaces and marks; of several, that of the same piano.';

create function reconcile.match_v5_authors(p_account text, p_names text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into reconcile.legacy_references (account_id, kind, legacy_key, facts)
  select p_account, 'user', n.name, jsonb_build_object('name', n.name, 'from', 'v5') from unnest(p_names) n (name) where n.name is not null group by n.name order by n.name
  on conflict do nothing;
  if found then
    perform reconcile.match_users(p_account);
  end if;
end;
$$;

comment on function reconcile.match_v5_authors(text, text[]) is 'Matches display names with users; what is not clear waits for a person: gazelle matches.';

create function reconcile.add_v5_placeholders(p_account text, p_entity text, p_ids text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  execute format(
    'with added as (
       insert into gazelle.%1$I (id, account_id, is_placeholder, deleted_at)
       select distinct i.id, $1, true, now() from unnest($2) i (id) where i.id is not null order by i.id
       on conflict do nothing
       returning id
     )
     insert into reconcile.v5_placeholders (account_id, entity, id) select $1, %1$L, a.id from added a on conflict do nothing', p_entity
  ) using p_account, p_ids;
end;
$$;

comment on function reconcile.add_v5_placeholders(text, text, text[]) is
  'Gives production a deleted placeholder for each record that it lacks: after a full sweep, what it lacks is what Gazelle has no longer.';

create function reconcile.settle_v5_twins(p_account text, p_entries jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_twins constant text[] := array(
    select e.id from jsonb_to_recordset(p_entries) e (id text, is_imported boolean, entry_id text) where e.is_imported and e.entry_id is not null
  );
begin
  -- Gazelle has by now what was kept as history by an earlier move.
  delete from gazelle.extracted_measurements m using gazelle.timeline_entries e
  where m.timeline_entry_id = e.id and m.account_id = p_account and e.id = any (v_twins) and e.account_id = p_account and e.is_legacy;
  delete from gazelle.timeline_entries e where e.id = any (v_twins) and e.account_id = p_account and e.is_legacy;
  -- And has no longer what stood for an entry then.
  delete from reconcile.v5_twins t using jsonb_to_recordset(p_entries) e (id text, entry_id text)
  where t.account_id = p_account and t.source_id = e.id and e.entry_id is null;
end;
$$;

comment on function reconcile.settle_v5_twins(text, jsonb) is
  'Removes the legacy entries for which Gazelle has an entry by now, and forgets the twins for which it has none.';

create function reconcile.take_v5_entries(p_account text, p_source text, p_rows jsonb, p_serials jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_entries jsonb;
  v_legacy text[];
  v_written text[];
  v_read text[];
  v_counts jsonb;
begin
  -- Read once: each of the following statements starts from it.
  select jsonb_agg(to_jsonb(e) || jsonb_build_object('entry_id', case
    when e.is_imported then reconcile.v5_twin_of(p_account, e.client_id, e.piano_id, e.local_date, coalesce(e.description, e.title))
    else (select t.id from gazelle.timeline_entries t where t.id = e.id and t.account_id = p_account and t.deleted_at is null and not t.is_legacy)
  end))
  into v_entries
  from reconcile.v5_entries_of(p_account, p_rows, p_serials) e;

  insert into reconcile.v5_twins as t (account_id, source_id, entry_id)
  select p_account, e.id, e.entry_id from jsonb_to_recordset(v_entries) e (id text, is_imported boolean, entry_id text)
  where e.is_imported and e.entry_id is not null
  order by e.id
  on conflict (account_id, source_id) do update set entry_id = excluded.entry_id where t.entry_id <> excluded.entry_id;
  perform reconcile.settle_v5_twins(p_account, v_entries);

  v_legacy := array(
    select e.id from jsonb_to_recordset(v_entries) e (id text, is_imported boolean, entry_id text)
    where e.is_imported and e.entry_id is null and not exists (select from gazelle.timeline_entries t where t.id = e.id and t.account_id <> p_account)
  );
  if v_legacy <> '{}' then
    perform reconcile.match_v5_authors(p_account, array_agg(e.created_by)), reconcile.add_v5_placeholders(p_account, 'clients', array_agg(e.client_id))
    from jsonb_to_recordset(v_entries) e (id text, created_by text, client_id text)
    where e.id = any (v_legacy);
    v_written := reconcile.write_v5_entries(p_account, array(select e.item from jsonb_array_elements(v_entries) e (item) where e.item ->> 'id' = any (v_legacy)));
  end if;
  v_read := reconcile.take_v5_readings(p_account, p_source, v_entries, v_legacy);
  -- Readings of a text, and those of metadata, are children of their entry.
  v_read := array(select i.id from unnest(v_read || v_written) i (id) where i.id is not null group by i.id order by i.id);
  if v_read <> '{}' then
    perform reconcile.promote_extracted_measurements(p_account, v_read, '{}', true, false);
  end if;

  select jsonb_build_object(
    'at_gazelle', count(*) filter (where not e.is_imported and e.entry_id is not null),
    'gone_at_gazelle', count(*) filter (where not e.is_imported and e.entry_id is null),
    'twin', count(*) filter (where e.is_imported and e.entry_id is not null),
    'legacy', cardinality(v_legacy),
    'other_account', count(*) filter (where e.is_imported and e.entry_id is null and e.id <> all (v_legacy)),
    'metadata', count(*) filter (where e.metadata is not null),
    'without_client', count(*) filter (where e.id = any (v_legacy) and e.client_id is null),
    'without_user', count(*) filter (where e.id = any (v_legacy) and t.user_id is null),
    'without_piano', count(*) filter (where e.id = any (v_legacy) and t.piano_id is null),
    'written', coalesce(cardinality(v_written), 0)
  )
  into v_counts
  from jsonb_to_recordset(v_entries) e (id text, is_imported boolean, entry_id text, client_id text, metadata jsonb)
  left join gazelle.timeline_entries t on t.id = e.id and e.id = any (v_legacy);
  return v_counts;
end;
$$;

comment on function reconcile.take_v5_entries(text, text, jsonb, jsonb) is
  'Takes a page of version 5''s timeline; answers how many entries Gazelle gives (at_gazelle) or gave (gone_at_gazelle), how many imported ones are its twins, are kept (legacy) and of these how many are without client, user or piano.';

create function reconcile.take_v5_readings(p_account text, p_source text, p_entries jsonb, p_legacy text[])
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  v_entries text[];
begin
  with readings as (
    select
      e.id, coalesce(e.entry_id, case when e.id = any (p_legacy) then e.id end) as entry_id, e.metadata,
      reconcile.v5_number(jsonb_path_query_first(e.metadata, '$.** ? (@.type() == "object").keyvalue() ? (@.key like_regex "^(temp|temperature|temperature_celsius)$" flag "i").value')) as temperature,
      reconcile.v5_number(jsonb_path_query_first(e.metadata, '$.** ? (@.type() == "object").keyvalue() ? (@.key like_regex "^(humidity|humidite|humidité|relative_humidity)$" flag "i").value')) as humidity
    from jsonb_to_recordset(p_entries) e (id text, entry_id text, metadata jsonb)
    where e.metadata is not null
  ), noted as (
    insert into reconcile.v5_readings as v (account_id, source_id, entry_id, metadata, temperature, humidity, source)
    select p_account, r.id, r.entry_id, r.metadata, case when r.temperature between -20 and 50 then r.temperature end,
      case when r.humidity between 0 and 100 then r.humidity end, p_source
    from readings r
    order by r.id
    on conflict (account_id, source_id) do update
    set entry_id = excluded.entry_id, metadata = excluded.metadata, temperature = excluded.temperature, humidity = excluded.humidity,
      source = excluded.source, moved_at = now()
    where (v.entry_id, v.metadata) is distinct from (excluded.entry_id, excluded.metadata)
    returning v.entry_id
  )
  select coalesce(array_agg(distinct n.entry_id) filter (where n.entry_id is not null), '{}') into v_entries from noted n;
  return v_entries;
end;
$$;

comment on function reconcile.take_v5_readings(text, text, jsonb, text[]) is
  'Keeps the readings that stand in the metadata of entries, with the entry that stays; answers the entries whose readings changed.';

-- Tables of version 5's own: each row is kept whole, with what it refers to.

create function reconcile.v5_refers_to(p_row jsonb, p_serials jsonb)
returns jsonb
language sql
immutable
set search_path = ''
begin atomic
  -- A column refers to something when its value is an id of Gazelle's, or when its name says of what its number is.
  select coalesce(jsonb_object_agg(c.name, r.id), '{}')
  from jsonb_each(p_row) c (name, value)
  cross join lateral (
    -- Not how many pianos there are, nor a client's telephone.
    select case substring(c.name from '(client|piano)(_external|_v5)?(_?id|_ref|_serial|_fk)?$') when 'client' then 'clients' when 'piano' then 'pianos' end as entity
  ) e
  cross join lateral (select reconcile.v5_reference(c.value, e.entity, p_serials) as id) r
  where jsonb_typeof(c.value) in ('string', 'number') and c.name <> 'id'
    and (r.id is not null or e.entity is not null and c.value #>> '{}' ~ '^[0-9]{1,10}$');
end;

comment on function reconcile.v5_refers_to(jsonb, jsonb) is 'What a row refers to, by column; null for a number that nothing had.';

create function reconcile.v5_is_secret(p_name text, p_value jsonb)
returns boolean
language sql
immutable parallel safe
set search_path = ''
-- A secretary is none, and how many tokens were used is a number.
return p_name ~* '(token|secret(?!ar|air)|password|api_?key|authorization)' and jsonb_typeof(p_value) in ('string', 'object', 'array');

comment on function reconcile.v5_is_secret(text, jsonb) is 'Whether what has this name is a secret, as far as a name tells.';

create function reconcile.without_v5_secrets(p_value jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_value constant jsonb := reconcile.v5_json(p_value);
begin
  return case jsonb_typeof(v_value)
    when 'object' then (
      select coalesce(jsonb_object_agg(f.key, case when reconcile.v5_is_secret(f.key, f.value) then '"•••"' else reconcile.without_v5_secrets(f.value) end), '{}')
      from jsonb_each(v_value) f
    )
    when 'array' then (
      select coalesce(jsonb_agg(reconcile.without_v5_secrets(i.item) order by i.place), '[]') from jsonb_array_elements(v_value) with ordinality i (item, place)
    )
    else v_value
  end;
end;
$$;

comment on function reconcile.without_v5_secrets(jsonb) is
  'A value without JSON in text, and with its secrets struck out, at any depth; they are told by their names.';

create function reconcile.v5_own_id(p_table text, p_row jsonb)
returns text
language sql
immutable parallel safe
set search_path = ''
-- In a table of version 5's own an id of Gazelle's says of what a row is, and several rows may be of one record.
return coalesce(
  case when p_table = 'system_settings' then nullif(btrim(p_row ->> 'key'), '') end,
  nullif(btrim(p_row ->> 'id'), ''), nullif(btrim(p_row ->> 'external_id'), ''), nullif(btrim(p_row ->> 'gazelle_user_id'), ''), nullif(btrim(p_row ->> 'key'), ''),
  'row-' || md5(p_row::text)
);

comment on function reconcile.v5_own_id(text, jsonb) is 'The key of a row of a table of version 5''s own; one made of what it holds where it has none.';

create function reconcile.v5_own_rows(p_account text, p_table text, p_rows jsonb, p_serials jsonb)
returns table (id text, data jsonb, refers_to jsonb)
language sql
stable
set search_path = ''
begin atomic
  with rows as (
    -- Where a key is no key, each of its rows stays; a page has them all.
    select n.id || case when n.place > 1 then format(' (%s)', n.place) else '' end as id, n.data, reconcile.v5_refers_to(n.item, p_serials) as refers_to
    from (
      select i.id, i.item, row_number() over (partition by i.id order by i.item::text) as place,
        reconcile.without_v5_secrets(
          -- A setting's secrecy is in its key.
          i.item || case when reconcile.v5_is_secret(i.item ->> 'key', i.item -> 'value') then '{"value": "•••"}'::jsonb else '{}' end
        ) as data
      from (select distinct reconcile.v5_own_id(p_table, r.item) as id, r.item from jsonb_array_elements(p_rows) r (item)) i
    ) n
  )
  select r.id, r.data, coalesce(
    (
      select jsonb_object_agg(f.key, coalesce(t.entry_id, f.value)) from jsonb_each_text(r.refers_to) f
      left join reconcile.v5_twins t on t.account_id = p_account and t.source_id = f.value
    ), '{}'
  )
  from rows r;
end;

comment on function reconcile.v5_own_rows(text, text, jsonb, jsonb) is
  'The rows of a page of a table of version 5''s own as they are kept: key, the row without secrets and without JSON in text, and what it refers to.';

create function reconcile.take_v5_own_rows(p_account text, p_source text, p_table text, p_rows jsonb, p_serials jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_counts jsonb;
begin
  with rows as materialized (
    select r.* from reconcile.v5_own_rows(p_account, p_table, p_rows, p_serials) r
  ), written as (
    insert into reconcile.v5_rows as v (account_id, source_table, source_id, data, refers_to, source)
    select p_account, p_table, r.id, r.data, r.refers_to, p_source from rows r order by r.id
    on conflict (account_id, source_table, source_id) do update
    set data = excluded.data, refers_to = excluded.refers_to, source = excluded.source, moved_at = now(), accepted_by = null, accepted_at = null
    where (v.data, v.refers_to) is distinct from (excluded.data, excluded.refers_to)
    returning 1
  )
  select jsonb_build_object(
    'rows', (select count(*) from rows),
    'references', (select count(*) from rows r cross join lateral jsonb_each(r.refers_to)),
    'unresolved', (select count(*) from rows r cross join lateral jsonb_each(r.refers_to) f where f.value = 'null'),
    'written', (select count(*) from written)
  ) into v_counts;
  return v_counts;
end;
$$;

comment on function reconcile.take_v5_own_rows(text, text, text, jsonb, jsonb) is
  'Keeps rows of a table of version 5''s own; answers how many, how many references they have, and how many of these nothing resolves.';

-- The protected values of a page: where production has nothing, that of version 5 is taken; where it has a value, that one stays.
-- Long (take_v5_field): one statement, since what is judged, noted and taken is one set.

create function reconcile.v5_serials_of(p_table text, p_rows jsonb)
returns table (id text, serial int, place bigint)
language sql
immutable
set search_path = ''
begin atomic
  select c.id, reconcile.v5_number(c.item -> 'id')::int, row_number() over (partition by c.id order by c.place)
  from reconcile.v5_copies(p_rows) c
  where reconcile.v5_number(c.item -> 'id') between 1 and 2147483647 and reconcile.v5_entity(p_table) is not null;
end;

comment on function reconcile.v5_serials_of(text, jsonb) is
  'The numbers that version 5 gave to the records of a page; none for a table that it did not number. place: 1 for the one that counts.';

create function reconcile.v5_numbers(p_table text, p_rows jsonb)
returns jsonb
language sql
immutable
set search_path = ''
begin atomic
  select coalesce(jsonb_agg(s order by s.place, s.id), '[]') from reconcile.v5_serials_of(p_table, p_rows) s;
end;

comment on function reconcile.v5_numbers(text, jsonb) is 'reconcile.v5_serials_of as one value, which no limit of rows cuts.';

create function reconcile.take_v5_serials(p_account text, p_table text, p_rows jsonb)
returns void
language sql
set search_path = ''
begin atomic
  delete from reconcile.v5_serials t using reconcile.v5_serials_of(p_table, p_rows) s
  where t.account_id = p_account and t.entity = reconcile.v5_entity(p_table) and t.id = s.id and s.place = 1 and t.serial >= 1000000000
    and not exists (select from reconcile.v5_serials o where o.account_id = t.account_id and o.entity = t.entity and o.serial = s.serial);
  -- One number may stand at two records, where no key forbids it.
  insert into reconcile.v5_serials (account_id, entity, id, serial)
  select p_account, reconcile.v5_entity(p_table), s.id, s.serial from reconcile.v5_serials_of(p_table, p_rows) s where s.place = 1 order by s.id
  on conflict do nothing;
end;

comment on function reconcile.take_v5_serials(text, text, jsonb) is
  'Remembers the numbers of a page. A record that was numbered here before version 5 knew it has version 5''s number from then on.';

create function reconcile.take_v5_field(p_account text, p_source text, p_table text, p_column text, p_entity text, p_field text, p_rows jsonb)
returns jsonb
language plpgsql
set search_path = ''
set timezone = 'UTC'
as $function$
declare
  v_type constant text := (
    select format_type(a.atttypid, null) from pg_catalog.pg_attribute a
    where a.attrelid = to_regclass(format('gazelle.%I', p_entity)) and a.attname = p_field
  );
  v_is_local constant boolean := exists (
    select from reconcile.field_policies f where f.entity = p_entity and f.field = p_field and f.policy = 'local'
  );
  v_counts jsonb;
begin
  -- A page of a poll locks in the order of ids, too.
  execute format(
    'select from gazelle.%I t where t.account_id = $1 and t.id in (select reconcile.v5_id(r.item) from jsonb_array_elements($2) r (item)) order by t.id for no key update', p_entity
  ) using p_account, p_rows;
  execute format(
    $sql$
    with given as (
      -- The newest row that says something.
      select distinct on (c.id) c.id, c.item -> %4$L as raw, reconcile.v5_value(c.item -> %4$L, %3$L) as value
      from reconcile.v5_copies($3) c
      -- No tick is no statement: version 5 has false where nobody ever said anything.
      where not reconcile.v5_is_blank(c.item -> %4$L) and (%3$L = 'boolean' and reconcile.v5_boolean(c.item -> %4$L) is not distinct from false) is not true
      order by c.id, c.place
    ),
    judged as (
      select
        g.id, coalesce(g.value, g.raw) as value, n.found, b.outcome as outcome_before,
        case
          when g.value is null then 'unreadable'
          when t.id is null or t.is_placeholder or t.deleted_at is not null and t.account_id = $1 then 'no_record'
          when t.account_id <> $1 then 'other_account'
          when n.found = g.value then case when b.outcome = 'taken' then 'taken' else 'same' end
          -- What was taken once and is gone was emptied here since, by a person.
          when n.found is null and b.outcome = 'taken' and b.value = g.value then 'taken'
          when n.found is null and b.outcome in ('taken', 'kept_here') then 'kept_here'
          when n.found is null then 'taken'
          -- It still stands as it was taken, and has changed in version 5 since.
          when b.outcome = 'taken' and n.found = b.value and (%5$L or exists (
            select from reconcile.kept_fields k where k.account_id = $1 and k.entity = %1$L and k.external_id = g.id and k.field = %2$L
          )) then 'taken'
          when %5$L then 'kept_here'
          else 'gazelle_wins'
        end as outcome,
        b.value as value_before
      from given g
      left join gazelle.%1$I t on t.id = g.id
      left join reconcile.v5_values b on b.account_id = $1 and b.source_table = $4 and b.source_id = g.id and b.source_column = %4$L
      cross join lateral (
        select case when not reconcile.is_blank(t.%2$I::text) and t.account_id = $1 then to_jsonb(t.%2$I) end as found
      ) n
    ),
    noted as (
      insert into reconcile.v5_values as v (account_id, source_table, source_id, source_column, entity, field, value, outcome, found, source)
      select $1, $4, j.id, %4$L, %1$L, %2$L, j.value, j.outcome, case when j.outcome <> 'taken' then j.found end, $2
      from judged j
      order by j.id
      on conflict (account_id, source_table, source_id, source_column) do update
      set value = excluded.value, outcome = excluded.outcome, found = excluded.found, source = excluded.source, moved_at = now(), accepted_by = null, accepted_at = null
      where (v.value, v.outcome, v.found) is distinct from (excluded.value, excluded.outcome, excluded.found)
    ),
    taken as (
      -- What was taken once and is blank was emptied here since, by a person: the same value is not taken again.
      update gazelle.%1$I t
      set %2$I = (jsonb_populate_record(null::gazelle.%1$I, jsonb_build_object(%2$L, j.value))).%2$I, version = t.version + 1, updated_at = now()
      from judged j
      where t.id = j.id and t.account_id = $1 and j.outcome = 'taken' and j.found is distinct from j.value
        and (j.outcome_before is distinct from 'taken' or j.value_before <> j.value)
      returning t.id
    ),
    kept as (
      insert into reconcile.kept_fields (account_id, entity, external_id, field)
      select $1, %1$L, t.id, %2$L from taken t where not %5$L
      on conflict do nothing
    )
    select coalesce(jsonb_object_agg(c.outcome, c.number), '{}') || jsonb_build_object('written', (select count(*) from taken))
    from (select j.outcome, count(*) as number from judged j group by 1) c
    $sql$, p_entity, p_field, v_type, p_column, v_is_local
  ) into v_counts using p_account, p_source, p_rows, p_table;
  return v_counts;
end;
$function$;

comment on function reconcile.take_v5_field(text, text, text, text, text, text, jsonb) is
  'Takes the values of one column of a page, notes what became of each in reconcile.v5_values, and answers how many of each outcome there are; written: rows of production that changed.';

create function reconcile.take_v5_values(p_account text, p_source text, p_table text, p_rows jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_field record;
  v_counts jsonb := '{}'::jsonb;
begin
  for v_field in
    select f.* from reconcile.v5_fields() f where f.source_table = p_table and p_rows -> 0 ? f.source_column
  loop
    v_counts := v_counts || jsonb_build_object(
      v_field.source_column,
      reconcile.take_v5_field(p_account, p_source, p_table, v_field.source_column, v_field.entity, v_field.field, p_rows)
    );
  end loop;
  return v_counts;
end;
$$;

comment on function reconcile.take_v5_values(text, text, text, jsonb) is 'Takes the protected values of a page; answers the counts of reconcile.take_v5_field by column.';

-- The way back: what came from version 5 goes, and only that.

create function reconcile.undo_v5_values(p_account text)
returns jsonb
language plpgsql
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_field record;
  v_is_local boolean;
  v_count int;
  v_counts jsonb := '{}'::jsonb;
begin
  for v_field in select f.* from reconcile.v5_fields() f loop
    v_is_local := exists (select from reconcile.field_policies p where p.entity = v_field.entity and p.field = v_field.field and p.policy = 'local');
    -- A value that has changed since is no longer version 5's. Gazelle's blank stands again, which may be an empty list; what Gazelle has by now stays.
    execute format(
      'with emptied as (
         update gazelle.%1$I t set %2$I = %5$s, version = t.version + 1, updated_at = now()
         from reconcile.v5_values v
         %6$s
         where v.account_id = $1 and v.source_table = %3$L and v.source_column = %4$L and v.outcome = ''taken''
           and t.id = v.source_id and t.account_id = $1 and to_jsonb(t.%2$I) = v.value
         returning t.id
       ), released as (
         delete from reconcile.kept_fields k using emptied e
         where k.account_id = $1 and k.entity = %1$L and k.external_id = e.id and k.field = %2$L
       )
       select count(*) from emptied', v_field.entity, v_field.field, v_field.source_table, v_field.source_column,
      case when v_is_local then 'null' else format('s.%I', v_field.field) end,
      case when v_is_local then ''
        else format('join reconcile.%I s on s.id = v.source_id and s.account_id = $1 and reconcile.is_blank(s.%I::text)', v_field.entity, v_field.field)
      end
    ) into v_count using p_account;
    if v_count > 0 then
      v_counts := v_counts || jsonb_build_object(format('gazelle.%s.%s', v_field.entity, v_field.field), v_count);
    end if;
  end loop;
  return v_counts;
end;
$$;

comment on function reconcile.undo_v5_values(text) is
  'Empties what was taken from version 5 where it still stands as it was taken; answers how many by column.';

create function reconcile.undo_v5(p_account text)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '10min'
as $$
declare
  v_counts jsonb := reconcile.undo_v5_values(p_account);
  v_entries text[];
  v_read text[];
  v_count int;
  v_placeholder record;
begin
  v_entries := array(select e.id from gazelle.timeline_entries e where e.account_id = p_account and e.is_legacy);
  delete from gazelle.extracted_measurements m where m.account_id = p_account and m.timeline_entry_id = any (v_entries);
  delete from gazelle.timeline_entries e where e.account_id = p_account and e.is_legacy;
  get diagnostics v_count = row_count;
  v_counts := v_counts || jsonb_build_object('gazelle.timeline_entries', v_count);

  with gone as (delete from reconcile.v5_readings r where r.account_id = p_account returning r.source_id, r.entry_id)
  select count(*), array_agg(distinct g.entry_id) filter (where g.entry_id <> all (v_entries)) into v_count, v_read from gone g;
  if v_read is not null then
    -- Not marked as gone, as a reading that left its text is: it never was Gazelle's.
    delete from gazelle.extracted_measurements m where m.account_id = p_account and m.timeline_entry_id = any (v_read) and m.source = 'v5';
  end if;
  v_counts := v_counts || jsonb_build_object('reconcile.v5_readings', v_count);

  -- Whom a name of version 5 meant is asked no longer; what a person has decided stays.
  delete from reconcile.legacy_references r
  where r.account_id = p_account and r.facts ->> 'from' = 'v5'
    and not exists (select from reconcile.match_decisions d where (d.account_id, d.kind, d.legacy_key) = (r.account_id, r.kind, r.legacy_key));

  delete from reconcile.v5_rows r where r.account_id = p_account;
  get diagnostics v_count = row_count;
  v_counts := v_counts || jsonb_build_object('reconcile.v5_rows', v_count);
  for v_placeholder in select * from reconcile.v5_placeholders p where p.account_id = p_account loop
    begin
      execute format('delete from gazelle.%I t where t.id = $1 and t.account_id = $2 and t.is_placeholder', v_placeholder.entity)
      using v_placeholder.id, p_account;
    exception
      -- Something of Gazelle's refers to it by now.
      when foreign_key_violation then
        null;
    end;
  end loop;
  delete from reconcile.v5_placeholders p where p.account_id = p_account;
  delete from reconcile.v5_twins t where t.account_id = p_account;
  delete from reconcile.v5_values v where v.account_id = p_account;
  return v_counts;
end;
$$;

comment on function reconcile.undo_v5(text) is
  'Takes away what came from version 5: values that still stand as they were taken, legacy entries with their readings, readings of metadata, rows, names of authors that nobody has decided about. Answers how many by table, values by column. Decisions about matches and the numbers of clients and pianos stay: people and views use them.';

-- Entries of version 5 that Gazelle has not, as legacy history.

create function reconcile.write_v5_entries(p_account text, p_entries jsonb[])
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  v_written text[];
begin
  with entries as (
    select
      e.id, e.local_date, coalesce(case when e.type <> 'NOTE' then e.type end, 'USER_COMMENT') as type, e.title, e.description,
      c.id as client_id, p.id as piano_id, coalesce(u.id, r.matched_id) as user_id, i.id as invoice_id, s.id as estimate_id, e.created_by,
      -- Only the day is known: its first moment keeps the entry in its place.
      e.local_date::timestamp at time zone a.time_zone as occurred_at
    from unnest(p_entries) n (item)
    cross join lateral jsonb_to_record(n.item) e (
      id text, client_id text, piano_id text, user_id text, invoice_id text, estimate_id text, created_by text, local_date date, type text, title text,
      description text
    )
    join sync.accounts a on a.account_id = p_account
    left join gazelle.clients c on c.id = e.client_id and c.account_id = p_account
    left join gazelle.pianos p on p.id = e.piano_id and p.account_id = p_account
    left join gazelle.users u on u.id = e.user_id and u.account_id = p_account
    left join gazelle.invoices i on i.id = e.invoice_id and i.account_id = p_account
    left join gazelle.estimates s on s.id = e.estimate_id and s.account_id = p_account
    left join reconcile.legacy_references r on r.account_id = p_account and r.kind = 'user' and r.legacy_key = e.created_by
  ), written as (
    insert into gazelle.timeline_entries as t (
      id, account_id, occurred_at, local_date, type, summary, comment, client_id, piano_id, user_id, invoice_id, estimate_id, legacy_author, is_legacy
    )
    select
      e.id, p_account, e.occurred_at, e.local_date, e.type, e.title, e.description, e.client_id, e.piano_id, e.user_id, e.invoice_id, e.estimate_id,
      e.created_by, true
    from entries e
    order by e.id
    on conflict (id) do update
    set occurred_at = excluded.occurred_at, local_date = excluded.local_date, type = excluded.type, summary = excluded.summary,
      comment = excluded.comment, client_id = excluded.client_id, piano_id = excluded.piano_id, user_id = excluded.user_id,
      invoice_id = excluded.invoice_id, estimate_id = excluded.estimate_id, legacy_author = excluded.legacy_author, version = t.version + 1, updated_at = now()
    where t.account_id = p_account and t.is_legacy
      and (t.local_date, t.type, t.summary, t.comment, t.client_id, t.piano_id, t.user_id, t.invoice_id, t.estimate_id, t.legacy_author)
        is distinct from (
          excluded.local_date, excluded.type, excluded.summary, excluded.comment, excluded.client_id, excluded.piano_id, excluded.user_id,
          excluded.invoice_id, excluded.estimate_id, excluded.legacy_author
        )
    returning t.id
  )
  select coalesce(array_agg(w.id), '{}') into v_written from written w;
  return v_written;
end;
$$;

comment on function reconcile.write_v5_entries(text, jsonb[]) is
  'Writes entries of version 5 that Gazelle has not as legacy history; answers the ids of those that are new or changed.';
