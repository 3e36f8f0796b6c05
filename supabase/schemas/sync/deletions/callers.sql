-- Whose credential it is: to a user with less than full rights, records look deleted that are only hidden.

create table sync.callers (
  account_id text primary key references sync.accounts,
  user_id text,
  email text,
  access_level text,
  has_limited_access boolean,
  is_full_admin boolean,
  asked_at timestamptz,
  unanswered_since timestamptz,
  error text
);

comment on table sync.callers is 'The user behind each account''s credential, as Gazelle said before the last deletions, or the day''s first full sweep.';
comment on column sync.callers.is_full_admin is 'A full administrator without limited access sees every record. Otherwise nothing is deleted. Null: never answered.';
comment on column sync.callers.asked_at is 'When Gazelle answered last.';
comment on column sync.callers.unanswered_since is 'Since when Gazelle has not said whose credential it is. Null while it does.';

alter table sync.callers enable row level security;

create function sync.record_caller(
  p_run bigint,
  p_lease uuid,
  p_caller jsonb,
  p_is_full_admin boolean,
  p_error text default null,
  p_api_calls int default 0,
  p_waited_ms int default 0
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;
  if p_error is null then
    insert into sync.callers as c (account_id, user_id, email, access_level, has_limited_access, is_full_admin, asked_at)
    values (
      v_run.account_id, sync.fit_text(p_caller ->> 'id', 200), sync.fit_text(p_caller ->> 'email'), sync.fit_text(p_caller ->> 'accessLevel', 60), (p_caller ->> 'hasLimitedAccess')::boolean,
      p_is_full_admin, now()
    )
    on conflict (account_id) do update
    set user_id = excluded.user_id, email = excluded.email, access_level = excluded.access_level,
        has_limited_access = excluded.has_limited_access, is_full_admin = excluded.is_full_admin, asked_at = excluded.asked_at,
        unanswered_since = null, error = null;
  else
    insert into sync.callers as c (account_id, unanswered_since, error)
    values (v_run.account_id, now(), sync.fit_text(p_error))
    on conflict (account_id) do update
    set unanswered_since = coalesce(c.unanswered_since, excluded.unanswered_since), error = excluded.error;
  end if;
  perform sync.count_look_ups(p_run, p_api_calls, p_waited_ms);
  if p_is_full_admin is not true then
    perform sync.postpone_deletions(v_run.module, v_run.account_id, coalesce(p_error, 'rights_lost: the credential is not a full administrator''s'));
  end if;
end;
$$;

comment on function sync.record_caller(bigint, uuid, jsonb, boolean, text, int, int) is
  'Stores whose credential it is, or why Gazelle did not say. What is due stays due unless it is a full administrator''s.';

create function sync.postpone_deletions(p_module text, p_account text, p_error text)
returns void
language sql
set search_path = ''
begin atomic
  -- 2 ^ 6 minutes is more than an hour. A full sweep asks again at once.
  update sync.missing m
  set attempts = m.attempts + 1, last_error = sync.fit_text(p_error),
      next_at = now() + least(interval '1 minute' * power(2, least(m.attempts, 6)), interval '1 hour')
  where m.module = p_module and m.account_id = p_account and m.status = 'due' and m.next_at <= clock_timestamp();
end;

comment on function sync.postpone_deletions(text, text, text) is 'What is due stays so, and is tried again later, at the latest after an hour or by a full sweep.';
