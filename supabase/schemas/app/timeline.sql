-- The timeline: what was done, written and sent, with names in place of ids.

create view app.timeline with (security_invoker = on) as
select
  t.id,
  t.local_date,
  t.category,
  t.summary as title,
  t.comment as text,
  (select u.full_name from gazelle.users u where u.id = t.user_id) as user_name,
  t.client_id,
  (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = t.client_id) as client_name,
  t.piano_id,
  (select app.piano_title(p.make, p.model) from gazelle.pianos p where p.id = t.piano_id) as piano_title,
  t.type,
  t.occurred_at,
  t.is_legacy,
  app.record_url(t.client_id) as gazelle_url,
  coalesce(t.synced_at, t.updated_at) as read_at,
  t.account_id
from gazelle.timeline_entries t
where t.deleted_at is null and not t.is_placeholder;

comment on view app.timeline is 'The timeline that Gazelle has now. Ask for a client, a piano or a day, newest first, with a limit.';
comment on column app.timeline.id is 'Gazelle''s id.';
comment on column app.timeline.local_date is 'Day in the account''s zone.';
comment on column app.timeline.category is 'service, measurement, contact, appointment, billing, estimate, system, note or other.';
comment on column app.timeline.type is 'Gazelle''s type, as it comes.';
comment on column app.timeline.title is 'The summary, whole.';
comment on column app.timeline.text is 'The comment, whole.';
comment on column app.timeline.is_legacy is 'Version 5 alone has it.';
comment on column app.timeline.gazelle_url is 'The page of its client in Gazelle.';
comment on column app.timeline.read_at is 'When the record was last written here.';

grant select on app.timeline to authenticated;
