-- A delivery that was not acknowledged was not delivered.

create table monitoring.deliveries (
  delivery_id bigint generated always as identity primary key,
  notice_id bigint references monitoring.notices on delete cascade,
  channel text not null,
  status text not null default 'due' constraint status_is_known check (status in ('due', 'acknowledged', 'given_up')),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  answer text,
  last_error text,
  created_at timestamptz not null default now(),
  unique (notice_id, channel),
  constraint acknowledged_has_time check ((status = 'acknowledged') = (acknowledged_at is not null))
);

create index deliveries_due on monitoring.deliveries (channel, next_at) where status = 'due';

comment on table monitoring.deliveries is 'A notice through a channel. Not acknowledged is not delivered: it is tried again for a day, and the last word on an open alert until it is delivered.';
comment on column monitoring.deliveries.notice_id is 'Null for a test.';
comment on column monitoring.deliveries.next_at is 'When it is tried (again); two minutes ahead while an attempt is under way.';
comment on column monitoring.deliveries.answer is 'What the channel answered: status and the beginning of the body.';

alter table monitoring.deliveries enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.deliveries', 'answer'), ('monitoring.deliveries', 'last_error');
create policy of_members_of_all on monitoring.deliveries for select to authenticated using ((select gazelle.is_member_of_all()));
grant select on monitoring.deliveries to authenticated;
grant insert, update, delete on monitoring.deliveries to service_role;
