-- A token is refreshed three days before its end, or in the last tenth of a short life: a person has days to act.

create function monitoring.find_token_ending(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select null, c.account_id, c.account_id, format('The token ends at %s.', c.expires_at), jsonb_build_object('expiresAt', c.expires_at)
  from sync.credentials c
  where c.refused_at is null
    and c.expires_at - now() < least(interval '3 days', (c.expires_at - c.updated_at) / 10) * (p_threshold / 100)::float8;
$$;

comment on function monitoring.find_token_ending(numeric) is 'Rule token_ending. p_threshold: the share, in %, of the time for a refresh that is left when it raises an alert.';
