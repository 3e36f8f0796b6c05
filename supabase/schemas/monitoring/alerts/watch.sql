-- Heartbeat of the evaluation: when the rules were last evaluated, and the error if that failed.

create table monitoring.watch (
  singleton boolean primary key default true constraint is_one_row check (singleton),
  evaluated_at timestamptz,
  resumed_at timestamptz,
  error text
);

comment on table monitoring.watch is 'When the rules were last evaluated. One row.';
comment on column monitoring.watch.resumed_at is 'Start of the unbroken watch: what was late because everything was off gets ten minutes to catch up.';
comment on column monitoring.watch.error is 'Why the last evaluation failed; null when it did not.';

insert into monitoring.watch default values;

alter table monitoring.watch enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.watch', 'error');
create policy of_members_of_all on monitoring.watch for select to authenticated using ((select gazelle.is_member_of_all()));
grant select on monitoring.watch to authenticated;
grant insert, update, delete on monitoring.watch to service_role;
