-- A record without an id is known by its place alone, and its neighbours come and go: what a person acknowledged stays acknowledged (part L).
begin;
select plan(38);

-- p_list: the records as Gazelle gives them, in pages that overlap by one; '-' is a null. Answers status, complete, and whether it moved the watermark.
create function pg_temp.sync(p_mode text, p_list text, p_module text default 'clients', p_window text default null, p_size int default 100)
returns text
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run(p_module, p_mode, p_window => p_window);
  v_items constant text[] := string_to_array(p_list, ' ');
  v_from int := 1;
  v_page int := 0;
  v_some text[];
  v_last int;
  v_tail int;
begin
  loop
    v_page := v_page + 1;
    v_last := least(v_from + p_size - 1, cardinality(v_items));
    v_some := v_items[v_from : v_last];
    -- A page ends with the record that the next one begins with; nulls after it come twice.
    v_tail := (select max(nth) from unnest(v_some) with ordinality u (i, nth) where i <> '-');
    perform sync.stage_page(
      (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', v_page,
      (select coalesce(jsonb_agg(jsonb_build_object('id', i) order by nth), '[]') from unnest(v_some) with ordinality u (i, nth) where i <> '-'),
      case when v_last < cardinality(v_items) then 'after ' || v_some[v_tail - 1] end, v_last < cardinality(v_items),
      p_null_nodes => (
        select count(*)::int
        from unnest(v_some) with ordinality u (i, nth)
        where i = '-' and (v_last = cardinality(v_items) or nth < v_tail)
      ),
      p_tail_id => v_some[v_tail],
      p_holes => (
        select coalesce(jsonb_agg(jsonb_build_object('kind', 'null', 'place', pg_temp.place(v_some, nth::int), 'path', '', 'message', '')), '[]')
        from unnest(v_some) with ordinality u (i, nth)
        where i = '-'
      )
    );
    exit when v_last = cardinality(v_items);
    v_from := v_from + v_tail - 1;
  end loop;
  v_run := sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
  return concat_ws(' ', v_run ->> 'status', (select case when moved_watermark then 'moved' end from sync.runs order by run_id desc limit 1));
end;
$$;
create function pg_temp.place(p_items text[], p_at int)
returns text
language sql
as $$
  select coalesce('after ' || p_items[b.at], 'first') || case when p_at - b.at > 1 then ' +' || p_at - b.at - 1 else '' end
  from (select coalesce(max(nth) filter (where i <> '-' and nth < p_at), 0)::int as at from unnest(p_items) with ordinality u (i, nth)) b;
$$;
-- The open holes, the oldest first, and whether a person knows of each.
create function pg_temp.holes()
returns text
language sql
as $$
  select string_agg(
    h.place || case when h.acknowledged_at is not null then ' known' else '' end, ', ' order by h.hole_id
  )
  from sync.holes h
  where h.closed_at is null;
$$;
create function pg_temp.standing(p_module text default 'clients', p_window text default null)
returns void
language plpgsql
as $$
begin
  truncate sync.holes restart identity;
  perform pg_temp.sync('full', 'a b - c d', p_module), pg_temp.sync('incremental', 'a b - c d', p_module, p_window) from generate_series(1, 3);
  perform sync.acknowledge_hole(hole_id, 'anna') from sync.holes;
end;
$$;
create function pg_temp.alerts()
returns bigint
language sql
as $$ select count(*) from monitoring.find_hole_stays(-1) $$;

select pg_temp.standing();
create temp table known as select hole_id, first_seen_at, acknowledged_at, times from sync.holes;
select is(pg_temp.holes(), 'after b known', 'a null is a hole, which a person knows of, be it met by sweeps or by polls');
select is(pg_temp.sync('incremental', 'a b n - c d'), 'success moved', 'a record comes between: the poll is clean');
select is(pg_temp.sync('full', 'a b n - c d'), 'success moved', 'and the sweep');
select is(pg_temp.holes(), 'after n known', 'the hole moved to its new place');
select ok((h.hole_id, h.first_seen_at, h.acknowledged_at) = (k.hole_id, k.first_seen_at, k.acknowledged_at) and h.times > k.times, 'with its number and what was known of it')
from sync.holes h, known k where h.closed_at is null;
select is(pg_temp.alerts(), 0::bigint, 'and no alert');
select is(pg_temp.sync('full', 'a b - n c d'), 'success moved', 'and back');
select is(pg_temp.sync('incremental', 'a b - n c d'), 'success moved', 'in the poll too');
select is(pg_temp.holes(), 'after b known', 'where it was');

select pg_temp.standing();
select is(pg_temp.sync('full', 'a - c d'), 'success moved', 'the record before it is deleted');
select is(pg_temp.sync('incremental', 'a - c d'), 'success moved', 'which the poll sees too');
select is(pg_temp.holes(), 'after a known', 'the hole has another neighbour');
select is(pg_temp.sync('full', '- c d'), 'success moved', 'so is the one before that');
select is(pg_temp.holes(), 'after a known, first known', 'it is the first of its list');
select is(pg_temp.sync('full', 'z - c d'), 'success moved', 'until another is');
select is(pg_temp.alerts(), 0::bigint, 'nobody is asked again');

-- Across pages: the place that closes and the one that is met need not be in the same one.
select pg_temp.standing();
select is(pg_temp.sync('full', 'a b n1 n2 n3 n4 - c d', p_size => 3), 'success moved', 'so many come between that it is in another page');
select is(pg_temp.holes(), 'after b known, after n4 known', 'a copy of the hole is there, for the poll still has the old place');
select is(pg_temp.sync('incremental', 'a b n1 n2 n3 n4 - c d'), 'success moved', 'until it meets the new one');
select is(pg_temp.holes(), 'after n4 known', 'which then is the only one');
select is(pg_temp.sync('full', 'a n1 n2 n3 - c d', p_size => 3), 'success moved', 'the record before it is gone in a list of several pages');

-- The window of a poll moves on, its sweep stays.
select pg_temp.standing('appointments', 'balanced');
select is(pg_temp.sync('incremental', '- c d', 'appointments', 'balanced'), 'success moved', 'the record before it has left the window');
select is(pg_temp.sync('full', 'a b - c d', 'appointments'), 'success moved', 'the sweep, which still has it, has its hole');
select is(pg_temp.sync('incremental', '- c d', 'appointments', 'balanced'), 'success moved', 'the poll its own');
select is(pg_temp.holes(), 'after b known, first known', 'both are known');
select is(pg_temp.alerts(), 0::bigint, 'and no alert');

-- What is more than before is new.
select pg_temp.standing();
select is(pg_temp.sync('full', 'a b n - c - d'), 'partial', 'a second null beside the one that moved is new');
select results_eq(
  $$select count(*), count(acknowledged_at) from sync.holes where closed_at is null and lanes ? 'sweep all'$$, $$values (2::bigint, 1::bigint)$$,
  'of two a person knows of one'
);
select pg_temp.standing();
select is(pg_temp.sync('full', 'a b - - c d'), 'partial', 'so is one right after it');
select pg_temp.standing();
select is(pg_temp.sync('full', 'a - b - c d'), 'partial', 'and one before it');
select is(pg_temp.holes(), 'after b known, after a', 'the old one keeps its place');

-- A new null in a poll whose list has left the old one behind.
select pg_temp.standing();
select pg_temp.sync('incremental', 'y - z');
select is(pg_temp.sync('full', 'a b - c d y - z'), 'partial', 'a sweep that meets both counts one more than a person knows of');
select isnt(pg_temp.alerts(), 0::bigint, 'which is an alert');

-- What comes closes it; what comes to lack later is new.
select pg_temp.standing();
select is(pg_temp.sync('incremental', 'a b x c d'), 'success moved', 'the record comes');
select is(pg_temp.holes(), null, 'the hole is closed');
select is(pg_temp.sync('incremental', 'a b x c - d'), 'partial', 'a later null is another');
select is(pg_temp.holes(), 'after c', 'of which nobody knows');
select pg_temp.standing();
select is(pg_temp.sync('full', 'a b n c - d') || pg_temp.sync('full', 'a b n c d'), 'success movedsuccess moved', 'a sweep that lacks nothing is clean');

select * from finish();
rollback;
