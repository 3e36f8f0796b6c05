-- A record that moves to a page that was read before, while another leaves it, is not gone: where Gazelle has no query by id, a list of
-- several pages is read again before anything is deleted (kinds of R1, D3).
begin;
select plan(15);

create temp table run (id bigint, lease uuid);
create function pg_temp.begin()
returns void
language sql
as $$
  delete from run;
  insert into run select (r ->> 'runId')::bigint, (r ->> 'lease')::uuid from sync.begin_run('call_center_items', 'full') r;
$$;
-- As the function sends it: the last record is that with which the next page begins.
create function pg_temp.page(p_page int, p_ids text[], p_has_next boolean, p_total int)
returns jsonb
language sql
as $$
  select sync.stage_page(
    id, lease, 'all', p_page, (select coalesce(jsonb_agg(jsonb_build_object('id', i)), '[]') from unnest(p_ids) i), 'c' || p_page, p_has_next, p_total,
    p_tail_id => case when p_has_next then p_ids[cardinality(p_ids)] end
  )
  from run
  -- Nobody asks for more pages of a list that is over.
  where not exists (select from sync.lanes l where l.run_id = id and l.finished_at is not null);
$$;
create function pg_temp.finish()
returns text
language plpgsql
as $$
declare
  v_run run;
  v_deleted int;
begin
  select * into v_run from run;
  perform sync.note_missing(v_run.id, v_run.lease, '{all}');
  v_deleted := sync.delete_unseen(v_run.id, v_run.lease);
  return concat_ws(' ', sync.finish_run(v_run.id, v_run.lease, p_lanes => '{all}') ->> 'status', v_deleted);
end;
$$;
create function pg_temp.gone()
returns setof text
language sql
as $$ select id from gazelle.call_center_items where deleted_at is not null order by id; $$;

insert into staging.stg_call_center_items (account_id, external_id, raw_data, fetched_at)
select 'main', i, jsonb_build_object('id', i), now() - interval '1 day' from unnest('{a,b,c,d,e,x,y}'::text[]) i;

-- The list is y a b c d e x; y leaves it, and x moves up to its place.
select pg_temp.begin();
select pg_temp.page(1, '{y,a,b}', true, 7);
select is(pg_temp.page(2, '{b,c,d,e}', false, 6) -> 'finished', 'false', 'its pages join and its count agrees, yet one record is not seen: the list is read again');
select is(pg_temp.page(3, '{x,a,b}', true, 6) -> 'finished', 'false', 'from its beginning');
select is(pg_temp.page(4, '{b,c,d,e}', false, 6) -> 'finished', 'true', 'once');
select is(pg_temp.finish(), 'success 0', 'the sweep is whole, and deletes nothing');
select is_empty($$select pg_temp.gone()$$, 'what moved up is there');

-- The next one: y is in no page.
select pg_temp.begin();
select pg_temp.page(1, '{x,a,b}', true, 6);
select is(pg_temp.page(2, '{b,c,d,e}', false, 6) -> 'finished', 'false', 'what left the list is not seen: it is looked for once more');
select pg_temp.page(3, '{x,a,b}', true, 6);
select is(pg_temp.page(4, '{b,c,d,e}', false, 6) -> 'finished', 'true', 'in the whole list');
select is(pg_temp.finish(), 'success 1', 'two readings have missed it');
select results_eq($$select pg_temp.gone()$$, $$values ('y')$$, 'and it is gone');

select pg_temp.begin();
select pg_temp.page(1, '{x,a,b}', true, 6);
select is(pg_temp.page(2, '{b,c,d,e}', false, 6) -> 'finished', 'true', 'a list in which nothing is missing is read once');
select is(pg_temp.finish(), 'success 0', 'and nothing is deleted');

-- A run that goes on from another's cursor has read the list in two pages as well.
select pg_temp.begin();
select pg_temp.page(1, '{x,a,b}', true, 6);
select sync.finish_run(id, lease, '{"code": "gazelle_unreachable", "message": "away"}') from run;
update run set (id, lease) = (
  select (r ->> 'runId')::bigint, (r ->> 'lease')::uuid from sync.begin_run('call_center_items', 'full', p_triggered_by => 'schedule') r
);
select is(pg_temp.page(2, '{b,c,d}', false, 5) -> 'finished', 'false', 'so is one that another run began');
select pg_temp.page(3, '{e,x,a,b,c,d}', false, 6);
select is(pg_temp.finish(), 'success 0', 'and nothing that moved up is deleted');

-- One page shows the list at one instant.
select pg_temp.begin();
select is(pg_temp.page(1, '{x,a,b,c,d}', false, 5) -> 'finished', 'true', 'a list of one page is read once, whatever it lacks');
select is(pg_temp.finish(), 'success 1', 'and deletes in the same run');

select * from finish();
rollback;
