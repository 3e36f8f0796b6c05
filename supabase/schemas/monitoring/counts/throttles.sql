-- 429s by hour; the limiter itself forgets them.

create table monitoring.throttles (
  account_id text not null,
  hour timestamptz not null,
  throttles int not null default 1,
  primary key (account_id, hour)
);

comment on table monitoring.throttles is
  '429s of Gazelle, by hour. Counted where the limiter is in Postgres; Upstash keeps its own.';

alter table monitoring.throttles enable row level security;
