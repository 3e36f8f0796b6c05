-- Each record has an alert of its own, but for a mass of them, which is one alert: a thousand messages are none.

create function monitoring.told_together(p_rule text, p_module text, p_episodes monitoring.episode[])
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  with found as (
    select distinct on (e.account_id, e.record_id) e.* from unnest(p_episodes) e order by e.account_id, e.record_id, e.began_at desc
  ), placed as (
    select f.*,
      case
        when o.alert_id is not null then 'own'
        when g.id is not null then 'group'
        -- Five in an hour have each their own.
        when count(*) filter (where o.alert_id is null and g.id is null) over (partition by f.account_id) > 5 - coalesce(h.opened, 0) then 'group'
        else 'own'
      end as place
    from found f
    left join monitoring.alerts o
      on o.rule = p_rule and o.account_id = f.account_id and o.subject = f.record_id and o.resolved_at is null and o.covers is null
    left join (
      select a.account_id, k.id from monitoring.alerts a cross join jsonb_object_keys(a.covers) k (id) where a.rule = p_rule and a.resolved_at is null
    ) g on g.account_id = f.account_id and g.id = f.record_id
    left join (
      select a.account_id, count(*) as opened
      from monitoring.alerts a
      where a.rule = p_rule and a.covers is null and a.opened_at > now() - interval '1 hour'
      group by a.account_id
    ) h on h.account_id = f.account_id
  )
  select
    null, p.account_id, p.record_id, sync.fit_text(p.message, 500),
    jsonb_build_object('module', p_module, 'name', sync.fit_text(p.name, 200), 'client', p.client_id, 'since', p.began_at)
  from placed p
  where p.place = 'own'
  union all
  select
    null, p.account_id, p.account_id,
    concat_ws(
      '; ', format('%s at once. %s', count(*), string_agg(case when p.nth <= 3 then sync.fit_text(p.message, 300) end, ' ' order by p.nth)),
      case when count(*) > 3 then format('and %s more', count(*) - 3) end
    ),
    jsonb_build_object(
      'module', p_module, 'records', count(*), 'ids', jsonb_agg(p.record_id order by p.nth) filter (where p.nth <= 20),
      'grouped', jsonb_object_agg(p.record_id, p.name)
    )
  from (select p.*, row_number() over (partition by p.account_id order by p.began_at desc, p.record_id) as nth from placed p where p.place = 'group') p
  group by p.account_id;
$$;

comment on function monitoring.told_together(text, text, monitoring.episode[]) is
  'Problems of what a rule on data finds now: one a record, and one of the account for those that are too many. Where a record has been told it stays until it is over. details.grouped: the records of the one, with their names, for monitoring.note_group.';

create function monitoring.note_group(p_alert bigint, p_grouped jsonb, p_is_told boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_covers jsonb;
  v_new text[];
begin
  select coalesce(a.covers, '{}') into v_covers from monitoring.alerts a where a.alert_id = p_alert;
  select jsonb_object_agg(g.id, p_is_told or coalesce(c.value, 'false') = 'true'), array_agg(g.id order by g.id) filter (where c.value is distinct from 'true')
  into v_covers, v_new
  from jsonb_object_keys(p_grouped) g (id)
  left join jsonb_each(v_covers) c on c.key = g.id;
  if v_new is not null and not p_is_told
    and not exists (select from monitoring.notices n where n.alert_id = p_alert and n.at > now() - interval '1 hour')
  then
    insert into monitoring.notices (alert_id, event, message)
    select p_alert, 'more', concat_ws(
      '; ', format('%s New: %s', a.message, string_agg(case when n.nth <= 3 then sync.fit_text(p_grouped ->> n.id, 200) end, '; ' order by n.nth)),
      case when count(*) > 3 then format('and %s more', count(*) - 3) end
    ) || '.'
    from monitoring.alerts a
    cross join unnest(v_new) with ordinality n (id, nth)
    where a.alert_id = p_alert
    group by a.message;
    v_covers := (select jsonb_object_agg(c.key, true) from jsonb_each(v_covers) c);
  end if;
  update monitoring.alerts a set covers = v_covers where a.alert_id = p_alert and a.covers is distinct from v_covers;
end;
$$;

comment on function monitoring.note_group(bigint, jsonb, boolean) is
  'Keeps which records an alert about many covers, and names those that joined it in a further notice, one an hour at most. p_is_told: a notice was written just now, which tells of all.';
