-- How long is kept what is over. One row for each kind; the nightly jobs follow it.

create table sync.retention (
  what text primary key,
  keep_days int constraint keeps_a_day check (keep_days >= 1),
  about text not null
);

comment on table sync.retention is 'How many days what is over is kept. Edit it in Studio; it counts from the next night on (sync.prune), and from the next hour for alerts.';
comment on column sync.retention.keep_days is 'Null: for ever.';

alter table sync.retention enable row level security;

insert into sync.retention (what, keep_days, about) values
  ('runs', 90, 'Runs with their lanes and errors, since they ended. The last whole sweep of a module stays.'),
  ('holes', 90, 'What Gazelle could not give, since it came.'),
  ('unidentified', 90, 'Raw records without an id, since Gazelle gave them last.'),
  ('connect_links', 90, 'Links to connect with, of which the hash alone is stored, since they ended.'),
  ('links', 90, 'Links to calendars and tables, since they were revoked.'),
  ('connect_states', 1, 'Consents that were begun, since they ended.'),
  ('cron_log', 7, 'pg_cron''s own log.'),
  ('deleted_records', null, 'Records that are gone from Gazelle, with their raw answers, since they were found to be gone. One that another record refers to stays.'),
  ('alerts', 400, 'Alerts with their notices and deliveries, since they were resolved.'),
  ('channel_tests', 30, 'Tests of channels and webhooks, and changes that a webhook has refused for good.'),
  ('throttles', 90, 'Counts of Gazelle''s 429s, by hour.'),
  ('decisions', null, 'What people did on the dashboard: who, when and which.');

create function sync.kept_since(p_what text)
returns timestamptz
language sql
stable
set search_path = ''
begin atomic
  select now() - r.keep_days * interval '1 day' from sync.retention r where r.what = p_what;
end;

comment on function sync.kept_since(text) is 'The instant before which what is over goes (sync.retention); null: it is kept for ever, as is what has no row there.';

create function sync.prune_limit()
returns int
language sql
immutable
set search_path = ''
return 50000;

comment on function sync.prune_limit() is 'Rows of a table that go in one night at most: what is more goes in the next ones, and no night''s job runs for hours.';
