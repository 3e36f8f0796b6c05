-- A channel that fails is itself a problem, so that its state is kept.

create table monitoring.channels (
  channel text primary key,
  added_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  failing_since timestamptz,
  last_error text
);

comment on table monitoring.channels is 'Ways to reach people, as the function''s settings name them, and how they do.';
comment on column monitoring.channels.acknowledged_at is 'Last delivery that was acknowledged.';
comment on column monitoring.channels.failing_since is 'First of the failures since; null while it delivers.';

alter table monitoring.channels enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.channels', 'last_error');
create policy of_members_of_all on monitoring.channels for select to authenticated using ((select gazelle.is_member_of_all()));
grant select on monitoring.channels to authenticated;
grant insert, update, delete on monitoring.channels to service_role;
