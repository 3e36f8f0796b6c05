-- Cursors in a circle, and empty pages that go on for ever, end the run with a code (cases R5, R6).
begin;
select plan(15);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
-- As the function sends it: the last record is that with which the next page begins.
create function pg_temp.page(p_page int, p_nodes jsonb)
returns jsonb
language sql
as $$
  select sync.stage_page(id, lease, 'all', p_page, p_nodes, 'c' || p_page, true, 9, p_tail_id => p_nodes -> -1 ->> 'id') from run;
$$;

select pg_temp.page(1, '[{"id": "cli_1"}, {"id": "cli_2"}]');
select pg_temp.page(n, '[{"id": "cli_1"}]') from generate_series(2, 10) n;
select is((select idle_pages from sync.lanes), 9, 'nine pages without a new record are survived');
select throws_ok(
  $$select pg_temp.page(11, '[{"id": "cli_2"}]')$$, 'GZ508', 'lane all has no end: 10 pages in a row without a new record', 'ten are not'
);
select is(pg_temp.page(11, '[{"id": "cli_1"}, {"id": "cli_3"}]') -> 'finished', 'false', 'a new record begins the count anew');

select sync.finish_run(id, lease, '{"code": "gazelle_list_endless", "message": "no end"}') from run;
select is(
  sync.begin_run('clients', 'full', p_triggered_by => 'schedule') ->> 'outcome', 'begun', 'its cursor is not carried on'
);
delete from run;
insert into run select run_id, lease from sync.runs where status = 'running';
select pg_temp.page(n, '[]') from generate_series(1, 9) n;
select throws_ok($$select pg_temp.page(10, '[]')$$, 'GZ508', null, 'empty pages end likewise');
select is(
  (select sync.stage_page(id, lease, 'all', 10, '[]', null, false, 0) -> 'finished' from run), 'true', 'but a list that ends on an empty page is whole'
);

-- A server of a list of some pages: cursors are page numbers; after the last one come empty pages, or the first page again.
create temp table gazelle_list (pages int, kind text);
create function pg_temp.answer(p_cursor text)
returns jsonb
language sql
as $$
  select case
    when coalesce(p_cursor, '0')::int < pages then (
      -- Pages overlap by one record.
      select jsonb_agg(jsonb_build_object('id', 'r_' || i)) from generate_series(coalesce(p_cursor, '0')::int * 24, coalesce(p_cursor, '0')::int * 24 + 24) i
    )
    when kind = 'empty' then '[]'::jsonb
  end
  from gazelle_list;
$$;
create function pg_temp.read(p_module text, p_with text[], p_total int, out pages int, out code text, out seen int)
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run(p_module, 'full');
  v_lane constant text := case when p_with is null then 'all' else 'rest' end;
  v_cursor text;
  v_nodes jsonb;
  v_page int := 0;
  v_answer jsonb;
begin
  pages := 0;
  if p_with is not null then
    perform sync.stage_page(
      (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'notes', 1,
      (select jsonb_agg(jsonb_build_object('id', 'r_' || i)) from gazelle_list l, generate_series(0, l.pages * 24) i)
    );
  end if;
  loop
    pages := pages + 1;
    exit when pages > 200;
    v_nodes := pg_temp.answer(v_cursor);
    if v_nodes is null then
      v_cursor := '0';
      v_nodes := pg_temp.answer(v_cursor);
    end if;
    v_answer := sync.stage_page(
      (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, v_lane, v_page + 1, v_nodes, (coalesce(v_cursor, '0')::int + 1)::text,
      (select kind <> 'ends' or coalesce(v_cursor, '0')::int + 1 < l.pages from gazelle_list l), p_total,
      p_with => p_with, p_is_proof => p_with is not null, p_tail_id => v_nodes -> -1 ->> 'id'
    );
    exit when (v_answer ->> 'finished')::boolean;
    v_page := v_page + 1;
    v_cursor := v_answer ->> 'cursor';
    seen := (v_answer ->> 'seen')::int;
  end loop;
exception
  when sqlstate 'GZ508' then
    code := sqlstate;
end;
$$;
insert into gazelle_list values (10, 'empty');
create temp table empty as select * from pg_temp.read('pianos', null, 241);
select is(code, 'GZ508', 'empty pages behind a list that was read have no end') from empty;
select cmp_ok(pages, '<=', 30, 'which shows within twenty pages') from empty;

update gazelle_list set kind = 'circle';
create temp table ring as select * from pg_temp.read('users', null, 300);
select is(code, 'GZ508', 'nor have cursors that go back to the beginning') from ring;
select cmp_ok(pages, '<=', 20, 'which shows within ten pages') from ring;

-- The lane without a filter sees mostly what others have read, and has no end either.
create temp table proof as select * from pg_temp.read('measurements', '{notes,rest}', 300);
select is(code, 'GZ508', 'the lane that proves a sweep has no end where its own pages come again (case R5)') from proof;
select cmp_ok(pages, '<=', 31, 'which shows after one more round') from proof;
update gazelle_list set kind = 'empty';
create temp table proof_empty as select * from pg_temp.read('timeline', '{notes,rest}', 300);
select is(code, 'GZ508', 'nor where empty pages follow (case R6)') from proof_empty;
select cmp_ok(pages, '<=', 30, 'which shows likewise') from proof_empty;
update gazelle_list set kind = 'ends', pages = 40;
select results_eq(
  $$select * from pg_temp.read('taxes', '{notes,rest}', 962)$$, $$values (40, null::text, 961)$$,
  'but a long list that others have read is no circle: it is read to its end'
);

select * from finish();
rollback;
