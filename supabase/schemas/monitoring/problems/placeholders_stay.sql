-- Placeholders that have waited too long for their record.

create function monitoring.find_placeholders_stay(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, p.account_id, e.entity,
    format('%s of %s, the oldest since %s (%s).', p.records, e.entity, date_trunc('minute', p.since), p.example),
    jsonb_build_object('records', p.records, 'example', p.example)
  from (
    select m.tableoid, m.account_id, count(*) as records, min(m.created_at) as since,
      (array_agg(m.id order by m.created_at, m.id))[1] as example
    from reconcile.mirror m
    where m.is_placeholder and m.deleted_at is null and m.created_at < now() - make_interval(hours => p_threshold::int)
    group by 1, 2
  ) p
  join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = p.tableoid;
$$;

comment on function monitoring.find_placeholders_stay(numeric) is 'Rule placeholders_stay: one problem an entity. p_threshold: hours.';
