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
