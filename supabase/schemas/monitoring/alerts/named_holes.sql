-- The alert hole_stays names each hole once: those that come while it is open, in a further notice, one a day at most.

create table monitoring.named_holes (
  alert_id bigint not null references monitoring.alerts on delete cascade,
  hole_id bigint not null,
  at timestamptz not null default now(),
  primary key (alert_id, hole_id)
);

comment on table monitoring.named_holes is 'The holes about which a notice of an open alert has told people.';

alter table monitoring.named_holes enable row level security;
create policy of_members on monitoring.named_holes for select to authenticated using (
  exists (select from monitoring.alerts a where a.alert_id = named_holes.alert_id)
);
grant select on monitoring.named_holes to authenticated;
grant insert, update, delete on monitoring.named_holes to service_role;

create function monitoring.unnamed_holes(p_alert monitoring.alerts, p_threshold numeric)
returns setof sync.holes
language sql
stable
set search_path = ''
as $$
  select h
  from sync.holes h
  left join monitoring.named_holes n on n.alert_id = p_alert.alert_id and n.hole_id = h.hole_id
  where h.account_id = p_alert.account_id and h.module = p_alert.subject and h.closed_at is null and h.acknowledged_at is null and h.kind <> 'apart'
    and (h.times >= 3 or h.first_seen_at < now() - make_interval(mins => p_threshold::int))
    -- Closed and met again, it is another.
    and (n.at is null or n.at < h.first_seen_at)
    -- A list that has a hole at another place than another list has a row of its own for it.
    and (
      h.moved_at is null or not exists (
        select
        from monitoring.named_holes o
        join sync.holes t using (hole_id)
        where o.alert_id = p_alert.alert_id and (t.kind, t.first_seen_at) = (h.kind, h.first_seen_at)
      )
    );
$$;

comment on function monitoring.unnamed_holes(monitoring.alerts, numeric) is
  'The holes that an open alert of the rule hole_stays is about, and that none of its notices has told of. p_threshold: as in monitoring.find_hole_stays.';

create function monitoring.name_holes(p_alert monitoring.alerts, p_threshold numeric, p_is_told boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_ids bigint[];
  v_said text;
begin
  if not p_is_told and exists (
    select from monitoring.notices n where n.alert_id = p_alert.alert_id and n.event = 'more' and n.at > now() - interval '1 day'
  ) then
    return;
  end if;
  select array_agg(u.hole_id),
    concat_ws(
      '; ',
      string_agg(concat_ws(' ', u.kind, u.place, nullif(u.path, ''), '(' || nullif(u.message, '') || ')'), '; ' order by u.nth) filter (where u.nth <= 3),
      case when count(*) > 3 then format('and %s more', count(*) - 3) end
    )
  into v_ids, v_said
  from (select h.*, row_number() over (order by h.first_seen_at, h.hole_id) as nth from monitoring.unnamed_holes(p_alert, p_threshold) h) u;
  if v_ids is null then
    return;
  end if;
  if not p_is_told then
    insert into monitoring.notices (alert_id, event, message)
    select a.alert_id, 'more', format('%s New: %s.', a.message, v_said) from monitoring.alerts a where a.alert_id = p_alert.alert_id;
  end if;
  insert into monitoring.named_holes as n (alert_id, hole_id)
  select p_alert.alert_id, i.id from unnest(v_ids) i (id)
  on conflict (alert_id, hole_id) do update set at = excluded.at;
end;
$$;

comment on function monitoring.name_holes(monitoring.alerts, numeric, boolean) is
  'Names the holes that came while an alert was open in one further notice, one a day at most. p_is_told: a notice was written just now, which tells of all.';
