-- Estimates, in dollars.

create view app.estimates with (security_invoker = on) as
select
  e.id,
  e.number,
  coalesce(e.estimated_on, (e.gazelle_created_at at time zone (select z.time_zone from app.read_accounts() z where z.account_id = e.account_id))::date) as date,
  e.expires_on,
  case
    when e.is_archived then 'ARCHIVED'
    when e.expires_on < (select z.today from app.read_accounts() z where z.account_id = e.account_id) then 'EXPIRED'
    else 'OPEN'
  end as status,
  e.client_id,
  (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = e.client_id) as client_name,
  e.piano_id,
  (select app.piano_title(p.make, p.model) from gazelle.pianos p where p.id = e.piano_id) as piano_title,
  round(e.recommended_tier_total / 100.0, 2) as total,
  e.notes,
  app.record_url(e.client_id) as gazelle_url,
  coalesce(e.synced_at, e.updated_at) as read_at,
  e.account_id
from gazelle.estimates e
where e.deleted_at is null and not e.is_placeholder;

comment on view app.estimates is 'Estimates that Gazelle has now. Amounts in dollars.';
comment on column app.estimates.id is 'Gazelle''s id.';
comment on column app.estimates.date is 'Day that the estimate has, else on which it was made.';
comment on column app.estimates.status is 'ARCHIVED, EXPIRED or OPEN: Gazelle has no status of estimates, so it follows from is_archived and expires_on.';
comment on column app.estimates.total is 'Of the recommended tier.';
comment on column app.estimates.gazelle_url is 'The page of its client in Gazelle.';
comment on column app.estimates.read_at is 'When the record was last written here.';

grant select on app.estimates to authenticated;
