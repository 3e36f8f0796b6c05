-- The feed: changes in their order, none of which can appear behind a position that was given out.

create function changes.last_position()
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_last bigint;
  v_held bigint;
begin
  -- An older snapshot does not see what this one calls whole, and a replica does not know who is writing.
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') or pg_is_in_recovery() then
    raise exception 'the changes are read at the primary, in a transaction that is read committed'
      using errcode = 'GZ400', hint = 'Use the Data API of the project itself, or leave the isolation level as it is.';
  end if;
  -- In this order: who takes a place after the first line writes above it, who took one before is in the second or has ended.
  select s.last_value - case when s.is_called then 0 else 1 end into v_last from changes.log_position_seq s;
  select min(v_last - mod(v_last - l.objid::bigint, 2147483648)) into v_held
  from pg_catalog.pg_locks l
  where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
    and l.classid::bigint = (hashtext('changes.log')::bigint & 4294967295);
  return least(v_last, v_held);
end;
$$;

comment on function changes.last_position() is
  'Up to where the log is whole: no transaction that is under way can write at or below it. A statement that reads the log must begin after this one has ended.';

create function changes.drawn_position()
returns bigint
language sql
stable
security definer
set search_path = ''
return (select s.last_value from changes.log_position_seq s);

comment on function changes.drawn_position() is 'The last position that anybody has drawn: none above it was given out.';

create function changes.first_position()
returns bigint
language sql
stable
security definer
set search_path = ''
return (select p."position" from changes.pruned p);

comment on function changes.first_position() is 'Behind it the log is kept.';

create function changes.is_kept(p_instant timestamptz)
returns boolean
language sql
stable
security definer
set search_path = ''
return not exists (select from changes.pruned p where p.at > p_instant);

comment on function changes.is_kept(timestamptz) is 'Whether the log has what has changed since an instant.';

create function changes.written(p_account text, p_position bigint)
returns text
language sql
immutable
set search_path = ''
return left(md5(p_account), 6) || '-' || p_position;

comment on function changes.written(text, bigint) is 'A position as consumers keep it: which account''s, and how far.';

create function changes.position_of(p_account text, p_position text)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
declare
  v_position bigint;
begin
  if p_account is null or p_account <> all (gazelle.member_accounts()) then
    raise exception 'there is no account % whose changes you may read', left(p_account, 60)
      using errcode = 'GZ403', hint = 'Write an account of which you are a member.';
  elsif p_position is null then
    return changes.first_position();
  elsif p_position !~ '^[0-9a-f]{6}-[0-9]{1,18}$' then
    raise exception 'the position is none that was given out' using errcode = 'GZ400', hint = 'Give the position of the last answer, as it was.';
  elsif not starts_with(p_position, left(md5(p_account), 6)) then
    raise exception 'the position is another account''s than %', p_account using errcode = 'GZ400', hint = 'Give the account whose changes were read.';
  end if;
  v_position := split_part(p_position, '-', 2)::bigint;
  if v_position > changes.drawn_position() then
    raise exception 'the position is none that was given out'
      using errcode = 'GZ400', hint = 'The database may have been restored since: start anew (changes.start).';
  elsif v_position < changes.first_position() then
    raise exception 'changes behind this position are no longer kept'
      using errcode = 'GZ411', hint = 'Start anew: changes.start gives a position, and changes.snapshot the records as they are there.';
  end if;
  return v_position;
end;
$$;

comment on function changes.position_of(text, text) is
  'The place in the log that a position means. Raises GZ403 for an account that the caller may not read, GZ400 for a position that was never given out or is another account''s, GZ411 for one that is no longer kept.';

create function changes.position_at(p_account text, p_instant timestamptz)
returns text
language plpgsql
set search_path = ''
as $$
declare
  -- Asked for first: what is written meanwhile takes a place above it, however late it ends.
  v_last constant bigint := changes.last_position();
begin
  if not changes.is_kept(p_instant) then
    raise exception 'what has changed since then is no longer kept' using errcode = 'GZ411', hint = 'Choose a later instant, or start anew (changes.start).';
  end if;
  -- Places and instants are drawn one after the other, by many at the same time: in a minute the lowest place has come.
  return changes.written(p_account, least(v_last, (
    select min(l."position") - 1
    from changes.log l
    where l.account_id = p_account and l.at >= p_instant
      and l.at <= (select min(f.at) from changes.log f where f.account_id = p_account and f.at >= p_instant) + interval '1 minute'
  )));
end;
$$;

comment on function changes.position_at(text, timestamptz) is
  'The position behind which all that has changed since an instant lies. Raises GZ411 for an instant since which not all is kept.';

create function changes.checked_entities(p_entities text[])
returns text[]
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_unknown constant text := (
    select string_agg(sync.fit_text(n.name, 60), ', ') from unnest(p_entities) n (name) where not exists (select from reconcile.entities e where e.entity = n.name)
  );
begin
  if v_unknown is not null then
    raise exception 'unknown entity: %', left(v_unknown, 200) using errcode = 'GZ400', hint = 'An entity is a table of schema gazelle.';
  end if;
  if cardinality(array_remove(p_entities, null)) = 0 then
    raise exception 'no entity is named' using errcode = 'GZ400', hint = 'Leave the entities out for all of them.';
  end if;
  return coalesce(p_entities, array(select e.entity from reconcile.entities e order by e.entity));
end;
$$;

comment on function changes.checked_entities(text[]) is 'The entities that are asked for, all of them where none is named. Raises GZ400 for one that is unknown.';

create function changes.check_loaded(p_account text, p_entities text[])
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_missing constant text := (select string_agg(e.entity, ', ' order by e.entity) from unnest(p_entities) e (entity) where not changes.is_loaded(e.entity, p_account));
begin
  if v_missing is not null then
    raise exception 'no full sweep has ended yet that brings %', v_missing
      using errcode = 'GZ400', hint = 'Wait for it, or name other entities.';
  end if;
end;
$$;

comment on function changes.check_loaded(text, text[]) is 'Raises GZ400 where a copy would begin before a first full sweep has brought an entity.';

create function changes.shown(p_change changes.log)
returns jsonb
language sql
immutable
set search_path = ''
return jsonb_build_object(
  'position', changes.written(p_change.account_id, p_change."position"), 'entity', p_change.entity, 'id', p_change.id, 'operation', p_change.operation,
  'version', p_change.version, 'changes', p_change.changes, 'merged_into', p_change.merged_into, 'run', p_change.run_id, 'cause', p_change.cause, 'at', p_change.at
);

comment on function changes.shown(changes.log) is 'A change as consumers get it.';

create function changes.read(p_after text default null, p_entities text[] default null, p_limit int default 1000, p_account text default 'main')
returns jsonb
language plpgsql
set search_path = ''
set timezone = 'UTC'
set statement_timeout = '30s'
as $$
declare
  v_after constant bigint := changes.position_of(p_account, p_after);
  v_entities constant text[] := case when p_entities is not null then changes.checked_entities(p_entities) end;
  v_limit constant int := least(greatest(coalesce(p_limit, 1000), 1), 10000);
  v_last constant bigint := changes.last_position();
  v_changes jsonb;
  v_end bigint;
  v_count int;
  v_is_more boolean;
begin
  -- A statement of its own: what it sees is younger than v_last.
  select
    coalesce(jsonb_agg(changes.shown(l) order by l."position"), '[]'),
    max(l."position"), count(*)
  into v_changes, v_end, v_count
  from (
    select (b.g).*
    from (
      select g, sum(pg_column_size(g.changes)) over (order by g."position") - pg_column_size(g.changes) as bytes_before
      from (
        select * from changes.log g
        where g.account_id = p_account and g."position" > v_after and g."position" <= v_last and (v_entities is null or g.entity = any (v_entities))
        order by g."position"
        limit v_limit
      ) g
    ) b
    -- An answer that nobody could take would come again and again.
    where b.bytes_before < 16000000
  ) l;
  -- A month may have gone between the two statements.
  perform changes.position_of(p_account, p_after);
  v_is_more := v_count = v_limit or exists (
    select from changes.log g
    where g.account_id = p_account and g."position" > v_end and g."position" <= v_last and (v_entities is null or g.entity = any (v_entities))
  );
  return jsonb_build_object(
    'changes', v_changes,
    'position', changes.written(p_account, case when v_is_more then v_end else greatest(v_after, v_last) end),
    'more', v_is_more
  );
end;
$$;

comment on function changes.read(text, text[], int, text) is
  'The changes behind a position, in their order: {"changes": [{position, entity, id, operation, version, changes: {column: [before, after]}, merged_into, run, cause, at}], "position", "more"}. Go on with the answer''s position; where more is true, at once. p_after: null reads from the oldest that is kept. p_limit: 10,000 at most. Raises GZ400 for an unknown entity or position, GZ403 for an account that the caller may not read, GZ411 for a position that is no longer kept.';

create function changes.newest(p_entities text[] default null, p_limit int default 50, p_account text default 'main')
returns jsonb
language plpgsql
set search_path = ''
set timezone = 'UTC'
set statement_timeout = '30s'
as $$
declare
  v_after constant bigint := changes.position_of(p_account, null);
  v_entities constant text[] := case when p_entities is not null then changes.checked_entities(p_entities) end;
  v_limit constant int := least(greatest(coalesce(p_limit, 50), 1), 10000);
  v_last constant bigint := changes.last_position();
begin
  return (
    select jsonb_build_object(
      'changes', coalesce(jsonb_agg(changes.shown(l) order by l."position"), '[]'), 'position', changes.written(p_account, greatest(v_after, v_last)), 'more', false
    )
    from (
      select * from changes.log g
      where g.account_id = p_account and g."position" <= v_last and (v_entities is null or g.entity = any (v_entities))
      order by g."position" desc
      limit v_limit
    ) l
  );
end;
$$;

comment on function changes.newest(text[], int, text) is
  'The newest changes, in their order, as changes.read answers them; the position is behind them. p_limit: 10,000 at most.';

create function changes.of_runs(p_runs bigint[], p_each int default 3)
returns setof changes.log
language sql
stable
set search_path = ''
begin atomic
  select l.*
  from unnest(p_runs) r (run_id)
  cross join lateral (
    select * from changes.log g
    -- Of a record of which only Gazelle's own time is new there is nothing to show.
    where g.run_id = r.run_id and (g.operation <> 'updated' or g.changes - 'gazelle_updated_at' <> '{}')
    order by g."position"
    limit least(p_each, 100)
  ) l;
end;

comment on function changes.of_runs(bigint[], int) is 'The first changes of each of some runs, p_each at most: what a list of runs shows.';

grant execute on function changes.last_position() to authenticated;
grant execute on function changes.first_position() to authenticated;
grant execute on function changes.drawn_position() to authenticated;
grant execute on function changes.is_kept(timestamptz) to authenticated;
grant execute on function changes.position_at(text, timestamptz) to authenticated;
grant execute on function changes.check_loaded(text, text[]) to authenticated;
grant execute on function changes.written(text, bigint) to authenticated;
grant execute on function changes.position_of(text, text) to authenticated;
grant execute on function changes.checked_entities(text[]) to authenticated;
grant execute on function changes.shown(changes.log) to authenticated;
grant execute on function changes.read(text, text[], int, text) to authenticated;
grant execute on function changes.of_runs(bigint[], int) to authenticated;
grant execute on function changes.newest(text[], int, text) to authenticated;
