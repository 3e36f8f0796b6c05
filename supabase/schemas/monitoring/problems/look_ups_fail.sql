-- Records that may be gone, and that Gazelle cannot be asked for. Where it answers for what is there, and errs for these, a person is asked by
-- the rule deletion_held, once.

create function monitoring.find_look_ups_fail(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, d.account_id, d.module,
    format(
      '%s records of %s may be gone since %s, and Gazelle''s answers to look-ups cannot be used: %s.',
      count(*), d.module, date_trunc('minute', min(d.found_missing_at)),
      coalesce((array_agg(d.last_error order by d.attempts desc) filter (where d.last_error is not null))[1], 'no look-up has ended')
    ),
    jsonb_build_object('records', count(*), 'example', min(d.external_id))
  from sync.missing d
  where d.status = 'due' and d.reason = 'unseen' and coalesce(d.last_error, '') not like 'rights\_%'
    and d.found_missing_at < now() - make_interval(hours => p_threshold::int)
    and (d.refused_at is null or d.refused_at < now() - interval '2 days')
    -- What a person has released just now was never asked for yet.
    and (d.last_error is not null or d.next_at < now() - make_interval(hours => p_threshold::int))
  group by d.account_id, d.module;
$$;

comment on function monitoring.find_look_ups_fail(numeric) is
  'Rule look_ups_fail: one problem a module. p_threshold: hours since a record was found missing. What waits for the caller''s rights is rights_lost; what Gazelle refuses while it answers for others will be deletion_held.';
