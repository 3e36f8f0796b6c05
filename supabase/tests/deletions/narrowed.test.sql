-- A full sweep that was asked for a part only proves nothing about the rest.
begin;
select plan(3);

insert into staging.stg_pianos (account_id, external_id, raw_data)
select 'main', 'ins_' || n, jsonb_build_object('id', 'ins_' || n) from generate_series(1, 40) n;
create function pg_temp.due(p_since timestamptz, p_until timestamptz)
returns int
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('pianos', 'full', p_since => p_since, p_until => p_until);
  v_due jsonb;
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1,
    (select jsonb_agg(s.raw_data) from staging.stg_pianos s where s.external_id <> 'ins_1'), null, false, 39
  );
  v_due := sync.note_missing((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{all}') -> 'due';
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
  return jsonb_array_length(v_due);
end;
$$;
select is(pg_temp.due(now() - interval '1 day', null), 0, 'one that starts somewhere');
select is(pg_temp.due(null, now()), 0, 'one that ends somewhere');
select is(pg_temp.due(null, null), 1, 'one that is whole proves it');

select * from finish();
rollback;
