-- A channel that fails is itself a problem, so that its state is kept. A webhook is one too: it takes changes instead of alerts.

create table monitoring.channels (
  channel text primary key,
  takes text not null default 'alerts' constraint takes_is_known check (takes in ('alerts', 'changes')),
  account_id text references sync.accounts on delete cascade,
  name text,
  added_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  failing_since timestamptz,
  failures int not null default 0,
  rests_until timestamptz,
  paused_at timestamptz,
  paused_because text constraint reason_is_known check (paused_because in ('person', 'failing', 'gone', 'behind')),
  delivered bigint not null default 0,
  last_error text,
  constraint paused_has_reason check ((paused_at is null) = (paused_because is null))
);

comment on table monitoring.channels is 'Ways to reach people, as the function''s settings name them, and webhooks; and how they do.';
comment on column monitoring.channels.takes is 'alerts: a way to reach people. changes: a webhook, see webhooks.subscriptions.';
comment on column monitoring.channels.account_id is 'Of a webhook; a way to reach people is that of all accounts.';
comment on column monitoring.channels.name is 'The host of a webhook, for people.';
comment on column monitoring.channels.acknowledged_at is 'Last delivery that was acknowledged.';
comment on column monitoring.channels.failing_since is 'First of the failures since; null while it delivers.';
comment on column monitoring.channels.failures is 'Failures in a row.';
comment on column monitoring.channels.rests_until is 'A webhook that fails again and again, or asks for it, is left alone until then.';
comment on column monitoring.channels.paused_because is
  'person: somebody paused it; failing: it failed for three days; gone: it answered 410; behind: the log no longer has what it missed.';
comment on column monitoring.channels.delivered is 'Deliveries that were acknowledged.';

alter table monitoring.channels enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.channels', 'last_error');
create policy of_members_of_all on monitoring.channels for select to authenticated using ((select gazelle.is_member_of_all()));
grant select on monitoring.channels to authenticated;
grant insert, update, delete on monitoring.channels to service_role;
