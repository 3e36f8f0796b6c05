-- What a rule on data would have said, before anybody switches it on.

create function monitoring.is_on_data(p_rule text)
returns boolean
language sql
immutable
set search_path = ''
return p_rule in ('humidity_out', 'unserviced', 'moved', 'bounced');

comment on function monitoring.is_on_data(text) is 'Whether a rule is about records, so that monitoring.dry_run knows it.';

create function monitoring.dry_run(p_rule text, p_since timestamptz default now() - interval '1 year', p_threshold numeric default null)
returns setof monitoring.episode
language plpgsql
stable
set search_path = ''
set jit = off
as $$
declare
  v_threshold numeric := coalesce(p_threshold, (select u.threshold from monitoring.alert_rules u where u.rule = p_rule));
begin
  if monitoring.is_on_data(p_rule) is not true then
    raise exception 'there is no rule % on data', sync.fit_text(p_rule, 60) using errcode = 'GZ405', hint = 'gazelle alerts rules lists them.';
  end if;
  return query
  select e.account_id, e.record_id, e.client_id, sync.fit_text(e.name, 200), sync.fit_text(e.message, 500), e.began_at, e.ended_at
  from (
    select * from monitoring.humidity_episodes(v_threshold, array(select p.id from gazelle.pianos p)) where p_rule = 'humidity_out'
    union all
    select * from monitoring.unserviced_episodes(v_threshold) where p_rule = 'unserviced'
    union all
    -- One that goes on when the time begins was told before.
    select * from monitoring.moved_episodes(v_threshold, p_since - make_interval(hours => least(greatest(round(v_threshold), 1), 8760)::int)) where p_rule = 'moved'
    union all
    select * from monitoring.bounced_episodes(v_threshold, p_since) where p_rule = 'bounced'
  ) e
  where e.began_at >= p_since and e.began_at <= now()
    and not exists (select from sync.accounts a where a.account_id = e.account_id and a.paused_at is not null)
  order by e.began_at, e.account_id, e.record_id;
end;
$$;

comment on function monitoring.dry_run(text, timestamptz, numeric) is
  'What a rule on data would have told of since an instant, by its own threshold or another: a row a record and time, the oldest first. By the readings, services and e-mails that are here today, and the changes that are kept.';

create function monitoring.set_rule(p_rule text, p_enabled boolean default null, p_threshold numeric default null, p_pianos text[] default null)
returns monitoring.alert_rules
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_rule monitoring.alert_rules;
begin
  select * into v_rule from monitoring.alert_rules u where u.rule = p_rule for update;
  if not found then
    raise exception 'there is no rule %', sync.fit_text(p_rule, 60) using errcode = 'GZ405', hint = 'gazelle alerts rules lists them.';
  end if;
  if p_threshold is not null and (v_rule.threshold is null or not p_threshold between 0 and 1000000) then
    raise exception 'the threshold % is none for the rule %', p_threshold, p_rule
      using errcode = 'GZ400', hint = coalesce('It is a number of 0 to 1000000: ' || v_rule.unit || '.', 'This rule has no threshold.');
  end if;
  if p_pianos is not null and v_rule.pianos is null then
    raise exception 'the rule % is about no kind of pianos', p_rule using errcode = 'GZ400', hint = 'gazelle alerts rules shows which rule is.';
  end if;
  update monitoring.alert_rules u
  set enabled = coalesce(p_enabled, u.enabled), threshold = coalesce(p_threshold, u.threshold), pianos = coalesce(p_pianos, u.pianos)
  where u.rule = p_rule
  returning * into v_rule;
  return v_rule;
end;
$$;

comment on function monitoring.set_rule(text, boolean, numeric, text[]) is
  'Switches an alert rule on or off, and sets its threshold and the words for its pianos; what is null stays. It counts from the next minute on.';
