-- The one queue of what goes out. A delivery that was not acknowledged was not delivered.

create table monitoring.deliveries (
  delivery_id bigint generated always as identity primary key,
  notice_id bigint references monitoring.notices on delete cascade,
  changes bigint[],
  channel text not null,
  sequence text,
  status text not null default 'due' constraint status_is_known check (status in ('due', 'acknowledged', 'given_up')),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  tried_at timestamptz,
  acknowledged_at timestamptz,
  answer text,
  last_error text,
  created_at timestamptz not null default now(),
  unique (notice_id, channel),
  constraint is_of_one_kind check (notice_id is null or changes is null),
  constraint acknowledged_has_time check ((status = 'acknowledged') = (acknowledged_at is not null))
);

create index deliveries_due on monitoring.deliveries (channel, next_at) where status = 'due';
create index deliveries_order on monitoring.deliveries (channel, delivery_id) where status = 'due';
create index deliveries_sequence on monitoring.deliveries (channel, sequence, delivery_id) where status = 'due';

comment on table monitoring.deliveries is
  'A notice through a channel, or changes to a webhook. Not acknowledged is not delivered: a notice is tried again for a day, and the last word on an open alert until it is delivered; changes for three days, and are gone from here once they are delivered.';
comment on column monitoring.deliveries.notice_id is 'Null for changes and for a test.';
comment on column monitoring.deliveries.changes is 'Their places in changes.log.';
comment on column monitoring.deliveries.sequence is 'What is of the same alert or record is delivered in its order; null: in any.';
comment on column monitoring.deliveries.tried_at is 'First attempt.';
comment on column monitoring.deliveries.next_at is 'When it is tried (again); two minutes ahead while an attempt is under way.';
comment on column monitoring.deliveries.answer is 'What the channel answered: status and the beginning of the body.';

alter table monitoring.deliveries enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.deliveries', 'answer'), ('monitoring.deliveries', 'last_error');
create policy of_members_of_all on monitoring.deliveries for select to authenticated using ((select gazelle.is_member_of_all()));
grant select on monitoring.deliveries to authenticated;
grant insert, update, delete on monitoring.deliveries to service_role;
