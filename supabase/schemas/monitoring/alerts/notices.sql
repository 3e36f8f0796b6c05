-- Each change of an alert is one notice, delivered through every channel.

create table monitoring.notices (
  notice_id bigint generated always as identity primary key,
  alert_id bigint not null references monitoring.alerts on delete cascade,
  event text not null constraint event_is_known check (event in ('opened', 'escalated', 'more', 'resolved')),
  message text,
  at timestamptz not null default now()
);

create unique index notices_once on monitoring.notices (alert_id, event) where event <> 'more';

create index notices_at on monitoring.notices (at);

comment on table monitoring.notices is 'Changes of an alert that are delivered: opened, escalated, resolved, each at most once; more, where it is about further holes (once a day at most) or records (once an hour).';
comment on column monitoring.notices.message is 'more: the alert''s message with what is new; else null, and the alert''s own is told.';

alter table monitoring.notices enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.notices', 'message');
create policy of_members on monitoring.notices for select to authenticated using (
  exists (select from monitoring.alerts a where a.alert_id = notices.alert_id)
);
grant select on monitoring.notices to authenticated;
grant insert, update, delete on monitoring.notices to service_role;
