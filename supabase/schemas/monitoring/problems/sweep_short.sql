-- A full sweep that saw clearly less than Gazelle counts.

create function monitoring.find_sweep_short(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, m.account_id, m.module,
    case
      when s.seen = 0 then format('%s: the full sweep (run %s) fetched nothing.', m.module, r.run_id)
      else format('%s: the full sweep (run %s) saw %s of %s records.', m.module, r.run_id, s.seen, t.total)
    end,
    jsonb_build_object('runId', r.run_id, 'seen', s.seen, 'totalCount', t.total)
  from (select m.module, m.may_be_empty, a.account_id from sync.modules m cross join sync.accounts a) m
  cross join lateral (
    select r.run_id, r.complete from sync.runs r
    where r.module = m.module and r.account_id = m.account_id and r.mode = 'full' and r.since is null and r.until is null
      and r.status in ('success', 'partial') and not r.dry_run
    order by r.started_at desc, r.run_id desc
    limit 1
  ) r
  cross join lateral (select coalesce(sum(l.seen), 0) as seen from sync.lanes l where l.run_id = r.run_id) s
  cross join lateral (select monitoring.sweep_total(r.run_id) as total) t
  where 100 * s.seen < p_threshold * t.total
    or (s.seen = 0 and (m.may_be_empty and t.total = 0) is not true and exists (
      select from sync.runs e
      where e.module = m.module and e.account_id = m.account_id and e.run_id < r.run_id and e.fetched > 0
    -- A whole sweep has noted each record that it did not see: where none waits, a person has let the last ones go.
    ) and (
      r.complete is not true
      or exists (select from sync.missing w where w.module = m.module and w.account_id = m.account_id and w.status <> 'gone')
    ));
$$;

comment on function monitoring.find_sweep_short(numeric) is
  'Rule sweep_short. p_threshold: percent of totalCount. A sweep without any record counts when an earlier run fetched some, unless all of them are known to be gone, or the list may be empty and counts none.';
