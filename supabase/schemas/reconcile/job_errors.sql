-- A nightly job goes on past the part that fails; what failed is kept here, since no one reads the answer of a cron job.

create table reconcile.job_errors (
  job text not null,
  part text not null,
  account_id text references sync.accounts on delete cascade,
  message text not null,
  failed_at timestamptz not null default clock_timestamp(),
  unique nulls not distinct (job, part, account_id)
);

comment on table reconcile.job_errors is 'Parts of nightly jobs that failed the last time: an alert of the rule run_failed names them. Gone when the part succeeds.';
comment on column reconcile.job_errors.part is 'What the job was at: a module, or a table.';
comment on column reconcile.job_errors.account_id is 'The account whose module it was; null for what has none.';

alter table reconcile.job_errors enable row level security;

create function reconcile.note_job_error(p_job text, p_part text, p_account text, p_message text)
returns void
language sql
set search_path = ''
begin atomic
  insert into reconcile.job_errors as e (job, part, account_id, message)
  values (p_job, p_part, p_account, left(p_message, 300))
  on conflict (job, part, account_id) do update set message = excluded.message, failed_at = excluded.failed_at;
end;

comment on function reconcile.note_job_error(text, text, text, text) is 'Notes that a part of a nightly job failed, and why.';

create function reconcile.forget_job_errors(p_job text, p_part text default null, p_account text default null)
returns void
language sql
set search_path = ''
begin atomic
  delete from reconcile.job_errors e
  where e.job = p_job and e.part = coalesce(p_part, e.part) and (p_account is null or e.account_id = p_account);
end;

comment on function reconcile.forget_job_errors(text, text, text) is
  'Forgets the errors of a job that is about to do its parts again: those of one part, of one account, or all.';
