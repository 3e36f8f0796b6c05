-- A webhook that takes nothing, was paused for it, or refuses some of its changes for good.

create function monitoring.find_webhook_failing(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select null, c.account_id, c.channel,
    concat_ws(
      ' ',
      case c.paused_because
        when 'failing' then format('%s is paused since %s: it failed for three days.', n.name, c.paused_at)
        when 'gone' then format('%s is paused since %s: it answered that it wants no more (410).', n.name, c.paused_at)
        when 'behind' then format('%s is paused since %s: the log no longer keeps what it missed.', n.name, c.paused_at)
        else case when c.failing_since < now() - make_interval(mins => p_threshold::int) then format('%s has failed since %s.', n.name, c.failing_since) end
      end,
      case when r.refused > 0 then format('%s: messages that were refused for three days and are given up: %s.', n.name, r.refused) end,
      'Last answer: ' || c.last_error
    ),
    jsonb_build_object('refused', r.refused)
  from monitoring.channels c
  cross join lateral (select coalesce(c.name, c.channel) as name) n
  cross join lateral (
    select count(*) as refused
    from monitoring.deliveries d
    where d.channel = c.channel and d.changes is not null and d.status = 'given_up' and d.next_at > now() - interval '1 day'
  ) r
  where c.takes = 'changes' and (
    c.paused_because in ('failing', 'gone', 'behind')
    or (c.paused_at is null and c.failing_since < now() - make_interval(mins => p_threshold::int))
    or r.refused > 0
  );
$$;

comment on function monitoring.find_webhook_failing(numeric) is 'Rule webhook_failing: one problem a webhook; nothing of one that a person paused. p_threshold: minutes.';
