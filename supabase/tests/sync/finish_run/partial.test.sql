-- Whatever was refused or cannot be proved makes a run partial; a partial run does not move the watermark.
begin;
select plan(11);

create function pg_temp.status(p_module text, p_nodes jsonb, p_total int, p_more boolean default false, p_null_nodes int default 0, p_api_errors int default 0)
returns text[]
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run(p_module, 'full');
  v_report jsonb;
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, p_nodes, 'cursor', p_more, p_total, p_null_nodes, p_api_errors
  );
  v_report := sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
  return array[v_report ->> 'status', v_report ->> 'complete'];
end;
$$;

select is(pg_temp.status('timeline', '[{"id": "tme_1"}]', 1), '{partial,true}', 'a refused record makes a run partial, although the sweep is complete');
select is_empty($$select from sync.watermarks$$, 'its watermark stays');
select is(pg_temp.status('timeline', '[{"id": "tme_1"}]', 1), '{success,true}', 'the same refusal is not news to the next run');
select is(pg_temp.status('users', '[{"name": "no id"}]', 0), '{partial,true}', 'a record without an id makes a run partial');
select is(pg_temp.status('users', '[{"id": "usr_1"}]', 2), '{partial,false}', 'an unfinished lane makes a run partial');
select is(pg_temp.status('users', '[{"id": "usr_1"}]', 1, true), '{partial,false}', 'so does one whose last page was not read');
select is(pg_temp.status('users', '[{"id": "usr_1"}]', 1, false, 1), '{partial,false}', 'so does a null among the records');
select is(pg_temp.status('users', '[{"id": "usr_1"}]', 1, false, 0, 1), '{partial,false}', 'so does an error beside the data');
select is(pg_temp.status('users', '[{"id": "usr_1"}]', null), '{success,true}', 'a lane without a total is believed');
select is(pg_temp.status('users', '[{"id": "usr_2"}, {"id": "usr_3"}]', 1), '{success,true}', 'more than the total is not less');
select results_eq($$select module from sync.watermarks order by 1$$, $$values ('timeline'), ('users')$$, 'success moved the watermarks');

select * from finish();
rollback;
