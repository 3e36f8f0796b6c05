-- E-mails that did not arrive.

create function monitoring.bounced_episodes(p_threshold numeric, p_since timestamptz)
returns setof monitoring.episode
language plpgsql
stable
set search_path = ''
-- How far back it reads decides by which index.
set plan_cache_mode = force_custom_plan
set jit = off
as $$
begin
  return query
  with mails as (
    select
      t.account_id, t.id, t.client_id, t.occurred_at, t.email_status, t.email_failure_reason, t.email_recipient_name, t.summary,
      min(t.occurred_at) filter (where t.email_status in ('DELIVERED', 'OPENED', 'CLICKED')) over (
        partition by t.account_id, coalesce(t.client_id, t.id), lower(btrim(t.email_recipient_name)) order by t.occurred_at desc
        range between unbounded preceding and current row exclude group
      ) as next_arrived_at
    from gazelle.timeline_entries t
    where t.occurred_at > p_since and t.occurred_at <= now() and t.email_status is not null and t.deleted_at is null and not t.is_placeholder
  )
  select
    m.account_id, m.id, m.client_id, w.name,
    format(
      '%s: %s of %s, %s.', w.name, coalesce('"' || nullif(btrim(left(m.summary, 80)), '') || '"', 'an e-mail'), to_char(m.occurred_at at time zone a.time_zone, 'YYYY-MM-DD HH24:MI'),
      concat_ws(', ', m.email_status, nullif(left(m.email_failure_reason, 120), ''))
    ),
    m.occurred_at, case when x.ends_at <= now() then x.ends_at end
  from mails m
  join sync.accounts a on a.account_id = m.account_id
  cross join lateral (
    select least(
      m.occurred_at + make_interval(days => least(greatest(round(p_threshold), 1), 3650)::int), m.next_arrived_at, (
        select min(l.at)
        from gazelle.contact_emails e
        join changes.log l on l.account_id = e.account_id and l.entity = 'contact_emails' and l.id = e.id
        where e.client_id = m.client_id and e.account_id = m.account_id and l.at > m.occurred_at and l.cause in ('poll', 'sweep', 'person')
      )
    ) as ends_at
  ) x
  left join gazelle.clients c on c.id = m.client_id and c.deleted_at is null and not c.is_placeholder
  cross join lateral (
    select coalesce(
      -- Who is the client is named once.
      nullif(concat_ws(', ', nullif(left(m.email_recipient_name, 60), ''), nullif(nullif(left(nullif(c.display_name, c.id), 60), ''), left(m.email_recipient_name, 60))), ''),
      'a client'
    ) as name
  ) w
  where m.email_status in ('BOUNCED', 'DROPPED', 'FAILED', 'UNDELIVERED');
end;
$$;

comment on function monitoring.bounced_episodes(numeric, timestamptz) is
  'E-mails behind p_since that did not arrive, each until one to the same recipient did, an address of the client was changed, or p_threshold days have passed.';

create function monitoring.find_bounced(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select t.*
  from monitoring.told_together('bounced', 'timeline', array(
    select e
    from monitoring.bounced_episodes(p_threshold, now() - make_interval(days => least(greatest(round(p_threshold), 1), 3650)::int)) e
    where e.ended_at is null
  )) t;
$$;

comment on function monitoring.find_bounced(numeric) is 'Rule bounced: one problem an e-mail. p_threshold: days.';
