-- Timeline: every note, message, measurement, appointment and invoice event of every client.

select sync.add_module('timeline', 90, interval '10 minutes', p_by_id => true, p_since_column => 'occurred_at');

create table gazelle.timeline_entries (
  id text primary key,
  account_id text not null,
  occurred_at timestamptz,
  local_date date,
  type text,
  category text,
  summary text,
  comment text,
  client_id text references gazelle.clients,
  piano_id text references gazelle.pianos,
  user_id text references gazelle.users,
  appointment_id text references gazelle.appointments,
  invoice_id text references gazelle.invoices,
  estimate_id text references gazelle.estimates
);

comment on table gazelle.timeline_entries is 'Gazelle''s timeline.';
comment on column gazelle.timeline_entries.local_date is 'Day of occurred_at in the account''s zone.';
comment on column gazelle.timeline_entries.type is 'Gazelle''s type, as it comes; new ones will appear.';
comment on column gazelle.timeline_entries.category is
  'Derived from type: service, measurement, contact, appointment, billing, estimate, system, note or other.';
comment on column gazelle.timeline_entries.summary is 'Whole, as Gazelle gives it.';
comment on column gazelle.timeline_entries.comment is 'Whole, as Gazelle gives it.';

create index timeline_entries_occurred on gazelle.timeline_entries (occurred_at desc);
create index timeline_entries_client on gazelle.timeline_entries (client_id);
create index timeline_entries_piano on gazelle.timeline_entries (piano_id) where piano_id is not null;
create index timeline_entries_user on gazelle.timeline_entries (user_id) where user_id is not null;
create index timeline_entries_appointment on gazelle.timeline_entries (appointment_id) where appointment_id is not null;
create index timeline_entries_invoice on gazelle.timeline_entries (invoice_id) where invoice_id is not null;
create index timeline_entries_estimate on gazelle.timeline_entries (estimate_id) where estimate_id is not null;

select reconcile.add_entity('timeline_entries', 'timeline', 1);

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('timeline_entries', 'summary', 'keep', 'Text is never erased by a blank.'),
  ('timeline_entries', 'comment', 'keep', 'Text is never erased by a blank.');

insert into reconcile.rules (rule, severity, sentence) values
  ('no_instant', 'fatal', 'A timeline entry has no readable occurredAt, so it has no place in the timeline.');

create view reconcile.timeline_entries with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id as id,
  v.occurred_at,
  (v.occurred_at at time zone a.time_zone)::date as local_date,
  nullif(s.raw_data ->> 'type', '') as type,
  case
    when s.raw_data ->> 'type' like 'SERVICE\_ENTRY%' then 'service'
    when s.raw_data ->> 'type' = 'PIANO_MEASUREMENT' then 'measurement'
    when s.raw_data ->> 'type' = 'USER_COMMENT' then 'note'
    when s.raw_data ->> 'type' like 'CONTACT\_%' or s.raw_data ->> 'type' like 'SCHEDULED\_MESSAGE%' then 'contact'
    when s.raw_data ->> 'type' like 'APPOINTMENT%' then 'appointment'
    when s.raw_data ->> 'type' like 'INVOICE%' then 'billing'
    when s.raw_data ->> 'type' like 'ESTIMATE%' then 'estimate'
    when s.raw_data ->> 'type' like 'SYSTEM\_%' or s.raw_data ->> 'type' = 'ERROR_MESSAGE' then 'system'
    else 'other'
  end as category,
  case when jsonb_typeof(s.raw_data -> 'summary') = 'string' then nullif(s.raw_data ->> 'summary', '') end as summary,
  case when jsonb_typeof(s.raw_data -> 'comment') = 'string' then nullif(s.raw_data ->> 'comment', '') end as comment,
  -- reconcile.to_id, in line: six calls would take 20 µs a row.
  case when jsonb_typeof(s.raw_data #> '{client,id}') = 'string' then nullif(s.raw_data #>> '{client,id}', '') end as client_id,
  case when jsonb_typeof(s.raw_data #> '{piano,id}') = 'string' then nullif(s.raw_data #>> '{piano,id}', '') end as piano_id,
  case when jsonb_typeof(s.raw_data #> '{user,id}') = 'string' then nullif(s.raw_data #>> '{user,id}', '') end as user_id,
  case when jsonb_typeof(s.raw_data #> '{appointment,id}') = 'string' then nullif(s.raw_data #>> '{appointment,id}', '') end as appointment_id,
  case when jsonb_typeof(s.raw_data #> '{invoice,id}') = 'string' then nullif(s.raw_data #>> '{invoice,id}', '') end as invoice_id,
  case when jsonb_typeof(s.raw_data #> '{estimate,id}') = 'string' then nullif(s.raw_data #>> '{estimate,id}', '') end as estimate_id,
  case
    when v.occurred_at is null then
      jsonb_build_array(reconcile.issue('no_instant', 'occurredAt', s.raw_data -> 'occurredAt'))
      || coalesce(reconcile.check_values(s.raw_data, t.types), '[]')
    when s.raw_data @@ reconcile.readable(t.types) then null
    else reconcile.check_values(s.raw_data, t.types)
  end as issues
from staging.stg_timeline s
join sync.accounts a using (account_id)
cross join (
  values ('{
    "type": "text", "summary": "text", "comment": "text", "client": "reference", "piano": "reference",
    "user": "reference", "appointment": "reference", "invoice": "reference", "estimate": "reference"
  }'::jsonb)
) t (types)
cross join lateral (select reconcile.to_instant(s.raw_data ->> 'occurredAt') as occurred_at) v;

comment on view reconcile.timeline_entries is 'Transformer: staging.stg_timeline as gazelle.timeline_entries, with issues.';

select sync.schedule('timeline', 'incremental', '*/4 * * * *');
select sync.schedule('timeline', 'full', '25 7 * * 0');
-- Notes are corrected weeks later: each night a month is read again.
select sync.schedule('timeline', 'incremental', '25 6 * * *', 'balanced');
