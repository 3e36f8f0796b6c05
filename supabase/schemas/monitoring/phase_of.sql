-- One definition of a run's phase for all views.

create function monitoring.phase_of(p_status text, p_lease_until timestamptz, p_heartbeat_at timestamptz)
returns text
language sql
stable
set search_path = ''
return case
  when p_status <> 'running' then 'over'
  when p_lease_until > now() then 'working'
  when p_lease_until is null and p_heartbeat_at > now() - interval '2 minutes' then 'waiting'
  else 'abandoned'
end;

comment on function monitoring.phase_of(text, timestamptz, timestamptz) is
  'working: a slice holds the lease; waiting: for its next slice; abandoned: its slice died, it is resumed within a minute; over.';
