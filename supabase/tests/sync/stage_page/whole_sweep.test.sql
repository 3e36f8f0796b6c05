-- The last lane reads without a filter until the sweep as a whole has seen totalCount.
begin;
select plan(26);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'notes', 1, '[{"id": "usr_1"}, {"id": "usr_2"}]', null, false, 2) from run;

select is(
  sync.stage_page(id, lease, 'rest', 1, '[{"id": "usr_1"}]', 'cursor 1', true, 3, p_with => '{notes,rest}', p_is_proof => true) - 'cursor' - 'total',
  '{"seen": 2, "finished": false, "changed": 0, "promoted": 0, "rejected": 0, "placeholders": 0}',
  'what another lane has seen is not seen anew'
)
from run;
select is(
  sync.stage_page(id, lease, 'rest', 2, '[{"id": "usr_3"}]', 'cursor 2', true, 3, p_with => '{notes,rest}', p_is_proof => true) -> 'finished',
  'true',
  'when the sweep has seen all, the lane is over, although pages are left'
)
from run;
select results_eq(
  $$select lane, seen, agreed from sync.lanes order by lane$$, $$values ('notes', 2, true), ('rest', 1, true)$$, 'each id is counted in one lane'
);
select is(
  sync.finish_run(id, lease, p_lanes => '{notes,rest}') ->> 'status', 'success', 'the sweep is complete: nothing fell between the lanes'
)
from run;

create temp table known as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
select sync.stage_page(id, lease, 'notes', 1, '[{"id": "cli_1"}]', null, false, 1) from known;
select is(
  sync.stage_page(id, lease, 'rest', 1, '[{"id": "cli_1"}]', 'cursor 1', true, 1, p_with => '{notes,rest}', p_is_proof => true) -> 'finished', 'true',
  'a sweep without unknown types costs one page of it'
)
from known;

-- totalCount is one too high, for ever: the last lane need not read the whole history at each sweep.
create function pg_temp.sweep(p_total int, out is_over_at_once boolean, out is_over boolean, out missing int, out times int)
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('pianos', 'full');
  v_answer jsonb;
begin
  perform sync.stage_page((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'notes', 1, '[{"id": "ins_1"}, {"id": "ins_2"}]');
  v_answer := sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'rest', 1, '[{"id": "ins_1"}]', 'cursor', true, p_total, p_with => '{notes,rest}',
    p_is_proof => true
  );
  is_over_at_once := (v_answer ->> 'finished')::boolean;
  if not is_over_at_once then
    v_answer := sync.stage_page(
      (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'rest', 2, '[{"id": "ins_2"}]', null, false, p_total, p_with => '{notes,rest}',
      p_is_proof => true
    );
  end if;
  is_over := (v_answer ->> 'finished')::boolean;
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{notes,rest}');
  select h.missing, h.times into missing, times from sync.holes h where h.module = 'pianos' and h.closed_at is null;
end;
$$;
select results_eq($$select * from pg_temp.sweep(3)$$, $$values (false, true, 1, 1)$$, 'the first sweep that lacks a record reads on to the end (case R9)');
select results_eq($$select * from pg_temp.sweep(3)$$, $$values (true, true, 1, 2)$$, 'the next one knows of it, and reads a page');
select results_eq($$select * from pg_temp.sweep(4)$$, $$values (false, true, 2, 3)$$, 'one that lacks more reads to the end again');
select results_eq(
  $$select bool_and(s.is_over_at_once) from generate_series(4, 6) cross join lateral pg_temp.sweep(4) s$$, $$values (true)$$, 'what stays costs nothing'
);
update sync.holes set times = 6 where module = 'pianos';
select results_eq($$select * from pg_temp.sweep(4)$$, $$values (true, true, 2, 7)$$, 'for six sweeps');
select results_eq(
  $$select * from pg_temp.sweep(4)$$, $$values (false, true, 2, 8)$$, 'the next looks again: what is missing may be another record by now'
);
select results_eq(
  $$select * from pg_temp.sweep(2)$$, $$values (true, true, null::int, null::int)$$, 'a count that agrees closes the hole'
);

-- Items of another lane that have no id, or are null: totalCount counts them, and no id tells that they were read.
create function pg_temp.without_id(p_notes jsonb, p_null_nodes int, p_total int, p_rest jsonb, p_rest_null_nodes int default 0)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('timeline', 'full');
  v_answer jsonb;
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'notes', 1, p_notes, p_null_nodes => p_null_nodes
  );
  v_answer := sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'rest', 1, p_rest, 'cursor', true, p_total, p_null_nodes => p_rest_null_nodes,
    p_with => '{notes,rest}', p_is_proof => true
  );
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{"code": "over", "message": "over"}', '{notes,rest}');
  delete from sync.runs where run_id = (v_run ->> 'runId')::bigint;
  return v_answer -> 'finished';
end;
$$;
select is(
  pg_temp.without_id('[{"id": "tme_1"}, {"id": "tme_2"}]', 1, 3, '[{"id": "tme_1"}]'), 'true',
  'an item that came as null in another lane is read: the last lane does not look for it (case R10)'
);
select is(
  pg_temp.without_id('[{"id": "tme_1"}, {"id": null}]', 0, 2, '[{"id": "tme_1"}]'), 'true', 'nor for a record without an id'
);
select is(
  pg_temp.without_id('[{"id": "tme_1"}]', 1, 3, '[{"id": "tme_1"}]', 1), 'false',
  'met in both lanes it is one item: a record that is missing is looked for'
);
create temp table ends as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('timeline', 'full') r;
select sync.stage_page(id, lease, 'notes', 1, '[{"id": "tme_1"}, {"id": "tme_2"}, {"id": null}]', 'c', true, 3, p_tail_id => 'tme_2') from ends;
select sync.stage_page(id, lease, 'notes', 2, '[{"id": "tme_2"}, {"id": null}]', null, false, 3) from ends;
select is((select without_id from sync.lanes where run_id = (select id from ends)), 1, 'what two pages bring, since they overlap, is one item too');
delete from sync.runs where run_id = (select id from ends);

-- Two lanes that read one list from both ends may both meet it.
create function pg_temp.from_both_ends(p_newest_nulls int, p_oldest_nulls int, p_meets boolean, p_total int)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('timeline', 'full');
  v_answer jsonb;
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'newest', 1, '[{"id": "tme_1"}, {"id": "tme_2"}]', 'cursor', true, 9,
    p_null_nodes => p_newest_nulls, p_with => '{newest,oldest}'
  );
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'oldest', 1,
    case when p_meets then '[{"id": "tme_3"}, {"id": "tme_2"}]'::jsonb else '[{"id": "tme_3"}]' end, 'cursor', true, 9,
    p_null_nodes => p_oldest_nulls, p_with => '{newest,oldest}'
  );
  v_answer := sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'rest', 1, '[{"id": "tme_1"}]', 'cursor', true, p_total,
    p_with => '{newest,oldest,rest}', p_is_proof => true
  );
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{"code": "over", "message": "over"}');
  delete from sync.runs where run_id = (v_run ->> 'runId')::bigint;
  return v_answer -> 'finished';
end;
$$;
select is(pg_temp.from_both_ends(1, 0, true, 4), 'true', 'of two lanes that read one list, what one of them met counts');
select is(pg_temp.from_both_ends(1, 1, true, 5), 'false', 'what both met may be one item: a record that is missing is looked for');

-- totalCount is too low: it proves nothing, and the last lane reads on (case R9).
create function pg_temp.low_sweep(p_total int, p_rest text[], out pages int, out status text, out surplus int, out times int, out is_shown boolean)
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('clients', 'full', p_triggered_by => 'schedule');
  v_answer jsonb;
begin
  perform sync.stage_page((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'notes', 1, '[{"id": "cli_1"}, {"id": "cli_2"}, {"id": "cli_3"}]');
  for n in 1 .. cardinality(p_rest) loop
    pages := n;
    v_answer := sync.stage_page(
      (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'rest', n, jsonb_build_array(jsonb_build_object('id', p_rest[n])), 'c' || n,
      n < cardinality(p_rest), p_total, p_with => '{notes,rest}', p_is_proof => true
    );
    exit when (v_answer ->> 'finished')::boolean;
  end loop;
  status := sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{notes,rest}') ->> 'status';
  select -h.missing, h.times, h.acknowledged_at is null into surplus, times, is_shown
  from sync.holes h
  where h.module = 'clients' and h.closed_at is null;
end;
$$;
select sync.finish_run(id, lease, '{"code": "gazelle_list_endless", "message": "over"}') from known;
select results_eq(
  $$select * from pg_temp.low_sweep(1, '{cli_1,cli_2,cli_3,cli_9}')$$, $$values (4, 'success', 3, 1, false)$$,
  'more seen than counted: the lane is read to its end, nothing is missing, and what the count is worth is remembered'
);
select isnt_empty($$select from staging.stg_clients where external_id = 'cli_9'$$, 'so an old entry of a type that nobody told arrives');
select results_eq(
  $$select * from pg_temp.low_sweep(1, '{cli_1,cli_2,cli_3,cli_9}')$$, $$values (1, 'success', 2, 2, false)$$, 'the next sweep knows of it, and reads a page'
);
update sync.holes set times = 7 where module = 'clients' and closed_at is null;
select results_eq(
  $$select * from pg_temp.low_sweep(1, '{cli_1,cli_2,cli_3,cli_9}')$$, $$values (4, 'success', 3, 8, false)$$, 'each seventh reads to the end again'
);
select results_eq(
  $$select * from pg_temp.low_sweep(4, '{cli_1,cli_2,cli_3,cli_9}')$$, $$values (4, 'success', null::int, null::int, null::boolean)$$,
  'one whose count is right forgets it'
);
select results_eq(
  $$select * from pg_temp.low_sweep(5, '{cli_1,cli_2,cli_3,cli_9}')$$, $$values (4, 'partial', -1, 1, true)$$,
  'a record that is missing is a hole as ever'
);
select results_eq(
  $$select * from pg_temp.low_sweep(2, '{cli_1,cli_2,cli_3}')$$, $$values (3, 'success', 1, 1, false)$$,
  'which a count that is too low closes, and does not inherit'
);
select results_eq(
  $$select * from pg_temp.low_sweep(5, '{cli_1,cli_2,cli_3,cli_9}')$$, $$values (4, 'partial', -1, 1, true)$$,
  'nor does a record that is missing pass as known'
);

select * from finish();
rollback;
