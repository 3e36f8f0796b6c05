-- A field that changed its type at Gazelle: many records of a day whose value of that field cannot be used.

create function monitoring.read_unusable_fields(p_module text, p_account text, p_since timestamptz)
returns table (field text, sentence text, records bigint, example_id text, example jsonb)
language plpgsql
stable
set search_path = ''
as $$
begin
  -- The partial index on issues bounds the scan. A field may break several rules; the one that most records break counts.
  for field, sentence, records, example_id, example in execute format(
    'select distinct on (i.field) i.field, r.sentence, i.records, i.example_id, i.example
     from (
       select p.issue ->> ''field'' as field, p.issue ->> ''rule'' as rule, count(distinct s.external_id) as records,
         min(s.external_id collate "C") as example_id,
         (array_agg(p.issue -> ''value'' order by s.external_id collate "C"))[1] as example
       from staging.%I s
       cross join lateral jsonb_array_elements(s.issues) p (issue)
       where s.issues is not null and s.account_id = $1 and s.gone_at is null and s.fetched_at > $2
       group by 1, 2
     ) i
     join reconcile.rules r on r.rule = i.rule and r.withholds and r.rule <> ''not_given''
     where i.records >= 5
     order by i.field, i.records desc, i.rule', 'stg_' || p_module
  ) using p_account, p_since
  loop
    return next;
  end loop;
end;
$$;

comment on function monitoring.read_unusable_fields(text, text, timestamptz) is
  'Fields of a module whose value is withheld by the same rule in at least five records fetched since then, with one of these. What erred is a hole, and reported as such.';

create function monitoring.count_staged(p_module text, p_account text, p_since timestamptz, p_limit bigint)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
declare
  v_count bigint;
begin
  execute format(
    'select count(*) from (select from staging.%I s where s.account_id = $1 and s.fetched_at > $2 limit $3) f', 'stg_' || p_module
  ) into v_count using p_account, p_since, p_limit;
  return v_count;
end;
$$;

comment on function monitoring.count_staged(text, text, timestamptz, bigint) is
  'Records of a module that were fetched since then, counted up to p_limit.';

create function monitoring.find_type_drift(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
-- The partial index, also where Postgres has not analysed the table yet and would read all of it.
set enable_seqscan = off
as $$
  select
    null, m.account_id, concat(m.module, '.', d.field),
    format('%s: %s cannot be used in %s records. %s Example: %s (%s).', m.module, d.field, d.records, d.sentence, d.example, d.example_id),
    jsonb_build_object(
      'module', m.module, 'field', d.field, 'records', d.records, 'expected', d.sentence, 'value', d.example, 'example', d.example_id
    )
  -- Only modules that have an issue are asked for more: a statement for each of them would have to be planned each minute.
  from (
    select m.module, i.account_id
    from (
      select distinct r.tableoid, r.account_id
      from (select s.tableoid, s.account_id from staging.records s where s.issues is not null and s.gone_at is null offset 0) r
    ) i
    join sync.modules m on format('staging.%I', 'stg_' || m.module)::regclass = i.tableoid
  ) m
  cross join lateral (
    select array_agg(a.subject) as subjects
    from monitoring.alerts a
    where a.rule = 'type_drift' and a.account_id = m.account_id and a.resolved_at is null
      and a.subject like m.module || '.%'
  ) o
  -- An alert that is open ends when the records are repaired, not when a day has passed.
  cross join lateral monitoring.read_unusable_fields(
    m.module, m.account_id, case when o.subjects is null then now() - interval '1 day' else '-infinity' end
  ) d
  where case
    when concat(m.module, '.', d.field) = any (o.subjects) then true
    else 100 * d.records >= p_threshold * monitoring.count_staged(
      m.module, m.account_id, now() - interval '1 day', ceil(100 * d.records / nullif(p_threshold, 0))::bigint + 1
    )
  end;
$$;

comment on function monitoring.find_type_drift(numeric) is
  'Rule type_drift: one problem a module and field. p_threshold: percent of the records fetched in the last day; fewer than five records are none.';
