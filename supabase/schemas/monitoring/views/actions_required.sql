-- What only a person can mend, in one list.
-- Long (read_actions_required): one branch of a union for each kind of action.

create function monitoring.read_actions_required()
returns table (
  kind text,
  severity text,
  module text,
  account_id text,
  about text,
  records bigint,
  since timestamptz,
  sentence text,
  remedy text
)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
  v_accounts text[] := gazelle.member_accounts();
begin
  -- PL/pgSQL keeps the plan: planning over every table takes as long as reading.
  return query
  select a.*
  from (
    select 'connect' as kind, 'error' as severity, null::text as module, c.account_id, null::text as about, null::bigint as records,
      c.refused_at as since, 'Gazelle refused the account''s token; nothing can be read.' as sentence, 'gazelle connect' as remedy
    from sync.credentials c
    where c.refused_at is not null
    union all
    select 'release_deletions', 'warning', d.module, d.account_id, null, count(*), min(d.found_missing_at),
      case
        when bool_and(d.is_child) then 'Lists in records no longer hold what they held, too much at once to delete without a decision.'
        when bool_and(d.held_because is not distinct from 'error') then 'Records are not in Gazelle''s list, and it answers each look-up with an error: only a person can tell whether they are gone.'
        else 'Records are missing from Gazelle, too many at once to delete without a decision.'
      end,
      format('select sync.release_deletions(%L, %L); or sync.dismiss_deletions', d.module, d.account_id)
    from (
      select m.module, m.account_id, m.found_missing_at, m.held_because, false as is_child from sync.missing m where m.status = 'held'
      union all
      select e.module, v.account_id, v.missing_since, 'share', true
      from reconcile.missing_children v
      join reconcile.entities e using (entity)
      where v.status = 'held'
    ) d
    group by d.module, d.account_id
    union all
    (
      select n.kind, 'warning', e.module, m.account_id, m.id, null, m.created_at, n.sentence, n.remedy
      from monitoring.named_placeholders n
      join reconcile.entities e using (entity)
      join reconcile.mirror m on m.tableoid = format('gazelle.%I', e.entity)::regclass
      where m.is_placeholder and m.deleted_at is null and m.account_id = any (v_accounts)
      order by m.created_at
      limit 100
    )
    union all
    select 'placeholders', 'warning', e.module, p.account_id, e.entity, p.records, p.since,
      'Records that others refer to have not come from Gazelle for a day.', 'See monitoring.placeholders.'
    from (
      select m.tableoid, m.account_id, count(*) as records, min(m.created_at) as since
      from reconcile.mirror m
      where m.is_placeholder and m.deleted_at is null and m.created_at < now() - interval '1 day'
      group by 1, 2
    ) p
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = p.tableoid
    where not exists (select from monitoring.named_placeholders n where n.entity = e.entity)
    union all
    select 'rejects', 'warning', m.module, w.account_id, w.status, w.records, w.since,
      case w.status
        when 'pending' then 'Records wait for promotion, which failed for a reason that is not theirs.'
        else 'Records were refused.'
      end,
      format('See monitoring.rejects; then gazelle reconcile --module %s', m.module)
    from (
      select s.tableoid, s.account_id, s.status, count(*) as records, min(s.fetched_at) as since
      from staging.records s
      where s.status <> 'promoted' and s.gone_at is null
      group by 1, 2, 3
    ) w
    join sync.modules m on format('staging.%I', 'stg_' || m.module)::regclass = w.tableoid
    union all
    select 'unidentified', 'warning', u.module, u.account_id, u.issue, count(*), min(u.fetched_at),
      'Gazelle gave records without an id.', 'See sync.unidentified.'
    from sync.unidentified u
    group by u.module, u.account_id, u.issue
    union all
    (
      select 'hole', 'warning', h.module, h.account_id, h.hole_id::text, null, h.first_seen_at,
        format('Gazelle cannot give %s.', concat_ws(' ', h.kind, h.place, nullif(h.path, ''), '(' || nullif(h.message, '') || ')')),
        format('gazelle holes ack %s', h.hole_id)
      from sync.holes h
      where h.closed_at is null and h.acknowledged_at is null and h.kind <> 'apart' and h.account_id = any (v_accounts)
        and (h.times >= 3 or h.first_seen_at < now() - interval '1 hour')
      order by h.first_seen_at
      limit 100
    )
    union all
    select 'failing', 'error', f.module, f.account_id, f.code, null, f.started_at, f.message, f.hint
    from monitoring.read_failing_runs() f
    join sync.accounts a using (account_id)
    where a.paused_at is null
  ) a
  where a.account_id = any (v_accounts)
  order by a.severity, a.since;
end;
$$;

comment on function monitoring.read_actions_required() is 'Reads monitoring.actions_required.';

create view monitoring.actions_required with (security_invoker = on) as
select * from monitoring.read_actions_required();

comment on view monitoring.actions_required is 'What needs a person, with what to do; empty when nothing does.';
comment on column monitoring.actions_required.kind is
  'connect, failing, release_deletions, hole, rejects, unidentified, placeholders, or a kind of monitoring.named_placeholders such as unknown_user.';
comment on column monitoring.actions_required.severity is 'error or warning.';
comment on column monitoring.actions_required.about is 'What it is about, within the module: an id, an entity, a status or an error''s code.';
comment on column monitoring.actions_required.remedy is 'What to do.';

grant execute on function monitoring.read_actions_required() to authenticated;
grant select on monitoring.actions_required to authenticated;
