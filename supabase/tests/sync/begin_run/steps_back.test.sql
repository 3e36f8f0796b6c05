-- Slices of one page each, in which a lane steps back: a shift is no stall (kind of cases R1, C1).
begin;
select plan(2);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
create function pg_temp.page(p_ids text[])
returns jsonb
language sql
as $$
  select sync.stage_page(
    id, (select lease from sync.runs where run_id = id), 'all', coalesce((select page from sync.lanes where run_id = id), 0) + 1,
    (select jsonb_agg(jsonb_build_object('id', 'cli_' || i)) from unnest(p_ids) i), 'before ' || p_ids[cardinality(p_ids)], true,
    p_tail_id => 'cli_' || p_ids[cardinality(p_ids)]
  )
  from run;
$$;
create function pg_temp.next_slice()
returns text
language plpgsql
as $$
begin
  update sync.runs set lease = null, lease_until = null where status = 'running';
  return sync.continue_run((select id from run), 'clients') ->> 'outcome';
end;
$$;
select pg_temp.page(array[n::text, (n + 1)::text]) from generate_series(1, 6) n;
select pg_temp.next_slice();
create temp table outcomes as
select (pg_temp.page(array[(90 - n)::text]) ->> 'shifted')::boolean as shifted, pg_temp.next_slice() as outcome from generate_series(1, 5) n;
select is((select count(*) from outcomes where shifted), 5::bigint, 'many deletions: five slices step back to the beginning');
select is((select string_agg(distinct outcome, ' ') from outcomes), 'resumed', 'and the run goes on');

select * from finish();
rollback;
