-- Two lanes read one list from both its ends, and are over where they meet.
begin;
select plan(16);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
create function pg_temp.page(p_lane text, p_page int, p_ids text[], p_has_next boolean)
returns jsonb
language sql
as $$
  select sync.stage_page(
    id, lease, p_lane, p_page, (select jsonb_agg(jsonb_build_object('id', i)) from unnest(p_ids) i), p_lane || p_page, p_has_next, 6,
    p_with => '{newest,oldest}'
  )
  from run;
$$;

select is(pg_temp.page('newest', 1, '{usr_1,usr_2}', true) -> 'finished', 'false', 'neither has met the other yet');
select is(pg_temp.page('oldest', 1, '{usr_6,usr_5}', true) -> 'finished', 'false', 'nor has the other one');
select is(pg_temp.page('newest', 2, '{usr_3,usr_4}', true) -> 'finished', 'false', 'the one that brings the last record does not know yet that it is the last');
select is(pg_temp.page('oldest', 2, '{usr_4,usr_3}', true) -> 'finished', 'true', 'the one that meets the other is over, although pages are left');
select is(pg_temp.page('newest', 3, '{usr_5,usr_6}', true) -> 'finished', 'true', 'so is the other one, at its next page');
select results_eq(
  $$select lane, seen, agreed from sync.lanes order by lane$$, $$values ('newest', 4, true), ('oldest', 2, true)$$, 'each id is counted in one lane'
);
select is(
  sync.finish_run(id, lease, p_lanes => '{newest,oldest}') ->> 'status', 'success', 'together they are the whole list'
)
from run;

-- What looks complete because both counted the same record is counted exactly.
create temp table twice as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
select sync.stage_page(id, lease, 'newest', 1, '[{"id": "cli_1"}, {"id": "cli_2"}]', 'c', true, 4, p_with => '{newest,oldest}') from twice;
insert into sync.seen (sweep_id, external_id, lane) select id, 'cli_2', 'oldest' from twice;
insert into sync.lanes (run_id, lane, page, seen) select id, 'oldest', 1, 2 from twice;
select is(
  sync.stage_page(id, lease, 'newest', 2, '[{"id": "cli_3"}]', 'd', true, 4, p_with => '{newest,oldest}') -> 'finished', 'false',
  'a record that both lanes counted in the same instant does not end them early'
)
from twice;

-- A record that is deleted meanwhile makes the count look complete.
create temp table shrinking as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('pianos', 'full') r;
select sync.stage_page(id, lease, 'newest', 1, '[{"id": "ins_1"}, {"id": "ins_2"}]', 'c', true, 5, p_with => '{newest,oldest}') from shrinking;
select sync.stage_page(id, lease, 'oldest', 1, '[{"id": "ins_5"}]', 'c', true, 5, p_with => '{newest,oldest}') from shrinking;
select is(
  sync.stage_page(id, lease, 'newest', 2, '[{"id": "ins_3"}]', 'd', true, 4, p_with => '{newest,oldest}') -> 'finished', 'false',
  'four are seen of four, but one of them is deleted and one between the lanes is not read: they read on until they meet'
)
from shrinking;

-- A record that Gazelle cannot give stops both: each ends there, and the last one says what is missing (part L).
create temp table stopped (id bigint, lease uuid);
create function pg_temp.sweep(p_first text, p_total int) returns void language plpgsql as $$
declare
  v_run constant jsonb := sync.begin_run('services', 'full');
  v_last constant text := case p_first when 'newest' then 'oldest' else 'newest' end;
begin
  truncate stopped;
  insert into stopped values ((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid);
  perform sync.stage_page(id, lease, v_last, 1, jsonb_build_array(jsonb_build_object('id', 'mit_' || v_last)), 'c', true, p_total, p_with => '{newest,oldest}') from stopped;
  perform sync.stage_page(id, lease, p_first, 1, jsonb_build_array(jsonb_build_object('id', 'mit_' || p_first)), null, false, p_total, 1, p_with => '{newest,oldest}') from stopped;
  perform sync.stage_page(id, lease, v_last, 2, jsonb_build_array(jsonb_build_object('id', 'mit_' || v_last), jsonb_build_object('id', 'mit_' || v_last || '_2')), null, false, p_total, 1, p_with => '{newest,oldest}') from stopped;
  perform sync.finish_run(id, lease, p_lanes => '{newest,oldest}') from stopped;
end;
$$;
create function pg_temp.counted() returns setof text language sql as
$$select place || ': ' || missing || ' missing, ' || times || ' times' from sync.holes where kind = 'count' and closed_at is null$$;
select pg_temp.sweep('newest', 4);
select results_eq(
  'select lane, agreed from sync.lanes join stopped on id = run_id order by lane', $$values ('newest', null), ('oldest', true)$$,
  'the one that ends first does not know yet what the other one brings'
);
select is_empty('select pg_temp.counted()', 'so it does not say that records are missing which that one is reading');
select pg_temp.sweep('newest', 5);
select results_eq('select pg_temp.counted()', $$values ('lane newest: 1 missing, 1 times')$$, 'what both together lack is one hole');
select pg_temp.sweep('oldest', 5);
select results_eq('select pg_temp.counted()', $$values ('lane newest: 1 missing, 2 times')$$, 'the same one whichever ends last');
select results_eq(
  'select lane, agreed from sync.lanes join stopped on id = run_id order by lane', $$values ('newest', false), ('oldest', null)$$, 'said by the last one'
);
create temp table differing as select sync.begin_run('users', 'full') as r;
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'newest', 1, '[{"id": "usr_1"}]', null, false, 2, p_with => '{newest,oldest}') from differing;
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'oldest', 1, '[{"id": "usr_1"}]', null, false, 1, p_with => '{newest,oldest}') from differing;
select results_eq(
  $$select lane, agreed from sync.lanes join differing on (r ->> 'runId')::bigint = run_id order by lane$$, $$values ('newest', null), ('oldest', true)$$,
  'of two totals the smaller one counts'
);
select pg_temp.sweep('oldest', 4);
select is_empty('select pg_temp.counted()', 'and closed by whichever finds all');

select * from finish();
rollback;
