-- Cursors in a circle, and empty pages that go on for ever, end the run with a code (cases R5, R6).
begin;
select plan(6);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
create function pg_temp.page(p_page int, p_nodes jsonb)
returns jsonb
language sql
as $$
  select sync.stage_page(id, lease, 'all', p_page, p_nodes, 'c' || p_page, true, 9) from run;
$$;

select pg_temp.page(1, '[{"id": "cli_1"}, {"id": "cli_2"}]');
select pg_temp.page(n, '[{"id": "cli_1"}]') from generate_series(2, 10) n;
select is((select idle_pages from sync.lanes), 9, 'nine pages without a new record are survived');
select throws_ok(
  $$select pg_temp.page(11, '[{"id": "cli_2"}]')$$, 'GZ508', 'lane all has no end: 10 pages in a row without a new record', 'ten are not'
);
select is(pg_temp.page(11, '[{"id": "cli_3"}]') -> 'finished', 'false', 'a new record begins the count anew');

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

select * from finish();
rollback;
