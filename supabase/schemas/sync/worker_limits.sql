-- What hosted Supabase gives a worker. The time depends on the plan: `gazelle deploy` writes it.

create table sync.worker_limits (
  resource text primary key,
  most numeric not null,
  unit text not null
);

comment on table sync.worker_limits is 'What a worker may use before hosted Supabase ends it: CPU, memory, and the time of the free plan, until gazelle deploy knows the plan.';

insert into sync.worker_limits (resource, most, unit) values ('CPU', 2, 's'), ('memory', 256, 'MB'), ('time', 150, 's');

alter table sync.worker_limits enable row level security;
-- Only a deployment writes it, as the owner.
revoke all on sync.worker_limits from service_role;
