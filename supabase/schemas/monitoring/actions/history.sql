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
