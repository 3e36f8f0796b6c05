-- A sweep that proves nothing deletes nothing. Where a look-up decides, a list with holes may propose.
begin;
select plan(12);

insert into staging.stg_clients (account_id, external_id, raw_data)
select 'main', 'cli_' || n, jsonb_build_object('id', 'cli_' || n) from generate_series(1, 40) n;
create function pg_temp.due(
  p_mode text default 'full', p_total int default 39, p_more boolean default false, p_holes jsonb default '[]',
  p_dry_run boolean default false, p_lanes text[] default '{all}', p_crash boolean default false
)
returns int
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('clients', p_mode, p_dry_run => p_dry_run);
  v_id bigint := v_run ->> 'runId';
  v_lease uuid := v_run ->> 'lease';
  v_due jsonb;
begin
  perform sync.stage_page(
    v_id, v_lease, 'all', 1, (select jsonb_agg(s.raw_data) from staging.stg_clients s where s.external_id <> 'cli_7'), 'c', p_more, p_total,
    p_holes => p_holes
  );
  if p_crash then
    delete from sync.seen;
  end if;
  v_due := sync.note_missing(v_id, v_lease, p_lanes) -> 'due';
  perform sync.finish_run(v_id, v_lease, p_lanes => p_lanes);
  return jsonb_array_length(v_due);
end;
$$;
select is(pg_temp.due(p_more => true), 0, 'one that is not at its end');
update sync.modules set by_id = false where module = 'clients';
select is(pg_temp.due(p_total => 40), 0, 'without a query by id, one that is short of totalCount');
select is(pg_temp.due(p_holes => '[{"kind": "null", "id": null, "place": "first", "path": "", "message": ""}]'), 0, 'without a query by id, one with a hole');
update sync.modules set by_id = true where module = 'clients';
select is(pg_temp.due(p_lanes => '{all,other}'), 0, 'one of which a lane is missing');
select is(pg_temp.due(p_crash => true), 0, 'one whose memory a crash emptied');
select is(pg_temp.due('repair'), 0, 'one that reads a part by hand');
select is(pg_temp.due(p_dry_run => true), 0, 'a dry run');
insert into sync.watermarks (account_id, module, watermark) values ('main', 'clients', now());
select is(pg_temp.due('incremental'), 0, 'one that reads what was touched');
select is_empty($$select from sync.missing$$, 'none of them remembers anything');
select is(pg_temp.due(), 1, 'a complete full sweep finds what is missing');
delete from sync.missing;
select is(
  pg_temp.due(p_holes => '[{"kind": "null", "id": null, "place": "first", "path": "", "message": ""}]'), 1,
  'so does one with a hole where each is asked for by its id (part L)'
);
select throws_ok(
  $$select sync.note_missing(run_id, gen_random_uuid(), '{all}') from sync.runs limit 1$$, 'GZ409', null, 'whoever lost the lease finds nothing'
);

select * from finish();
rollback;
