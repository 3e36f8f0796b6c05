-- A credential that no longer sees everything: what Gazelle hides from it would look deleted.

create function monitoring.find_rights_lost(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, c.account_id, c.account_id,
    case
      when c.unanswered_since is null then format(
        'The credential belongs to %s (%s), who is not a full administrator: %s.',
        coalesce(c.email, c.user_id), case when c.has_limited_access then 'limited access' else coalesce(c.access_level, 'no access level') end,
        case
          when w.records = 0 then 'Gazelle may hide records from them, and nothing is deleted'
          else format('%s records of %s are not deleted', w.records, w.modules)
        end
      )
      else format(
        'Since %s Gazelle does not say whose credential it is (%s): %s records of %s are not deleted.',
        date_trunc('minute', c.unanswered_since), c.error, w.records, w.modules
      )
    end,
    jsonb_build_object(
      'user', c.user_id, 'accessLevel', c.access_level, 'hasLimitedAccess', c.has_limited_access, 'records', w.records,
      'unansweredSince', c.unanswered_since
    )
  from sync.callers c
  cross join lateral (
    select count(*) as records, string_agg(distinct m.module, ', ' order by m.module) as modules
    from sync.missing m
    where m.account_id = c.account_id and (m.status = 'due' and m.last_error like 'rights\_%' or m.status = 'held')
  ) w
  where c.unanswered_since is null and not c.is_full_admin
    -- Without an answer it matters only where something waits for one.
    or w.records > 0 and c.unanswered_since < now() - make_interval(hours => p_threshold::int);
$$;

comment on function monitoring.find_rights_lost(numeric) is
  'Rule rights_lost: one problem an account whose caller is known to see less than everything, or is not known while something is due or held. p_threshold: hours without an answer.';
