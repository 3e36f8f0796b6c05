-- The values of the enums that a module's lanes send: those that it declares, and those that Gazelle was found to have.

create table sync.enum_values (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  enum text not null,
  value text not null,
  is_declared boolean not null,
  is_live boolean not null default true,
  first_seen_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  checked_at timestamptz,
  primary key (account_id, module, enum, value)
);

comment on table sync.enum_values is
  'Values of the enums that a module''s queries send, as the last new sweep found them: by introspection, or in the records.';
comment on column sync.enum_values.is_declared is 'The module''s file names it.';
comment on column sync.enum_values.is_live is 'Gazelle has it; false: its schema lost it, or a query was refused for it. It is not sent then.';
comment on column sync.enum_values.changed_at is 'When is_live changed last.';
comment on column sync.enum_values.checked_at is 'When Gazelle was last asked for the values of this enum.';

alter table sync.enum_values enable row level security;

create function sync.live_values(p_account text, p_module text)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  select coalesce(jsonb_object_agg(e.enum, e."values"), '{}')
  from (
    select v.enum, jsonb_agg(v.value order by v.value) as "values"
    from sync.enum_values v
    -- Without introspection nothing shows when a refused value is back: it is tried again each week.
    where v.account_id = p_account and v.module = p_module and (v.is_live or v.changed_at < now() - interval '7 days')
    group by v.enum
  ) e;
end;

comment on function sync.live_values(text, text) is 'The values that a module''s lanes may send, by enum.';

create function sync.declare_enum_values(p_account text, p_module text, p_enums jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into sync.enum_values as v (account_id, module, enum, value, is_declared)
  select p_account, p_module, e.enum, d.value, true
  from jsonb_each(p_enums) e (enum, declared)
  cross join lateral jsonb_array_elements_text(e.declared -> 'values') d (value)
  on conflict (account_id, module, enum, value) do update set is_declared = true where not v.is_declared;
  update sync.enum_values v
  set is_declared = false
  where v.account_id = p_account and v.module = p_module and v.is_declared
    and not coalesce(p_enums -> v.enum -> 'values' ? v.value, false);
  delete from sync.enum_values v
  where v.account_id = p_account and v.module = p_module and not v.is_declared and not v.is_live;
end;
$$;

comment on function sync.declare_enum_values(text, text, jsonb) is 'Notes the values that a module''s file names now; one that it no longer names and Gazelle does not have is forgotten.';

create function sync.read_enum_values(p_account text, p_module text, p_enums jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform sync.declare_enum_values(p_account, p_module, p_enums);
  return jsonb_build_object(
    'values', sync.live_values(p_account, p_module),
    'due', (
      select coalesce(max(v.checked_at) < now() - interval '1 day', true)
      from sync.enum_values v
      where v.account_id = p_account and v.module = p_module
    )
  );
end;
$$;

comment on function sync.read_enum_values(text, text, jsonb) is
  'The values that a module''s lanes may send, and whether Gazelle should be asked for them: once a day. p_enums: enum → {field, values}, as the module declares them.';

create function sync.values_in_records(p_account text, p_module text, p_field text)
returns setof text
language plpgsql
stable
set search_path = ''
set statement_timeout = '60s'
as $$
begin
  return query execute format(
    'select distinct s.raw_data ->> $2 from staging.%I s where s.account_id = $1 and s.raw_data ->> $2 ~ ''^[A-Z][A-Z0-9_]*$''',
    'stg_' || p_module
  ) using p_account, p_field;
end;
$$;

comment on function sync.values_in_records(text, text, text) is 'The values of an enum that a module''s records have. Reads them all: only for a server that does not tell its values.';

create function sync.store_enum_values(p_account text, p_module text, p_enums jsonb, p_told jsonb)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
begin
  perform sync.declare_enum_values(p_account, p_module, p_enums);

  insert into sync.enum_values as v (account_id, module, enum, value, is_declared)
  select p_account, p_module, t.enum, n.value, false
  from jsonb_each(p_told) t (enum, names)
  cross join lateral jsonb_array_elements_text(t.names) n (value)
  where p_enums ? t.enum and length(n.value) <= 200
  on conflict (account_id, module, enum, value) do update set is_live = true, changed_at = now() where not v.is_live;
  update sync.enum_values v
  set is_live = false, changed_at = now()
  where v.account_id = p_account and v.module = p_module and v.is_live and p_told ? v.enum and not p_told -> v.enum ? v.value;

  -- What Gazelle does not tell, its records show. A value that a query was refused for stays out.
  insert into sync.enum_values (account_id, module, enum, value, is_declared)
  select p_account, p_module, e.enum, r.value, false
  from jsonb_each(p_enums) e (enum, declared)
  cross join lateral sync.values_in_records(p_account, p_module, e.declared ->> 'field') r (value)
  where not p_told ? e.enum
  on conflict do nothing;

  update sync.enum_values v set checked_at = now() where v.account_id = p_account and v.module = p_module;
  return sync.live_values(p_account, p_module);
end;
$$;

comment on function sync.store_enum_values(text, text, jsonb, jsonb) is
  'Stores the values that Gazelle answered (enum → values), or else those that the records have, and answers those that may be sent.';

create function sync.drop_enum_values(p_account text, p_module text, p_values text[])
returns void
language sql
set search_path = ''
begin atomic
  update sync.enum_values v
  set is_live = false, changed_at = now()
  where v.account_id = p_account and v.module = p_module and v.value = any (p_values);
end;

comment on function sync.drop_enum_values(text, text, text[]) is 'Leaves values out of a module''s queries that Gazelle refused a query for.';
