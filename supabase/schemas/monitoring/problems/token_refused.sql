-- A refused credential is one problem of the account, known from the token store or from failed runs.

create function monitoring.find_token_refused()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select null, c.account_id, c.account_id, format('The refresh token was refused at %s.', c.refused_at), '{}'::jsonb
  from sync.credentials c
  where c.refused_at is not null
  union all
  select
    null, f.account_id, f.account_id,
    format('%s: %s.', string_agg(f.module, ', ' order by f.module), (array_agg(f.message order by f.run_id desc))[1]),
    jsonb_build_object('modules', jsonb_agg(f.module order by f.module), 'code', (array_agg(f.code order by f.run_id desc))[1])
  from monitoring.read_failing_modules() f
  where f.rule = 'token_refused'
    -- An account whose credential Gazelle never saw waits for consent.
    and not (
      f.code = 'gazelle_not_connected'
      and not exists (select from sync.credentials c where c.account_id = f.account_id)
      and not exists (select from sync.callers c where c.account_id = f.account_id and c.asked_at is not null)
    )
    and not exists (select from sync.credentials c where c.account_id = f.account_id and c.refused_at is not null)
  group by f.account_id;
$$;

comment on function monitoring.find_token_refused() is 'Rule token_refused: one problem an account, unless it was never connected.';
