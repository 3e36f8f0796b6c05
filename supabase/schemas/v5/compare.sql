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
  p_table text, p_column text, p_type text, p_entity text, p_raw jsonb, p_theirs jsonb, p_ours jsonb, p_record jsonb, p_serials jsonb, p_outcome text
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
  v_field constant text := (
    select case when f.entity in ('appointments', 'users') then 'local' else 'keep' end
    from reconcile.v5_fields() f where f.source_table = p_table and f.source_column = p_column
  );
  v_instant constant timestamptz := reconcile.v5_instant(coalesce(p_record -> 'start_datetime', p_record -> 'occurred_at'));
begin
  if p_theirs is null then
    return case when reconcile.v5_is_blank(p_raw) then 'blank_in_v5' else 'unreadable_in_v5' end;
  elsif v_field is not null then
    return case
      when p_type = 'boolean' and v_theirs = 'false' then 'false_says_nothing'
      when p_outcome = 'stands' then 'comes_over'
      when v_ours is null or p_type = 'text[]' and p_ours = '[]' then case when p_outcome = 'taken' then 'emptied_since' else 'comes_over' end
      when v_field = 'local' then 'kept_here'
      else 'gazelle_wins'
    end;
  elsif p_column in ('created_at', 'updated_at') then
    return 'time_of_sync';
  elsif p_column = 'start_datetime' then
    return 'never_right_in_v5';
  elsif p_column = 'metadata' then
    return 'read_again';
  elsif p_column in ('id', 'external_id', 'gazelle_user_id') then
    return 'number_of_v5';
  elsif p_entity is not null and reconcile.v5_reference(p_raw, p_entity, p_serials) = v_ours then
    return 'number_for_id';
  elsif p_column in ('entry_type', 'event_type') then
    return 'type_rewritten';
  elsif v_ours is null then
    return 'blank_at_gazelle';
  elsif p_type = 'text' and (starts_with(v_ours, rtrim(v_theirs)) or p_table = 'gazelle_appointments' and p_column = 'description') then
    return 'cut_in_v5';
  elsif p_type = 'text' and (reconcile.plain(v_ours) = reconcile.plain(v_theirs) or p_column = 'phone' and reconcile.plain_phone(v_ours) = reconcile.plain_phone(v_theirs) or upper(v_theirs) in ('CANCELLED', 'CANCELED') and upper(v_ours) in ('CANCELLED', 'CANCELED')) then
    return 'other_spelling';
  elsif p_type = 'numeric' and p_theirs <> '0' and v_theirs::numeric = v_ours::numeric * 100 then
    return 'cents_in_v5';
  elsif p_type = 'date' and p_theirs = to_jsonb((v_instant at time zone 'UTC')::date)
    or p_type = 'time without time zone' and p_theirs = to_jsonb((v_instant at time zone 'UTC')::time(0)) then
    return 'utc_in_v5';
  end if;
  return 'newer_at_gazelle';
end;
$$;

comment on function v5.rule_of(text, text, text, text, jsonb, jsonb, jsonb, jsonb, jsonb, text) is
  'What explains that a field differs. p_raw and p_theirs: version 5''s value, as it is and as it reads; p_ours: that of the view of schema v5, p_record its whole row; p_outcome: what became of a protected value; stands: it was taken, and is here as it was.';

create function v5.compare(p_account text, p_table text, p_rows jsonb, p_serials jsonb default '{}', p_samples int default 3)
returns jsonb
language plpgsql
stable
set search_path = ''
set statement_timeout = '120s'
set timezone = 'UTC'
as $function$
declare
  v_found jsonb;
begin
  perform sync.check_account(p_account);
  -- Version 5's own tables have no counterpart; they came over as they were.
  if not exists (select from v5.columns_of(p_table) c where c.name = 'external_id') then
    return jsonb_build_object('records', '{}'::jsonb, 'fields', '{}'::jsonb, 'samples', '[]'::jsonb);
  end if;
  execute format(
    $sql$
    with given as (
      select distinct on (g.id) g.id, g.item
      from (
        select reconcile.v5_id(r.item) as id, r.item, r.place from jsonb_array_elements($2) with ordinality r (item, place)
      ) g
      where g.id is not null
      order by g.id, reconcile.v5_instant(g.item -> 'updated_at') desc nulls last, (select count(*) from jsonb_each(g.item) v where v.value <> 'null') desc, g.place
    ),
    pairs as (
      select g.id, g.item, to_jsonb(v) as ours
      from given g
      left join v5.%1$I v on v.external_id = g.id and v.account_id = $1
    ),
    differing as (
      select p.id, c.name, p.item -> c.name as raw, p.ours -> c.name as ours,
        v5.rule_of(
          %1$L, c.name, c.type, c.entity, p.item -> c.name, t.theirs, p.ours -> c.name, p.ours, $3,
          -- What came over stands here, and version 5 has another value since.
          case when b.outcome = 'taken' and b.value = p.ours -> c.name then 'stands' else b.outcome end
        ) as rule
      from pairs p
      cross join v5.columns_of(%1$L) c
      cross join lateral (select reconcile.v5_value(p.item -> c.name, c.type) as theirs) t
      left join reconcile.v5_values b on b.account_id = $1 and b.source_table = %1$L and b.source_id = p.id and b.source_column = c.name
      where p.ours is not null and p.item ? c.name and t.theirs is distinct from nullif(p.ours -> c.name, 'null')
    ),
    records as (
      select p.id,
        case
          when p.ours is not null then case when starts_with(p.id, 'tle_') then 'legacy' when exists (select from differing d where d.id = p.id) then 'differs' else 'same' end
          when w.entry_id is not null then 'twin'
          when starts_with(p.id, 'tle_') then 'comes_over'
          else 'gone_at_gazelle'
        end as rule
      from pairs p
      left join reconcile.v5_twins w on w.account_id = $1 and w.source_id = p.id
    )
    select jsonb_build_object(
      'records', (select coalesce(jsonb_object_agg(r.rule, r.number), '{}') from (select r.rule, count(*) as number from records r group by 1) r),
      'fields', (
        select coalesce(jsonb_object_agg(f.name, f.rules), '{}')
        from (
          select d.name, jsonb_object_agg(d.rule, d.number) as rules
          from (select d.name, d.rule, count(*) as number from differing d group by 1, 2) d group by 1
        ) f
      ),
      'samples', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', s.id, 'column', s.name, 'rule', s.rule, 'v5', left(s.raw #>> '{}', 120), 'here', left(s.ours #>> '{}', 120)
        )), '[]')
        from (select d.*, row_number() over (partition by d.name, d.rule order by d.id) as number from differing d) s
        where s.number <= $4
      )
    )
    $sql$, p_table
  ) into v_found using p_account, p_rows, p_serials, p_samples;
  return v_found;
end;
$function$;

comment on function v5.compare(text, text, jsonb, jsonb, int) is
  'Compares rows of a table of version 5 with production in the same shape, and changes nothing. records: how many are the same, differ, are gone at Gazelle, are twins or legacy; fields: how many differ, {column: {rule: number}}; samples: p_samples of each column and rule.';

create view v5.open_differences with (security_invoker = on) as
select v.account_id, v.source_table, v.source_id, v.source_column, v.outcome as reason, v.value, v.found, v.accepted_by, v.accepted_at
from reconcile.v5_values v
where v.outcome in ('kept_here', 'no_record', 'unreadable', 'other_account')
union all
select r.account_id, r.source_table, r.source_id, f.key, 'unresolved', r.data -> f.key, null, r.accepted_by, r.accepted_at
from reconcile.v5_rows r
cross join lateral jsonb_each(r.refers_to) f
where f.value = 'null';

comment on view v5.open_differences is
  'What no rule decides after a move: values for which production has another or no record, values and references that cannot be read. A person accepts them: `gazelle migrate-v5 --compare --accept`.';

