-- A partition each month; what is older than sync.retention says goes, a month at a time.

create function changes.add_partitions(p_today date default current_date)
returns int
language plpgsql
set search_path = ''
set timezone = 'UTC'
-- Who writes waits behind the one who waits for the table.
set lock_timeout = '3s'
as $$
declare
  v_month date;
  v_name text;
  v_added int := 0;
begin
  for v_month in select date_trunc('month', p_today) + n * interval '1 month' from generate_series(0, 2) n loop
    v_name := to_char(v_month, '"log_"YYYY_MM');
    continue when to_regclass('changes.' || v_name) is not null;
    begin
      execute format(
        'create table changes.%1$I partition of changes.log for values from (%2$L) to (%3$L);
         alter table changes.%1$I enable row level security;
         comment on table changes.%1$I is %4$L',
        v_name, v_month::timestamptz, (v_month + interval '1 month')::timestamptz, to_char(v_month, '"The changes of "YYYY-MM.')
      );
      v_added := v_added + 1;
    exception
      -- Changes of that month are in changes.log_rest, and stay there.
      when check_violation then
        null;
    end;
  end loop;
  return v_added;
end;
$$;

comment on function changes.add_partitions(date) is 'Makes the partitions of this month and the next two, where they are not there; answers how many. A month that has begun without one stays in changes.log_rest.';

create function changes.prune(p_before timestamptz, p_limit int)
returns int
language plpgsql
set search_path = ''
set timezone = 'UTC'
set lock_timeout = '3s'
as $$
declare
  v_partition record;
  v_last bigint;
  v_gone bigint := 0;
  v_count int := 0;
  v_some int;
begin
  perform changes.add_partitions();
  if p_before is null then
    return 0;
  end if;
  for v_partition in
    select c.relname as name, c.reltuples as rows
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'changes.log'::regclass and c.relname ~ '^log_[0-9]{4}_[0-9]{2}$'
      and to_date(substr(c.relname, 5), 'YYYY_MM') + interval '1 month' <= p_before
    order by c.relname
  loop
    execute format('select max(t."position"), count(*) from changes.%I t', v_partition.name) into v_last, v_some;
    execute format('drop table changes.%I', v_partition.name);
    v_gone := greatest(v_gone, v_last);
    v_count := v_count + v_some;
  end loop;
  with gone as (
    delete from changes.log_rest r
    where (r.at, r."position") in (select o.at, o."position" from changes.log_rest o where o.at < p_before order by o.at, o."position" limit p_limit)
    returning r."position"
  )
  select count(*), max(g."position") into v_some, v_last from gone g;
  update changes.pruned p set "position" = greatest(p."position", v_gone, v_last), at = p_before where p."position" < greatest(v_gone, v_last);
  return v_count + v_some;
end;
$$;

comment on function changes.prune(timestamptz, int) is
  'Makes the next months'' partitions, and drops those that are wholly older than p_before; of changes.log_rest p_limit rows at most go. Answers how many changes went. p_before: null keeps all.';

create function changes.without_ids(p_changes jsonb, p_ids text[])
returns jsonb
language sql
immutable
set search_path = ''
begin atomic
  select jsonb_object_agg(f.key, (
    -- A reference that was is none any more; in a text the id is struck out.
    select jsonb_agg(case when v.value #>> '{}' = any (p_ids) then 'null' else sync.struck(v.value, null, p_ids) end order by v.place)
    from jsonb_array_elements(f.value) with ordinality v (value, place)
  ))
  from jsonb_each(p_changes) f;
end;

comment on function changes.without_ids(jsonb, text[]) is 'What changed, without the ids of erased records.';

create function changes.forget(p_account text, p_ids text[])
returns int
language plpgsql
set search_path = ''
-- Thousands of ids are looked for in each row: hashed, never one after the other.
set enable_nestloop = off
as $$
declare
  v_count int;
begin
  -- The last that is told of each is that it is gone: a consumer that has not read so far must remove it too.
  with ranked as (
    select l.at, l."position", l.operation in ('deleted', 'merged') and row_number() over (partition by l.entity, l.id order by l."position" desc) = 1 as is_end
    from changes.log l
    where l.account_id = p_account and l.id = any (p_ids)
  ), ends as (
    update changes.log l set operation = 'deleted', changes = '{}', merged_into = null
    from ranked r
    where r.is_end and l.at = r.at and l."position" = r."position" and (l.operation <> 'deleted' or l.changes <> '{}')
  )
  delete from changes.log l using ranked r where not r.is_end and l.at = r.at and l."position" = r."position";
  get diagnostics v_count = row_count;

  update changes.log l set merged_into = null where l.account_id = p_account and l.merged_into = any (p_ids);
  update changes.log l set changes = changes.without_ids(l.changes, p_ids)
  from (
    select distinct g.at, g."position"
    from changes.log g
    -- Mostly an id is a text of its own; only in longer ones that may have one is each word looked at.
    cross join lateral (
      select t.text from string_to_table(g.changes::text, '"') t (text)
      union all
      select m.words[1]
      from string_to_table(g.changes::text, '"') t (text)
      cross join lateral regexp_matches(t.text, '[\w-]+', 'g') m (words)
      where strpos(t.text, '_') > 0 and t.text ~ '[^\w-]'
    ) w (word)
    join unnest(p_ids) i (id) on i.id = w.word
    where g.account_id = p_account
  ) m
  where l.at = m.at and l."position" = m."position";
  return v_count;
end;
$$;

comment on function changes.forget(text, text[]) is
  'Removes the changes of erased records, and their ids from those of others; answers how many went. That a record is gone stays, so that consumers remove it too.';
