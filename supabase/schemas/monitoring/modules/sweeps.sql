-- The full sweeps of each module: what polls cannot see is as old as the last whole one.

create function monitoring.read_sweeps()
returns table (
  module text,
  account_id text,
  swept_within interval,
  whole_at timestamptz,
  run_id bigint,
  status text,
  gaps int,
  error jsonb
)
language sql
stable
set search_path = ''
as $$
  select m.module, a.account_id, m.swept_within, w.watermark, l.run_id, l.status, l.gaps, l.error
  from sync.modules m
  cross join sync.accounts a
  left join lateral (
    select r.watermark
    from sync.runs r
    where r.module = m.module and r.account_id = a.account_id and r.mode = 'full' and r.complete and not r.dry_run
    order by r.started_at desc
    limit 1
  ) w on true
  left join lateral (
    select r.run_id, r.status, r.gaps, r.error
    from sync.runs r
    where r.module = m.module and r.account_id = a.account_id and r.mode = 'full' and not r.dry_run
    order by r.started_at desc
    limit 1
  ) l on true
  where m.swept_within is not null;
$$;

comment on function monitoring.read_sweeps() is
  'One row a module and account: when the last whole sweep began, its target, and the last sweep of all.';
