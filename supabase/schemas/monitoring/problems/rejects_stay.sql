-- Refused records that wait too long for repair.

create function monitoring.find_rejects_stay(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, w.account_id, m.module,
    format('%s records of %s, the oldest since %s (%s).', w.records, m.module, date_trunc('minute', w.since), w.example),
    jsonb_build_object('records', w.records, 'example', w.example)
  from (
    select s.tableoid, s.account_id, count(*) as records, min(s.fetched_at) as since, min(s.external_id collate "C") as example
    from staging.records s
    where s.status <> 'promoted' and s.gone_at is null and s.fetched_at < now() - make_interval(hours => p_threshold::int)
    group by 1, 2
  ) w
  join sync.modules m on format('staging.%I', 'stg_' || m.module)::regclass = w.tableoid;
$$;

comment on function monitoring.find_rejects_stay(numeric) is 'Rule rejects_stay: one problem a module. p_threshold: hours.';
