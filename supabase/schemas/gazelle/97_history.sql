-- What a record was: its history, and its state at an instant.

create function gazelle.history(p_entity text, p_id text)
returns table (at timestamptz, operation text, version int, changes jsonb, merged_into text, cause text, run_id bigint)
language plpgsql
stable
set search_path = ''
as $$
begin
  perform changes.checked_entities(array[p_entity]);
  return query
  select l.at, l.operation, l.version, l.changes, l.merged_into, l.cause, l.run_id
  from changes.log l
  where l.account_id = any (gazelle.member_accounts()) and l.entity = p_entity and l.id = p_id
  order by l."position" desc;
end;
$$;

comment on function gazelle.history(text, text) is
  'The changes of a record, newest first: when, operation, version, {"column": [before, after]}, cause and run. As far back as changes.log is kept.';

create function gazelle.as_of(p_entity text, p_id text, p_instant timestamptz)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_account text;
  v_position bigint;
  v_is_here boolean;
  v_record jsonb;
begin
  perform changes.checked_entities(array[p_entity]);
  foreach v_account in array gazelle.member_accounts() loop
    select coalesce(max(l."position"), 0) into v_position
    from changes.log l
    where l.account_id = v_account and l.entity = p_entity and l.id = p_id and l.at <= p_instant;
    execute format('select exists (select from gazelle.%I t where t.account_id = $1 and t.id = $2 and t.created_at <= $3) and changes.is_kept($3)', p_entity)
    into v_is_here using v_account, p_id, p_instant;
    -- Before the log knows it, it was here since its row was made; of what is no longer kept nothing is known.
    if v_position > 0 or v_is_here then
      select r.record into v_record from changes.records_at(v_account, p_entity, array[p_id], v_position) r;
      exit when found;
    end if;
  end loop;
  return v_record;
end;
$$;

comment on function gazelle.as_of(text, text, timestamptz) is
  'A record as it was here at an instant: the columns of its table; null where it was not here, or nothing is known of that time.';

create function gazelle.owner_at(p_piano text, p_instant timestamptz)
returns text
language sql
stable
set search_path = ''
return gazelle.as_of('pianos', p_piano, p_instant) ->> 'client_id';

comment on function gazelle.owner_at(text, timestamptz) is 'The client who had a piano at an instant; null where nothing is known of it.';

create function gazelle.pianos_at(p_client text, p_instant timestamptz)
returns setof text
language sql
stable
set search_path = ''
begin atomic
  with candidates as (
    select p.id from gazelle.pianos p where p.client_id = p_client
    union
    select l.id from changes.log l where l.account_id = any (gazelle.member_accounts()) and l.entity = 'pianos' and l.changes -> 'client_id' ->> 0 = p_client
  )
  select c.id from candidates c where gazelle.owner_at(c.id, p_instant) = p_client order by c.id;
end;

comment on function gazelle.pianos_at(text, timestamptz) is 'The pianos that a client had at an instant.';

grant execute on function gazelle.history(text, text) to authenticated;
grant execute on function gazelle.as_of(text, text, timestamptz) to authenticated;
grant execute on function gazelle.owner_at(text, timestamptz) to authenticated;
grant execute on function gazelle.pianos_at(text, timestamptz) to authenticated;
