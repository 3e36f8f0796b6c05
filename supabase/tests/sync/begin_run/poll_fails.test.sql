-- A poll with a fault that lasts is resumed once, then begun anew: what its sound lanes bring is read again (cases R4, R8).
begin;
select plan(6);

insert into sync.watermarks (account_id, module, watermark) values ('main', 'clients', now() - interval '1 hour'), ('main', 'timeline', now() - interval '1 hour');

-- Lane touched comes to its end, if it is read at all; lane created is refused at every size.
create function pg_temp.poll(p_module text, p_mode text default 'incremental', p_code text default 'gazelle_server_error')
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run(p_module, p_mode, p_triggered_by => 'schedule');
begin
  if not coalesce((v_run #>> '{lanes,touched,finished}')::boolean, false) then
    perform sync.stage_page((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'touched', 1, '[{"id": "x_1"}]');
  end if;
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, jsonb_build_object('code', p_code, 'message', 'again'));
  return v_run;
end;
$$;

select results_eq(
  $$select pg_temp.poll('clients') ->> 'outcome' from generate_series(1, 6)$$,
  $$values ('begun'), ('resumed'), ('begun'), ('resumed'), ('begun'), ('resumed')$$, 'a poll that fails is resumed once, then begun anew'
);
select results_eq(
  $$select pages from sync.runs where module = 'clients' order by run_id$$, $$values (1), (0), (1), (0), (1), (0)$$, 'so its sound lane is read every second time'
);
select is(
  (select count(distinct since) from sync.runs where module = 'clients'), 1::bigint, 'each time from the same watermark: nothing is passed over'
);

-- What comes on a little each time is begun anew too: a page that is read again is no progress.
create temp table again as select sync.begin_run('timeline', p_triggered_by => 'schedule') as r;
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all', 1, '[{"id": "tle_1"}]', 'c1', true) from again;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, '{"code": "gazelle_server_error", "message": "page 2"}') from again;
update again set r = sync.begin_run('timeline', p_triggered_by => 'schedule');
select sync.restart_lane((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all') from again;
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all', 2, '[{"id": "tle_1"}]', 'c1', true) from again;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, '{"code": "gazelle_server_error", "message": "page 2"}') from again;
select is(
  sync.begin_run('timeline', p_triggered_by => 'schedule') - '{runId,lease,watermark,since,knownHoles}'::text[] -> 'lanes', '{}',
  'a timeline poll whose second page always fails reads the newest notes every second time'
);

select results_eq(
  $$select pg_temp.poll('pianos', 'full') ->> 'outcome' from generate_series(1, 3)$$, $$values ('begun'), ('resumed'), ('resumed')$$,
  'a sweep keeps its cursors through an outage'
);
select is((select max(pages) from sync.runs where module = 'pianos' and resumes is not null), 0, 'and reads nothing twice');

select * from finish();
rollback;
