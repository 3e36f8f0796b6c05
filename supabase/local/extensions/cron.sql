-- Stand-in for pg_cron 1.6 where the server lacks it: same tables and functions; scheduler.ts fires the jobs.
create schema if not exists cron;

create sequence if not exists cron.jobid_seq;
create sequence if not exists cron.runid_seq;

create table if not exists cron.job (
  jobid bigint primary key default nextval('cron.jobid_seq'),
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport integer not null default coalesce(inet_server_port(), 5432),
  database text not null default current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  constraint jobname_username_uniq unique (jobname, username)
);
comment on table cron.job is 'The scheduled jobs, as pg_cron keeps them.';

create table if not exists cron.job_run_details (
  jobid bigint,
  runid bigint primary key default nextval('cron.runid_seq'),
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);
comment on table cron.job_run_details is 'Each run of a job, as pg_cron writes it.';

alter table cron.job enable row level security;
alter table cron.job_run_details enable row level security;
drop policy if exists cron_job_policy on cron.job;
create policy cron_job_policy on cron.job using (username = current_user);
drop policy if exists cron_job_run_details_policy on cron.job_run_details;
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);

create or replace function cron._announce() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform pg_notify('cron_job', '');
  return null;
end
$$;
comment on function cron._announce() is 'Notifies the scheduler that the jobs changed.';

create or replace trigger announce
after insert or update or delete or truncate on cron.job
for each statement execute function cron._announce();

-- The caller's role is an argument: inside a security definer function current_user is already the owner.
create or replace function cron._write_job(
  caller text, job_name text, new_schedule text, new_command text, in_database text, is_active boolean
) returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  id bigint;
begin
  if not cron._is_schedule(new_schedule) then
    raise exception 'invalid schedule: %', new_schedule
      using errcode = 'invalid_parameter_value',
        hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
  end if;
  insert into cron.job (schedule, command, database, username, active, jobname)
  values (new_schedule, new_command, in_database, caller, is_active, job_name)
  on conflict (jobname, username) do update
  set schedule = excluded.schedule, command = excluded.command, database = excluded.database, active = excluded.active
  returning jobid into id;
  return id;
end
$$;
comment on function cron._write_job(text, text, text, text, text, boolean) is 'Writes a job for a role.';

create or replace function cron._is_schedule(schedule text) returns boolean
language sql
immutable
set search_path = ''
as $$
  select schedule ~* '^\s*[1-5]?[0-9]\s+seconds?\s*$' and schedule !~ '^\s*0+\s'
    or schedule ~* '^\s*@(yearly|annually|monthly|weekly|daily|midnight|hourly)\s*$'
    or schedule ~* '^\s*([0-9*,/-]+\s+){2}([0-9*,/$-]+\s+)[0-9a-z*,/-]+\s+[0-9a-z*,/-]+\s*$'
$$;
comment on function cron._is_schedule(text) is 'True for five cron fields, a nickname such as @daily, or "N seconds".';

create or replace function cron.schedule(job_name text, schedule text, command text) returns bigint
language sql
set search_path = ''
as $$ select cron._write_job(current_user, job_name, schedule, command, current_database(), true) $$;
comment on function cron.schedule(text, text, text) is 'Makes or changes the job of that name; times are UTC.';

create or replace function cron.schedule(schedule text, command text) returns bigint
language sql
set search_path = ''
as $$ select cron._write_job(current_user, null, schedule, command, current_database(), true) $$;
comment on function cron.schedule(text, text) is 'Makes a job without a name; times are UTC.';

create or replace function cron.schedule_in_database(
  job_name text, schedule text, command text, database text, username text default null, active boolean default true
) returns bigint
language sql
set search_path = ''
as $$ select cron._write_job(coalesce(username, current_user), job_name, schedule, command, database, active) $$;
comment on function cron.schedule_in_database(text, text, text, text, text, boolean) is
  'Makes or changes a job of another database; locally only jobs of the stack''s own database are fired.';

create or replace function cron._remove_job(caller text, id bigint, job_name text) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from cron.job where username = caller and (jobid = id or jobname = job_name);
  if not found then
    raise exception 'could not find valid entry for job ''%''', coalesce(id::text, job_name);
  end if;
  return true;
end
$$;
comment on function cron._remove_job(text, bigint, text) is 'Removes a job of a role.';

create or replace function cron.unschedule(job_id bigint) returns boolean
language sql
set search_path = ''
as $$ select cron._remove_job(current_user, job_id, null) $$;
comment on function cron.unschedule(bigint) is 'Removes a job by its id; an unknown job is an error.';

create or replace function cron.unschedule(job_name text) returns boolean
language sql
set search_path = ''
as $$ select cron._remove_job(current_user, null, job_name) $$;
comment on function cron.unschedule(text) is 'Removes a job by its name; an unknown job is an error.';

create or replace function cron._alter_job(
  caller text, id bigint, new_schedule text, new_command text, new_database text, new_username text, new_active boolean
) returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new_schedule is not null and not cron._is_schedule(new_schedule) then
    raise exception 'invalid schedule: %', new_schedule using errcode = 'invalid_parameter_value';
  end if;
  update cron.job
  set
    schedule = coalesce(new_schedule, schedule),
    command = coalesce(new_command, command),
    database = coalesce(new_database, database),
    username = coalesce(new_username, username),
    active = coalesce(new_active, active)
  where jobid = id and username = caller;
  if not found then
    raise exception 'Job % does not exist or you don''t own it', id;
  end if;
end
$$;
comment on function cron._alter_job(text, bigint, text, text, text, text, boolean) is 'Changes a job of a role.';

create or replace function cron.alter_job(
  job_id bigint, schedule text default null, command text default null, database text default null,
  username text default null, active boolean default null
) returns void
language sql
set search_path = ''
as $$ select cron._alter_job(current_user, job_id, schedule, command, database, username, active) $$;
comment on function cron.alter_job(bigint, text, text, text, text, boolean) is 'Changes a job; null keeps a value.';

-- As on hosted: jobs are changed only through the functions, runs may be deleted.
revoke all on all functions in schema cron from public;
grant usage on schema cron to postgres with grant option;
grant select on cron.job to postgres with grant option;
grant all on cron.job_run_details to postgres with grant option;
grant usage on cron.runid_seq to postgres;
grant execute on all functions in schema cron to postgres with grant option;
