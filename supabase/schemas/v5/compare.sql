-- Version 5 against production, record by record and field by field: each difference has a rule that explains it, or is open.

create function v5.columns_of(p_table text)
returns table (name text, type text, entity text)
language sql
stable
set search_path = ''
begin atomic
  select a.attname::text, format_type(a.atttypid, null),
    case when a.attname in ('client_external_id', 'client_id') then 'clients' when a.attname in ('piano_external_id', 'piano_id') then 'pianos' end
  from pg_catalog.pg_attribute a
  where a.attrelid = to_regclass(format('v5.%I', p_table)) and a.attnum > 0 and not a.attisdropped and a.attname <> 'account_id';
end;

comment on function v5.columns_of(text) is 'The columns of a view of version 5, with what a reference is to; none where there is no such view.';

create function v5.rule_of(
  p_table text, p_column text, p_type text, p_entity text, p_raw jsonb, p_theirs jsonb, p_ours jsonb, p_record jsonb, p_serials jsonb, p_taken_into text, p_outcome text,
  p_is_imported boolean
)
returns text
language plpgsql
immutable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_theirs constant text := p_theirs #>> '{}';
  v_ours constant text := nullif(p_ours, 'null') #>> '{}';
  v_instant timestamptz;
begin
  if p_theirs is null then
    return case when reconcile.v5_is_blank(p_raw) then 'blank_in_v5' else 'unreadable_in_v5' end;
  elsif p_taken_into is not null then
    return case
      when p_type = 'boolean' and v_theirs = 'false' then 'false_says_nothing'
      when p_outcome = 'stands' then 'comes_over'
      when v_ours is null or p_type = 'text[]' and p_ours = '[]' then case when p_outcome = 'taken' then 'emptied_since' else 'comes_over' end
      when p_taken_into in ('appointments', 'users') then 'kept_here'
      else 'gazelle_wins'
    end;
  elsif p_column in ('created_at', 'updated_at') then
    return 'time_of_sync';
  elsif p_column = 'start_datetime' then
    return 'never_right_in_v5';
  elsif p_column = 'metadata' then
    return 'read_again';
  elsif p_column in ('id', 'external_id', 'gazelle_user_id') then
    -- The views show version 5's number once it is known here.
    return case when v_ours is null then 'number_comes_over' else 'number_of_v5' end;
  elsif p_entity is not null and reconcile.v5_reference(p_raw, p_entity, p_serials) = v_ours then
    return 'number_for_id';
  elsif p_is_imported and p_column in ('created_by', 'user_id') then
    return 'author_matched';
  elsif p_is_imported and p_column = 'occurred_at' then
    return 'only_its_day';
  elsif p_column in ('entry_type', 'event_type') then
    return 'type_rewritten';
  elsif v_ours is null then
    return case when p_is_imported then 'number_of_nobody' else 'blank_at_gazelle' end;
  elsif p_type = 'text' and (starts_with(v_ours, rtrim(v_theirs)) or p_table = 'gazelle_appointments' and p_column = 'description') then
    return 'cut_in_v5';
  elsif p_type = 'text' and (reconcile.plain(v_ours) = reconcile.plain(v_theirs) or p_column = 'phone' and reconcile.plain_phone(v_ours) = reconcile.plain_phone(v_theirs) or upper(v_theirs) in ('CANCELLED', 'CANCELED') and upper(v_ours) in ('CANCELLED', 'CANCELED')) then
    return 'other_spelling';
  elsif p_type = 'numeric' and p_theirs <> '0' and v_theirs::numeric = v_ours::numeric * 100 then
    return 'cents_in_v5';
  end if;
  v_instant := reconcile.v5_instant(coalesce(p_record -> 'start_datetime', p_record -> 'occurred_at'));
  if p_type = 'date' and p_theirs = to_jsonb((v_instant at time zone 'UTC')::date)
    or p_type = 'time without time zone' and p_theirs = to_jsonb((v_instant at time zone 'UTC')::time(0)) then
    return 'utc_in_v5';
  end if;
  -- Of an entry that Gazelle never had, nothing changes there.
  return case when p_is_imported then 'changed_since' else 'newer_at_gazelle' end;
end;
$$;

comment on function v5.rule_of(text, text, text, text, jsonb, jsonb, jsonb, jsonb, jsonb, text, text, boolean) is
  'What explains that a field differs. p_raw and p_theirs: version 5''s value, as it is and as it reads; p_ours: that of the view of schema v5, p_record its whole row; p_taken_into: entity whose protected value the column is; p_outcome: what became of a protected value; stands: it came over and stands here as it was; p_is_imported: of an entry that Gazelle never had.';

create function v5.compare_records(p_account text, p_table text, p_rows jsonb, p_serials jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
set timezone = 'UTC'
as $function$
declare
  v_is_timeline constant boolean := p_table = 'gazelle_timeline_entries';
  v_found jsonb;
begin
  execute format(
    $sql$
    with given as (
      select case when $4 then reconcile.v5_entry_id($1, c.id) else c.id end as id, $4 and reconcile.v5_is_imported(c.id) as is_imported, c.item
      from reconcile.v5_copies($2) c
      where c.place = 1
    ),
    pairs as (
      select g.id, g.is_imported, g.item, to_jsonb(v) as ours
      from given g
      left join v5.%1$I v on v.external_id = g.id and v.account_id = $1
    ),
    differing as (
      select p.id, c.name as "column",
        v5.rule_of(
          %1$L, c.name, c.type, c.entity, p.item -> c.name, t.theirs, p.ours -> c.name, p.ours, $3, f.entity,
          -- What came over stands here, and version 5 has another value since.
          case when b.outcome = 'taken' and b.value = p.ours -> c.name then 'stands' else b.outcome end,
          p.is_imported
        ) as rule,
        left(p.item ->> c.name, 120) as v5, left(p.ours ->> c.name, 120) as here
      from pairs p
      cross join v5.columns_of(%1$L) c
      cross join lateral (select reconcile.v5_value(p.item -> c.name, c.type) as theirs) t
      left join reconcile.v5_fields() f on f.source_table = %1$L and f.source_column = c.name
      left join reconcile.v5_values b on b.account_id = $1 and b.source_table = %1$L and b.source_id = p.id and b.source_column = c.name
      where p.ours is not null and p.item ? c.name
        -- Most fields are the same to the letter: those need not be read.
        and p.item -> c.name is distinct from p.ours -> c.name and t.theirs is distinct from nullif(p.ours -> c.name, 'null')
    ),
    records as (
      select
        case
          when p.ours is not null then case when p.is_imported then 'legacy' when exists (select from differing d where d.id = p.id) then 'differs' else 'same' end
          when w.entry_id is not null then 'twin'
          when p.is_imported then 'imported'
          else 'gone_at_gazelle'
        end as rule
      from pairs p
      left join reconcile.v5_twins w on w.account_id = $1 and w.source_id = p.id
    )
    select jsonb_build_object(
      'records', (select jsonb_object_agg(r.rule, r.number) from (select r.rule, count(*) as number from records r group by 1) r),
      'fields', (select jsonb_agg(to_jsonb(d)) from differing d)
    )
    $sql$, p_table
  ) into v_found using p_account, p_rows, p_serials, v_is_timeline;
  return v_found;
end;
$function$;

comment on function v5.compare_records(text, text, jsonb, jsonb) is
  'Compares rows of a table of Gazelle''s records with the view of the same name: records, {rule: number}; fields, those that differ, [{"id", "column", "rule", "v5", "here"}].';

create function v5.compare_rows(p_account text, p_table text, p_rows jsonb, p_serials jsonb)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  with pairs as (
    select g.id, g.data, r.data as ours
    from reconcile.v5_own_rows(p_account, p_table, p_rows, p_serials) g
    left join reconcile.v5_rows r on (r.account_id, r.source_table, r.source_id) = (p_account, p_table, g.id)
  ),
  differing as (
    select p.id, f.name as "column", 'comes_over' as rule, left(p.data ->> f.name, 120) as v5, left(p.ours ->> f.name, 120) as here
    from pairs p
    cross join lateral (select jsonb_object_keys(p.data) union select jsonb_object_keys(p.ours)) f (name)
    where p.data -> f.name is distinct from p.ours -> f.name and p.ours is not null
  ),
  records as (
    select case when p.ours is null then 'comes_over' when p.ours = p.data then 'same' else 'differs' end as rule from pairs p
  )
  select jsonb_build_object(
    'records', (select jsonb_object_agg(r.rule, r.number) from (select r.rule, count(*) as number from records r group by 1) r),
    'fields', (select jsonb_agg(to_jsonb(d)) from differing d)
  );
end;

comment on function v5.compare_rows(text, text, jsonb, jsonb) is
  'Compares rows of a table of version 5''s own with what is kept of them, as v5.compare_records does. What differs has changed in version 5 since, and comes over with another move.';

create function v5.compare(p_account text, p_table text, p_rows jsonb, p_serials jsonb default '{}', p_so_far jsonb default '{}', p_samples int default 3)
returns jsonb
language plpgsql
stable
set search_path = ''
set statement_timeout = '120s'
as $$
declare
  v_rows constant jsonb := sync.v5_rows_without_erased(p_account, p_rows, p_serials);
  v_erased constant int := jsonb_array_length(p_rows) - jsonb_array_length(v_rows);
  v_found jsonb;
begin
  perform sync.check_account(p_account);
  v_found := case
    when exists (select from v5.columns_of(p_table) c where c.name = 'external_id') then v5.compare_records(p_account, p_table, v_rows, p_serials)
    else v5.compare_rows(p_account, p_table, v_rows, p_serials)
  end;
  return (
    with fields as (
      select f.* from jsonb_to_recordset(nullif(v_found -> 'fields', 'null')) f (id text, "column" text, rule text, v5 text, here text)
    )
    select jsonb_build_object(
      'counts', sync.v5_sum(p_so_far, jsonb_build_object(
        'records', coalesce(nullif(v_found -> 'records', 'null'), '{}') || case when v_erased > 0 then jsonb_build_object('erased', v_erased) else '{}' end,
        'fields', (
          select coalesce(jsonb_object_agg(r."column", r.rules), '{}')
          from (
            select n."column", jsonb_object_agg(n.rule, n.number) as rules
            from (select f."column", f.rule, count(*) as number from fields f group by 1, 2) n group by 1
          ) r
        )
      )),
      'samples', (
        select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'column', s."column", 'rule', s.rule, 'v5', s.v5, 'here', s.here)), '[]')
        from (select f.*, row_number() over (partition by f."column", f.rule order by f.id) as number from fields f) s
        where s.number <= p_samples
      )
    )
  );
end;
$$;

comment on function v5.compare(text, text, jsonb, jsonb, jsonb, int) is
  'Compares rows of a table of version 5 with what is here of them, and changes nothing. counts: p_so_far and those of these rows, which are records, how many are the same, differ, are gone at Gazelle, are twins, legacy, of an erased client, or not moved yet, and fields, how many differ, {column: {rule: number}}; samples: p_samples of each column and rule.';
