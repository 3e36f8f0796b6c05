-- What Gazelle could not give, and who acknowledged it.

create function monitoring.read_holes()
returns table (
  hole_id bigint,
  module text,
  account_id text,
  kind text,
  place text,
  path text,
  id text,
  message text,
  first_seen_at timestamptz,
  last_seen_at timestamptz,
  times int,
  run_id bigint,
  acknowledged_at timestamptz,
  acknowledged_by text,
  closed_at timestamptz,
  status text
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select h.hole_id, h.module, h.account_id, h.kind, h.place, h.path, h.external_id, h.message, h.first_seen_at, h.last_seen_at, h.times, h.run_id,
    h.acknowledged_at, h.acknowledged_by, h.closed_at,
    case when h.closed_at is not null then 'closed' when h.acknowledged_at is not null then 'acknowledged' else 'open' end
  from sync.holes h
  -- Nothing is missing of a record that its own query brings.
  where h.kind <> 'apart' and h.account_id = any ((select gazelle.member_accounts())::text[])
  order by h.closed_at is not null, h.acknowledged_at is not null, h.last_seen_at desc
  limit 1000;
end;

comment on function monitoring.read_holes() is 'Reads monitoring.holes.';

create view monitoring.holes with (security_invoker = on) as
select * from monitoring.read_holes();

comment on view monitoring.holes is
  'Records, fields and places in lists that Gazelle could not give: open ones first, at most a thousand. Acknowledge one with gazelle holes ack.';
comment on column monitoring.holes.kind is 'null, error, no_id, record, nested, list or count: see sync.holes.';
comment on column monitoring.holes.place is 'The record''s id; without one, where it is in its list.';
comment on column monitoring.holes.message is 'Gazelle''s message, cut, without secrets.';
comment on column monitoring.holes.times is 'Runs that met it.';
comment on column monitoring.holes.closed_at is 'When what was missing came.';
comment on column monitoring.holes.status is 'open, acknowledged or closed.';

grant execute on function monitoring.read_holes() to authenticated;
grant select on monitoring.holes to authenticated;
