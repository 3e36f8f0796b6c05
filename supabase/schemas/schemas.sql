-- The nine schemas, and which roles reach them. Row-level security is on for every table.

create schema if not exists staging;
create schema if not exists gazelle;
create schema if not exists sync;
create schema if not exists reconcile;
create schema if not exists monitoring;
create schema if not exists v5;
create schema if not exists app;
create schema if not exists changes;
create schema if not exists webhooks;

comment on schema staging is 'What Gazelle answered, as it came: one row a record, nothing refused.';
comment on schema gazelle is 'Production: the company as Gazelle knows it. Applications read here.';
comment on schema sync is 'Accounts, modules, runs with their lanes and leases, credentials, schedule.';
comment on schema reconcile is 'From staging to production: transformer views, promotion, field policies, rules.';
comment on schema monitoring is 'Views that answer: how fresh, what is waiting, what was refused and why.';
comment on schema v5 is 'Views with the names, columns and meanings of version 5, for programs that were written for it.';
comment on schema changes is 'What has changed, in its order: the log, the feed that consumers read, and copies to begin with. Nobody writes in it but the database.';
comment on schema webhooks is 'Who is told of changes by HTTP, and what is sent to them. Only functions write in it.';
comment on schema app is 'Views and functions for people to look at the data: the page reads here, and other applications may. Nothing in it can be written.';

grant usage on schema staging, gazelle, sync, reconcile, monitoring, v5, app, changes, webhooks to service_role;
grant usage on schema gazelle, monitoring, v5, app, changes, webhooks to authenticated;

-- Postgres lets every role execute a new function. It can be told otherwise only for all schemas at once: what other
-- applications have in `public` Supabase grants by name, and goes on as it was.
alter default privileges revoke execute on functions from public;
alter default privileges in schema staging, gazelle, sync, reconcile, monitoring, v5, app, changes, webhooks grant execute on functions to service_role;

-- service_role gets each table and sequence as it is made.
alter default privileges in schema staging grant select, insert, update, delete on tables to service_role;
alter default privileges in schema gazelle grant select, insert, update, delete on tables to service_role;
alter default privileges in schema sync grant select, insert, update, delete on tables to service_role;
alter default privileges in schema reconcile grant select, insert, update, delete on tables to service_role;
alter default privileges in schema monitoring, v5, app, changes, webhooks grant select on tables to service_role;

-- Text by locale, Gazelle's I18nString. A domain, so that a column says by its type that it holds an object: of jsonb alone a
-- list would do, and what reads the texts by locale would fail of it.
create domain gazelle.localized_text as jsonb constraint is_object check (jsonb_typeof(value) = 'object');

comment on domain gazelle.localized_text is 'Text by locale: {"fr_CA": "…", "en_US": "…"}.';
