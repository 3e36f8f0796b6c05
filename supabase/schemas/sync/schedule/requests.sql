-- Requests through pg_net, which discards the answers: each request is repeated until a run has completed it.

create table sync.requests (
  request_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts on delete cascade,
  module text not null references sync.modules,
  mode text not null,
  "window" text,
  triggered_by text not null,
  asked_at timestamptz not null default clock_timestamp(),
  tries int not null default 1,
  next_at timestamptz not null,
  waits_for bigint,
  unique nulls not distinct (account_id, module, mode, "window")
);

comment on table sync.requests is 'Requests that no run has answered yet: sweeps, windows of days, and what a person asks for. The keeper repeats them for a day, or a week: see sync.is_kept.';
comment on column sync.requests.next_at is 'When it is asked again; the delay doubles from five minutes to four hours.';
comment on column sync.requests.waits_for is 'The run that answers it, or that it found at work: it is not asked again before that one is over.';

alter table sync.requests enable row level security;

create function sync.is_kept(p_request sync.requests)
returns boolean
language sql
stable
set search_path = ''
return p_request.asked_at > clock_timestamp() - case
  -- A module that need not be swept each week has its next sweep no sooner than that.
  when p_request.mode = 'full' and exists (select from sync.modules m where m.module = p_request.module and m.swept_within > interval '7 days')
    then interval '7 days'
  else interval '1 day'
end;

comment on function sync.is_kept(sync.requests) is
  'Whether a request is still repeated: a day long, or a week where its sweep comes once a week, since by then the schedule has asked for it again. An older one stands in nobody''s way.';

create function sync.time_of_next_try(p_tries int)
returns timestamptz
language sql
volatile
set search_path = ''
return clock_timestamp() + least(interval '5 minutes' * power(2, least(p_tries - 1, 6)), interval '4 hours');

comment on function sync.time_of_next_try(int) is 'When a request is repeated that was sent so many times.';

create function sync.keep_request(p_module text, p_mode text, p_window text, p_account text, p_trigger text)
returns void
language sql
set search_path = ''
begin atomic
  insert into sync.requests as q (account_id, module, mode, "window", triggered_by, next_at)
  select p_account, p_module, p_mode, p_window, p_trigger, sync.time_of_next_try(1)
  -- A plain poll of the schedule comes again by itself.
  where p_window is not null or p_mode = 'full' or p_trigger <> 'schedule'
  on conflict (account_id, module, mode, "window") do update
  set asked_at = excluded.asked_at, tries = 1, next_at = excluded.next_at, waits_for = null, triggered_by = excluded.triggered_by
  -- A person's request outranks one of the schedule, which must not put it off.
  where excluded.triggered_by <> 'schedule' or q.triggered_by = 'schedule' or not sync.is_kept(q);
end;

comment on function sync.keep_request(text, text, text, text, text) is 'Remembers a request until it is answered, but for plain polls of the schedule, which come again by themselves.';

create function sync.note_answer(p_request sync.run_request, p_answer jsonb)
returns void
language sql
set search_path = ''
begin atomic
  update sync.requests q
  set waits_for = (p_answer ->> 'runId')::bigint,
      next_at = case p_answer ->> 'outcome' when 'busy' then clock_timestamp() else q.next_at end
  where q.account_id = p_request.account_id and q.module = p_request.module and q.mode = p_request.asked_mode
    and q."window" is not distinct from p_request."window" and not p_request.dry_run;
end;

comment on function sync.note_answer(sync.run_request, jsonb) is 'Notes which run a kept request waits for: its own, or the one that was busy.';

create function sync.answer_requests(p_run sync.runs)
returns void
language sql
set search_path = ''
begin atomic
  delete from sync.requests q
  where q.account_id = p_run.account_id and q.module = p_run.module and not p_run.dry_run
    and (
      (p_run.read_to_end and p_run.mode = 'full' and (p_run.watermark >= q.asked_at or q.asked_at > clock_timestamp()))
      -- Where a person asks for everything, only what began later answers (see sync.asks_the_same). What ended a run of the schedule and
      -- would end the next one too waits for its next time.
      or (
        (
          p_run.read_to_end
          -- Slices that died may not die again, and a window is short.
          or q.triggered_by = 'schedule' and sync.is_recurring_error(p_run.error)
            and not (q."window" is not null and p_run.error ->> 'code' = 'run_stalled')
        )
        and q.mode = p_run.mode and q."window" is not distinct from p_run."window" and (q.mode <> 'full' or q.triggered_by = 'schedule')
      )
    );
end;

comment on function sync.answer_requests(sync.runs) is 'Forgets the requests that a run has answered; a sweep that was read to its end answers those of polls too.';

create function sync.requests_due()
returns setof sync.requests
language sql
stable
set search_path = ''
begin atomic
  select q.*
  from sync.requests q
  join sync.accounts a using (account_id)
  -- No request waits for longer than four hours: the clock was ahead.
  where (q.next_at <= clock_timestamp() or q.next_at > clock_timestamp() + interval '5 hours') and sync.is_kept(q)
    and (a.paused_at is null or q.triggered_by <> 'schedule')
    and not exists (
      select
      from sync.runs w
      join sync.runs r on r.sweep_id = w.sweep_id and r.run_id >= w.run_id
      -- A failed sweep is carried on, see sync.runs_to_resume.
      where w.run_id = q.waits_for and (r.status = 'running' or (r.kind = 'sweep' and sync.is_resumable(r)))
    );
end;

comment on function sync.requests_due() is 'Kept requests that are to be sent again now: the run that they wait for is over, and did not answer them.';

create function sync.repeat_requests()
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_request sync.requests;
  v_count int := 0;
begin
  for v_request in select * from sync.requests_due() loop
    update sync.requests q
    set tries = q.tries + 1, next_at = sync.time_of_next_try(q.tries + 1)
    where q.request_id = v_request.request_id;
    perform sync.call_sync(v_request.module, v_request.mode, v_request."window", v_request.account_id, v_request.triggered_by);
    v_count := v_count + 1;
  end loop;
  return v_count;
end;
$$;

comment on function sync.repeat_requests() is 'Sends the requests that are due again; answers how many.';
