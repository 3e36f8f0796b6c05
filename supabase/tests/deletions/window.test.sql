-- A window of appointments is swept whole: what was in it and was not seen is asked for, and nothing else.
begin;
select plan(6);

insert into staging.stg_appointments (account_id, external_id, raw_data)
select 'main', 'evt_' || d, jsonb_build_object('id', 'evt_' || d, 'start', to_char(now() at time zone 'UTC' + d * interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
from unnest(array[-40, -20, 0, 20, 80, 100]) d;
insert into sync.watermarks (account_id, module, watermark) values ('main', 'appointments', now());
update sync.modules set max_delete_share = 1 where module = 'appointments';

create function pg_temp.due(p_window text, p_seen text[])
returns text
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('appointments', 'incremental', p_window);
  v_due text;
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1,
    (select coalesce(jsonb_agg(s.raw_data), '[]') from staging.stg_appointments s where s.external_id = any (p_seen)), null, false, cardinality(p_seen)
  );
  select string_agg(d, ' ' order by d) into v_due
  from jsonb_array_elements_text(sync.note_missing((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{all}') -> 'due') d;
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
  return v_due;
end;
$$;
select is(pg_temp.due('balanced', '{evt_-20,evt_0,evt_20,evt_80}'), null, 'a window of which all is seen');
select is(pg_temp.due('balanced', '{evt_-20,evt_0,evt_80}'), 'evt_20', 'one of which one is missing');
select is(pg_temp.due('fast', '{evt_0,evt_20}'), null, 'what is seen again is not missing');
select is(pg_temp.due('exhaustive', '{evt_-40,evt_-20,evt_0,evt_20,evt_80}'), 'evt_100', 'a wider window looks further');
select is(pg_temp.due('fast', '{}'), 'evt_0 evt_100 evt_20', 'an empty window is possible: each is asked for by its id, and what is due stays due');
select is((select count(*) from gazelle.appointments where deleted_at is not null), 0::bigint, 'nothing is deleted unasked');

select * from finish();
rollback;
