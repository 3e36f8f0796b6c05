-- Every action of a person on the dashboard is recorded.

create table monitoring.decisions (
  decision_id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  decided_by text not null,
  action text not null,
  account_id text,
  module text,
  about text,
  outcome jsonb not null
);

comment on table monitoring.decisions is 'Actions of people: who, when, which, and the outcome.';
comment on column monitoring.decisions.decided_by is 'E-mail or id of the administrator; service_role for a secret key, as on the local dashboard.';
comment on column monitoring.decisions.about is 'What it was about, within the module: a record''s id, a mode, an alert.';

create index decisions_at on monitoring.decisions (at desc);

alter table monitoring.decisions enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.decisions', 'about'), ('monitoring.decisions', 'outcome');
create policy of_members on monitoring.decisions for select to authenticated using (
  (select gazelle.is_member_of_all()) or account_id = any ((select gazelle.member_accounts())::text[])
);
grant select on monitoring.decisions to authenticated;
