-- What a run learned of its credential's owner; without a full administrator's, deletions are put off.

create function sync.record_caller(
  p_run bigint,
  p_lease uuid,
  p_caller jsonb,
  p_is_full_admin boolean,
  p_error text default null,
  p_api_calls int default 0,
  p_waited_ms int default 0,
  p_credential text default null
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
    perform sync.store_caller(v_run.account_id, p_caller, p_is_full_admin, sync.fit_text(p_credential, 64));
  else
    insert into sync.callers as c (account_id, credential, unanswered_since, error)
    values (v_run.account_id, sync.fit_text(p_credential, 64), now(), sync.fit_text(p_error))
    on conflict (account_id) do update
    -- Where no company is known, there is none to mix with another.
    set credential = case when c.company_id is null then excluded.credential else c.credential end,
        unanswered_since = coalesce(c.unanswered_since, excluded.unanswered_since), error = excluded.error;
  end if;
  perform sync.count_look_ups(p_run, p_api_calls, p_waited_ms);
  if p_is_full_admin is not true then
    perform sync.postpone_deletions(v_run.module, v_run.account_id, coalesce(p_error, 'rights_lost: the credential is not a full administrator''s'));
  end if;
end;
$$;

comment on function sync.record_caller(bigint, uuid, jsonb, boolean, text, int, int, text) is
  'Stores whose credential it is, or why Gazelle did not say; refused for another company''s (GZ451). What is due stays due unless it is a full administrator''s.';

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
