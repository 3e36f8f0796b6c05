-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/actions/accept_blanks.sql, schemas/monitoring/actions/acknowledge.sql, schemas/monitoring/actions/acknowledge_hole.sql, schemas/monitoring/actions/connect_link.sql, schemas/monitoring/actions/decisions.sql, schemas/monitoring/actions/history.sql, schemas/monitoring/actions/read_record.sql, schemas/monitoring/actions/release_deletions.sql, schemas/monitoring/actions/require_admin.sql, schemas/monitoring/actions/retry_reject.sql, schemas/monitoring/actions/sync_now.sql, schemas/monitoring/actions/test_channel.sql. Do not edit.

-- A person accepts that Gazelle emptied a protected field.

create function monitoring.accept_blanks(
  p_entity text, p_ids text[], p_field text default null, p_account text default 'main', p_by text default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_admin text := monitoring.require_admin(p_account);
  -- A signed-in administrator decides in his own name.
  v_by text := case when v_admin = 'service_role' then coalesce(p_by, v_admin) else v_admin end;
  v_count int := reconcile.accept_blanks(p_entity, p_ids, p_field, p_account);
begin
  return monitoring.record_decision(
    v_by, 'accept_blanks', p_account, (select e.module from reconcile.entities e where e.entity = p_entity),
    array_to_string(p_ids[1:10], ', '), jsonb_build_object('outcome', 'accepted', 'fields', v_count)
  );
end;
$$;

comment on function monitoring.accept_blanks(text, text[], text, text, text) is
  'An administrator empties protected fields that Gazelle has emptied (reconcile.accept_blanks). Answers {outcome: accepted, fields}. p_by names who decided, with a secret key only.';

grant execute on function monitoring.accept_blanks(text, text[], text, text, text) to authenticated;

-- Buttons of an alert. A click does not end a problem: the rules are evaluated again.

create function monitoring.acknowledge(p_alert bigint)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_account text := (select a.account_id from monitoring.alerts a where a.alert_id = p_alert);
  v_by text := monitoring.require_admin(v_account);
  v_first boolean := monitoring.acknowledge_alert(p_alert, v_by);
begin
  return monitoring.record_decision(
    v_by, 'acknowledge', v_account, null, p_alert::text,
    jsonb_build_object('outcome', case when v_first then 'acknowledged' else 'known_already' end)
  );
end;
$$;

comment on function monitoring.acknowledge(bigint) is 'An administrator acknowledges an alert: it stays open and no longer escalates by time.';

create function monitoring.resolve_alert(p_alert bigint)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_account text := (select a.account_id from monitoring.alerts a where a.alert_id = p_alert);
  v_by text := monitoring.require_admin(v_account);
  v_alert monitoring.alerts;
begin
  -- The rules are evaluated at once, and resolve the alert only if its problem is over.
  perform monitoring.evaluate_alerts();
  select * into v_alert from monitoring.alerts a where a.alert_id = p_alert;
  if not found then
    raise exception 'there is no alert %', p_alert using errcode = 'GZ405', hint = 'It may be older than what is kept.';
  end if;
  return monitoring.record_decision(
    v_by, 'resolve_alert', v_alert.account_id, null, p_alert::text,
    case
      when v_alert.resolved_at is null then jsonb_build_object('outcome', 'still_open', 'message', v_alert.message)
      else jsonb_build_object('outcome', 'resolved', 'message', v_alert.ending)
    end
  );
end;
$$;

comment on function monitoring.resolve_alert(bigint) is
  'An administrator marks an alert as repaired: the rules are evaluated at once. Answers {outcome: resolved}, or still_open with what is still wrong.';

grant execute on function monitoring.acknowledge(bigint) to authenticated;
grant execute on function monitoring.resolve_alert(bigint) to authenticated;

-- Button: a person knows of a hole.

create function monitoring.acknowledge_hole(p_hole bigint)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_by text := monitoring.require_admin((select h.account_id from sync.holes h where h.hole_id = p_hole));
  v_hole sync.holes;
  v_first boolean := sync.acknowledge_hole(p_hole, v_by);
begin
  select * into v_hole from sync.holes h where h.hole_id = p_hole;
  return monitoring.record_decision(
    v_by, 'acknowledge_hole', v_hole.account_id, v_hole.module, v_hole.place,
    jsonb_build_object('outcome', case when v_first then 'acknowledged' else 'known_already' end)
  );
end;
$$;

comment on function monitoring.acknowledge_hole(bigint) is
  'An administrator acknowledges a hole: it raises no alert any more, and a list with only such holes counts as whole.';

grant execute on function monitoring.acknowledge_hole(bigint) to authenticated;

-- Button: a link with which a full administrator at Gazelle connects an account again.

create function monitoring.connect_link(p_account text default 'main')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_url text := (select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'gazelle_functions_url');
  v_link jsonb;
begin
  if v_url is null then
    raise exception 'Vault lacks gazelle_functions_url'
      using errcode = 'GZ424', hint = 'select sync.connect_functions(url, secret key);';
  end if;
  v_link := sync.create_connect_link(p_account);
  -- The token is told to the caller alone.
  perform monitoring.record_decision(v_by, 'connect_link', p_account, null, null, jsonb_build_object('outcome', 'linked'));
  return jsonb_build_object(
    'outcome', 'linked', 'url', v_url || '/gazelle-oauth/start?link=' || (v_link ->> 'token'), 'expiresAt', v_link -> 'expiresAt'
  );
end;
$$;

comment on function monitoring.connect_link(text) is
  'An administrator makes a link that connects the account to Gazelle again, once, within an hour: {outcome: linked, url, expiresAt}. For an account of which OAuth tokens are stored; an API key is replaced in the settings.';

grant execute on function monitoring.connect_link(text) to authenticated;

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

-- Runs, alerts and decisions in one list.

create function monitoring.read_history()
returns table (
  at timestamptz,
  kind text,
  severity text,
  module text,
  account_id text,
  about text,
  run_id bigint,
  alert_id bigint,
  counts jsonb,
  message text,
  decided_by text,
  code text
)
language sql
stable
security definer
set search_path = ''
begin atomic
  select h.*
  from (
    (
      select r.finished_at as at, 'run' as kind,
        case r.status when 'failed' then 'error' when 'partial' then 'warning' else 'info' end as severity,
        r.module, r.account_id, r.mode as about, r.run_id, null::bigint as alert_id,
        jsonb_build_object('changed', r.changed, 'promoted', r.promoted, 'rejected', r.rejected, 'deleted', r.deleted) as counts,
        r.error ->> 'message' as message, null::text as decided_by, r.error ->> 'code' as code
      -- Most runs change nothing; the last two thousand are a day of them.
      from (
        select * from sync.runs s where s.account_id = any ((select gazelle.member_accounts())::text[]) order by s.run_id desc limit 2000
      ) r
      where r.status <> 'running' and not r.dry_run
        and (r.changed > 0 or r.deleted > 0 or r.rejected > 0 or r.status = 'failed')
      order by r.run_id desc
      limit 500
    )
    union all
    (
      select n.at, 'alert_' || n.event, case when n.event = 'resolved' then 'info' when a.severity = 'critical' then 'error' else 'warning' end,
        null, a.account_id, a.rule, null, a.alert_id, null, case n.event when 'resolved' then a.ending else coalesce(n.message, a.message) end, null, null
      from monitoring.notices n
      join monitoring.alerts a using (alert_id)
      where (select gazelle.is_member_of_all()) or a.account_id = any ((select gazelle.member_accounts())::text[])
      order by n.at desc
      limit 300
    )
    union all
    (
      select d.at, 'decision', 'info', d.module, d.account_id, concat_ws(' ', d.action, d.about), null, null, d.outcome,
        d.outcome ->> 'message', d.decided_by, null
      from monitoring.decisions d
      where (select gazelle.is_member_of_all()) or d.account_id = any ((select gazelle.member_accounts())::text[])
      order by d.at desc
      limit 300
    )
  ) h
  order by h.at desc nulls last
  limit 500;
end;

comment on function monitoring.read_history() is 'Reads monitoring.history.';

create view monitoring.history with (security_invoker = on) as
select * from monitoring.read_history();

comment on view monitoring.history is
  'What changed, newest first: runs that changed or refused something or failed, alerts that opened, escalated, told of more or ended, and decisions. The last five hundred.';
comment on column monitoring.history.kind is 'run, alert_opened, alert_escalated, alert_more, alert_resolved or decision.';
comment on column monitoring.history.severity is 'info, warning or error.';
comment on column monitoring.history.about is 'The run''s mode, the alert''s rule, or the action with what it was about.';
comment on column monitoring.history.code is 'Of a run that failed: its error''s.';
comment on column monitoring.history.counts is 'What the run counted, or the decision''s outcome.';

grant execute on function monitoring.read_history() to authenticated;
grant select on monitoring.history to authenticated;

-- A raw record beside its issues, for admins of the account only.

create function monitoring.read_record(p_module text, p_id text, p_account text default 'main')
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_record jsonb;
begin
  perform monitoring.require_admin(p_account);
  perform monitoring.require_module(p_module);
  execute format(
    'select jsonb_build_object(
       ''raw'', s.raw_data, ''issues'', coalesce(s.issues, ''[]''), ''status'', s.status, ''lastError'', s.last_error,
       ''kept'', (select to_jsonb(t) from gazelle.%I t where t.id = s.external_id and t.account_id = s.account_id and not t.is_placeholder)
     )
     from staging.%I s where s.account_id = $1 and s.external_id = $2',
    (select e.entity from reconcile.entities e where e.module = p_module order by e.list is not null, e.position limit 1), 'stg_' || p_module
  ) into v_record using p_account, p_id;
  return v_record;
end;
$$;

comment on function monitoring.read_record(text, text, text) is
  'For an administrator: a record as Gazelle gave it (raw), beside what is wrong in it (issues) and what production has of it (kept); null when there is none.';

grant execute on function monitoring.read_record(text, text, text) to authenticated;

-- Buttons: release held deletions, or dismiss them.

create function monitoring.release_deletions(p_module text, p_account text default 'main', p_ids text[] default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_count int;
begin
  perform monitoring.require_module(p_module);
  v_count := sync.release_deletions(p_module, p_account, p_ids, v_by);
  return monitoring.record_decision(
    v_by, 'release_deletions', p_account, p_module, array_to_string(p_ids[1:10], ', '),
    jsonb_build_object('outcome', 'released', 'records', v_count)
  );
end;
$$;

comment on function monitoring.release_deletions(text, text, text[]) is
  'An administrator releases held deletions (sync.release_deletions). Answers how many.';

create function monitoring.dismiss_deletions(p_module text, p_account text default 'main', p_ids text[] default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_count int;
begin
  perform monitoring.require_module(p_module);
  -- Without ids, all that are held: a released deletion stays released.
  v_count := sync.dismiss_deletions(
    p_module, p_account,
    coalesce(p_ids, array(
      select m.external_id from sync.missing m where m.module = p_module and m.account_id = p_account and m.status = 'held'
      union all
      select v.external_id
      from reconcile.missing_children v
      join reconcile.entities e using (entity)
      where e.module = p_module and v.account_id = p_account and v.status = 'held'
    )),
    v_by
  );
  return monitoring.record_decision(
    v_by, 'dismiss_deletions', p_account, p_module, array_to_string(p_ids[1:10], ', '),
    jsonb_build_object('outcome', 'dismissed', 'records', v_count)
  );
end;
$$;

comment on function monitoring.dismiss_deletions(text, text, text[]) is
  'An administrator dismisses held deletions, so that the records stay (sync.dismiss_deletions). Answers how many.';

grant execute on function monitoring.release_deletions(text, text, text[]) to authenticated;
grant execute on function monitoring.dismiss_deletions(text, text, text[]) to authenticated;

-- A member reads; only an admin of the account, or a secret key, acts.

create function monitoring.require_admin(p_account text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_name text := coalesce(nullif(v_claims ->> 'email', ''), gazelle.signed_in_user());
begin
  if v_claims ->> 'role' = 'service_role' then
    return 'service_role';
  end if;
  if gazelle.signed_in_user() is not null
    and (p_account = any (gazelle.member_accounts('admin')) or (p_account is null and gazelle.is_member_of_all('admin'))) then
    return v_name;
  end if;
  -- The same words for what is another account's and for what is not there.
  raise exception 'only an admin of the account that this is about may do it'
    using errcode = '42501',
      hint = format('The owner of the project makes one: gazelle members add %s --role admin (with several companies: --account).', coalesce(v_name, '<e-mail>'));
end;
$$;

comment on function monitoring.require_admin(text) is
  'Who acts, by the request''s token: the e-mail or id of an admin of the account, or service_role. Any other caller is refused, in the same words whether or not what it is about exists. Null: what is about all accounts, or is not there; an admin of all of them.';

create function monitoring.record_decision(p_by text, p_action text, p_account text, p_module text, p_about text, p_outcome jsonb)
returns jsonb
language sql
set search_path = ''
begin atomic
  insert into monitoring.decisions (decided_by, action, account_id, module, about, outcome)
  values (sync.fit_text(p_by), p_action, p_account, p_module, sync.fit_text(p_about), p_outcome)
  returning outcome;
end;

comment on function monitoring.record_decision(text, text, text, text, text, jsonb) is 'Notes a decision and answers its outcome.';

create function monitoring.require_module(p_module text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from sync.modules m where m.module = p_module) then
    raise exception 'unknown module %', coalesce(p_module, 'null') using errcode = 'GZ404', hint = 'See sync.modules.';
  end if;
end;
$$;

comment on function monitoring.require_module(text) is 'Refuses a name that is no module''s, before it becomes part of a table''s.';

-- Buttons: promote refused records again.

create function monitoring.retry_reject(p_module text, p_id text, p_account text default 'main')
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_status text;
begin
  perform monitoring.require_module(p_module);
  v_status := reconcile.retry(p_module, p_account, p_id);
  if v_status is null then
    raise exception 'no record % of %', p_id, p_module
      using errcode = 'GZ405', hint = 'It may have left Gazelle since; the next full sync shows it.';
  end if;
  return monitoring.record_decision(v_by, 'retry_reject', p_account, p_module, p_id, jsonb_build_object('outcome', v_status));
end;
$$;

comment on function monitoring.retry_reject(text, text, text) is
  'An administrator promotes one refused record again. Answers {outcome: promoted, rejected or pending}.';

create function monitoring.retry_rejects(
  p_module text, p_account text default 'main', p_rule text default null, p_field text default null, p_after text default ''
)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_ids text[];
begin
  perform monitoring.require_module(p_module);
  perform reconcile.refresh(p_module);
  execute format(
    'select coalesce(array_agg(w.external_id order by w.external_id), ''{}'') from (
       select s.external_id
       from staging.%I s
       where s.account_id = $1 and s.status <> ''promoted'' and s.gone_at is null and s.external_id > coalesce($2, '''')
         and ($3 is null or s.issues is not null and monitoring.cause_of(s.issues) @> jsonb_strip_nulls(jsonb_build_object(''rule'', $3, ''field'', $4)))
       order by s.external_id
       limit 1000
     ) w', 'stg_' || p_module
  ) into v_ids using p_account, p_after, p_rule, p_field;
  return monitoring.record_decision(
    v_by, 'retry_rejects', p_account, p_module, concat_ws(' ', p_rule, p_field),
    reconcile.retry_all(p_module, p_account, v_ids) || jsonb_build_object('outcome', 'retried')
    || case when cardinality(v_ids) = 1000 then jsonb_build_object('after', v_ids[1000]) else '{}'::jsonb end
  );
end;
$$;

comment on function monitoring.retry_rejects(text, text, text, text, text) is
  'An administrator promotes a module''s waiting records again, a thousand at a time in the order of their ids; with p_rule only those refused for it (a group of monitoring.reject_groups). Answers {outcome: retried, tried, promoted, rejected, written}, and after where more may follow: the next call''s p_after.';

grant execute on function monitoring.retry_reject(text, text, text) to authenticated;
grant execute on function monitoring.retry_rejects(text, text, text, text, text) to authenticated;

-- Button: sync a module.

create function monitoring.sync_now(p_module text, p_mode text default 'incremental', p_account text default 'main')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_run bigint;
begin
  perform monitoring.require_module(p_module);
  if p_mode is null or p_mode not in ('incremental', 'full') then
    raise exception 'unknown mode %', coalesce(p_mode, 'null')
      using errcode = 'GZ400', hint = 'incremental or full; a repair needs its dates: gazelle sync --mode repair.';
  end if;
  select r.run_id into v_run
  from sync.runs r
  where r.module = p_module and r.account_id = p_account and r.status = 'running' and not r.dry_run
    and r.kind = case p_mode when 'full' then 'sweep' else 'poll' end
    and monitoring.phase_of(r.status, r.lease_until, r.heartbeat_at) = 'working';
  -- What is at work is not interrupted: the answer says which run to wait for.
  if v_run is not null then
    return jsonb_build_object('outcome', 'busy', 'runId', v_run);
  end if;
  perform sync.invoke(p_module, p_mode, null, p_account, 'dashboard');
  return monitoring.record_decision(v_by, 'sync_now', p_account, p_module, p_mode, jsonb_build_object('outcome', 'requested'));
end;
$$;

comment on function monitoring.sync_now(text, text, text) is
  'An administrator asks for a sync, incremental or full. Answers {outcome: requested}, or busy with the run that is at it. What is requested is asked for until a run has read it (see sync.requests).';

grant execute on function monitoring.sync_now(text, text, text) to authenticated;

-- Button: a test message through one alert channel.

create function monitoring.test_channel(p_channel text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  -- Channels are those of the whole project.
  v_by text := monitoring.require_admin(null);
begin
  if not exists (select from monitoring.channels c where c.channel = p_channel) then
    raise exception 'there is no alert channel %', coalesce(p_channel, 'null')
      using errcode = 'GZ405', hint = 'Channels are set up in the functions'' settings, ALERT_… in .env.example; a new one is known after a minute.';
  end if;
  insert into monitoring.deliveries (channel) values (p_channel);
  -- Delivered at once: the function gives what is due.
  perform sync.call_function('alerts', '{}', 'dashboard');
  return monitoring.record_decision(v_by, 'test_channel', null, null, p_channel, jsonb_build_object('outcome', 'tested'));
end;
$$;

comment on function monitoring.test_channel(text) is
  'An administrator of every account has a test message sent through a channel. Answers {outcome: tested}; what the channel answered is in monitoring.deliveries, where notice_id is null.';

grant execute on function monitoring.test_channel(text) to authenticated;
