-- An alert is a problem from its first minute to its last: it opens once, may get worse once, and ends with a message.

create table monitoring.alerts (
  alert_id bigint generated always as identity primary key,
  rule text not null references monitoring.alert_rules on delete cascade,
  account_id text,
  subject text not null,
  severity text not null constraint severity_is_known check (severity in ('warning', 'critical')),
  sentence text not null,
  message text not null,
  remedy text not null,
  details jsonb not null default '{}',
  opened_with bigint,
  covers jsonb,
  opened_at timestamptz not null default now(),
  escalated_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  resolved_at timestamptz,
  ending text,
  constraint ends_with_a_word check ((resolved_at is null) = (ending is null)),
  constraint acknowledged_by_somebody check ((acknowledged_at is null) = (acknowledged_by is null))
);

-- Of erased records' alerts, which end within the minute, there may be several.
create unique index one_open_alert on monitoring.alerts (rule, coalesce(account_id, ''), subject) where resolved_at is null and subject <> '•••';
create index alerts_opened on monitoring.alerts (opened_at desc);

comment on table monitoring.alerts is 'One row a problem, from its first minute to its last. Open while resolved_at is null.';
comment on column monitoring.alerts.subject is 'What it is about: a module, an entity, a channel, a record, or the account as a whole.';
comment on column monitoring.alerts.message is 'What is wrong, with numbers and names, as it is now or was at the end.';
comment on column monitoring.alerts.opened_with is 'How many records or holes it was about when it opened; null where its rule does not count them.';
comment on column monitoring.alerts.covers is 'Of an alert about many records: {id: whether a notice was written since it is among them}.';
comment on column monitoring.alerts.escalated_at is 'When it became critical after it had opened as a warning.';
comment on column monitoring.alerts.acknowledged_at is 'When a person acknowledged it; it does not escalate by time any more.';

alter table monitoring.alerts enable row level security;
insert into sync.erased_texts (relation, field) values
  ('monitoring.alerts', 'subject'), ('monitoring.alerts', 'message'), ('monitoring.alerts', 'details'), ('monitoring.alerts', 'covers'), ('monitoring.alerts', 'ending');
create policy of_members on monitoring.alerts for select to authenticated using (
  (select gazelle.is_member_of_all()) or account_id = any ((select gazelle.member_accounts())::text[])
);
grant select on monitoring.alerts to authenticated;
grant insert, update, delete on monitoring.alerts to service_role;
