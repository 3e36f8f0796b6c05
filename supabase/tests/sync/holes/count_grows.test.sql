-- Who acknowledges that a list is one record short knows of one record: what it lacks later is a new hole (kind of L).
begin;
select plan(17);

-- A sweep whose list names p_more records that it does not bring; short, the list is read twice.
create function pg_temp.sweep(p_more int)
returns text
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('clients', 'full');
  v_page int := 0;
  v_answer jsonb;
begin
  loop
    v_page := v_page + 1;
    v_answer := sync.stage_page(
      (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', v_page, '[{"id": "cli_1"}, {"id": "cli_2"}]', null, false, 2 + p_more
    );
    exit when (v_answer ->> 'finished')::boolean;
  end loop;
  v_answer := sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
  return concat_ws(' ', v_answer ->> 'status', v_answer ->> 'complete');
end;
$$;
create function pg_temp.acknowledge()
returns boolean
language sql
as $$ select sync.acknowledge_hole(hole_id, 'Anna') from sync.holes; $$;
create function pg_temp.alert()
returns setof text
language sql
as $$ select substring(message from 'count .*') from monitoring.find_problems() where rule = 'hole_stays'; $$;

select is(pg_temp.sweep(1), 'partial false', 'a list one record short is not whole');
select ok(pg_temp.acknowledge(), 'a person acknowledges it');
select is(pg_temp.sweep(1), 'success true', 'then it counts as whole');
update sync.holes set first_seen_at = first_seen_at - interval '2 days';
select is_empty($$select pg_temp.alert()$$, 'and is no alert');

select is(pg_temp.sweep(11), 'partial false', 'eleven records short, it is not');
select results_eq(
  $$select missing, times, acknowledged_at, acknowledged_by, closed_at is null from sync.holes$$,
  $$values (11, 1, null::timestamptz, null::text, true)$$, 'nobody has acknowledged the ten'
);
select results_eq(
  $$select pg_temp.alert()$$, $$values ('count lane all (totalCount is 13, and 2 records came).')$$, 'the alert names them'
);
select is((select new_gaps > 0 and not moved_watermark from sync.runs order by run_id desc limit 1), true, 'the next run reads there again');
select is(pg_temp.sweep(1), 'partial false', 'one record short again, a person has to say so again');

select ok(pg_temp.acknowledge(), 'acknowledged again');
select is(pg_temp.sweep(1), 'success true', 'it counts as whole again');
select is(pg_temp.sweep(2), 'partial false', 'until one more is missing');
select ok(pg_temp.acknowledge(), 'two are acknowledged');
select is(pg_temp.sweep(1), 'success true', 'fewer are known');
select is(pg_temp.sweep(2), 'success true', 'so are as many again');
select is(pg_temp.sweep(3), 'partial false', 'a list does not creep from one to the next without a person');
select is(pg_temp.sweep(0), 'success true', 'what agrees closes it');

select * from finish();
rollback;
