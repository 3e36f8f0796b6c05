-- E-mails that did not arrive.

create function monitoring.bounced_episodes(p_threshold numeric, p_since timestamptz)
returns setof monitoring.episode
language sql
stable
set search_path = ''
as $$
  with mails as materialized (
    select
      t.account_id, t.id, t.client_id, t.occurred_at, t.email_status, t.email_failure_reason, t.email_recipient_name, t.summary,
      lower(btrim(coalesce(t.email_recipient_name, ''))) as recipient, make_interval(days => least(greatest(round(p_threshold), 1), 3650)::int) as span
    from gazelle.timeline_entries t
    where t.occurred_at > p_since and t.occurred_at <= now() and t.email_status is not null and t.deleted_at is null and not t.is_placeholder
  ), mended as (
    select m.account_id, m.client_id, m.recipient, m.occurred_at as at from mails m where m.email_status in ('DELIVERED', 'OPENED', 'CLICKED') and m.client_id is not null
    union all
    select l.account_id, e.client_id, null, l.at
    from gazelle.contact_emails e
    join changes.log l on l.account_id = e.account_id and l.entity = 'contact_emails' and l.id = e.id
    where l.at > p_since and l.cause in ('poll', 'sweep', 'person')
      and e.client_id in (select m.client_id from mails m where m.email_status in ('BOUNCED', 'DROPPED', 'FAILED', 'UNDELIVERED'))
  )
  select
    m.account_id, m.id, m.client_id, w.name,
    format(
      '%s: %s of %s, %s.', w.name, coalesce(quote_ident(nullif(sync.fit_text(m.summary, 80), '')), 'an e-mail'), to_char(m.occurred_at at time zone a.time_zone, 'YYYY-MM-DD HH24:MI'),
      concat_ws(', ', m.email_status, nullif(sync.fit_text(m.email_failure_reason, 120), ''))
    ),
    m.occurred_at, case when x.ends_at <= now() then x.ends_at end
  from mails m
  join sync.accounts a on a.account_id = m.account_id
  cross join lateral (
    select least(m.occurred_at + m.span, (
      select min(d.at) from mended d
      where d.account_id = m.account_id and d.client_id = m.client_id and d.at > m.occurred_at and (d.recipient is null or d.recipient = m.recipient)
    )) as ends_at
  ) x
  cross join lateral (
    select coalesce(
      nullif(concat_ws(', ', nullif(sync.fit_text(m.email_recipient_name, 60), ''), nullif(monitoring.client_words(m.client_id), sync.fit_text(m.email_recipient_name, 60))), ''),
      'a client'
    ) as name
  ) w
  where m.email_status in ('BOUNCED', 'DROPPED', 'FAILED', 'UNDELIVERED');
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
