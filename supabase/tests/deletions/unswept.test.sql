-- What a poll misses and cannot look for everywhere is gone only when a full sweep has missed it too (kind of case D4).
begin;
select plan(19);

insert into staging.stg_timeline (account_id, external_id, raw_data)
select 'main', 'tme_' || h, jsonb_build_object(
  'id', 'tme_' || h, 'client', null, 'occurredAt', to_char(now() at time zone 'UTC' - h * interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
)
from generate_series(1, 6) h;
update staging.stg_timeline set fetched_at = fetched_at - interval '1 hour';
insert into sync.watermarks (account_id, module, watermark) values ('main', 'timeline', now());
update sync.modules set max_delete_share = 1 where module = 'timeline';

create temp table run (id bigint, lease uuid);
create function pg_temp.begin_run(p_mode text)
returns void
language sql
as $$
  delete from run;
  insert into run select (r ->> 'runId')::bigint, (r ->> 'lease')::uuid from sync.begin_run('timeline', p_mode, p_overlap => '1 day') r;
$$;
create function pg_temp.read(p_seen text)
returns jsonb
language plpgsql
as $$
begin
  perform sync.stage_page(
    r.id, r.lease, 'all', 1, (select coalesce(jsonb_agg(s.raw_data), '[]') from staging.stg_timeline s where s.external_id ~ p_seen)
  )
  from run r;
  return (select sync.note_missing(r.id, r.lease, '{all}') from run r);
end;
$$;
create function pg_temp.finish()
returns int
language sql
as $$ select (sync.finish_run(r.id, r.lease, p_lanes => '{all}') ->> 'deleted')::int from run r; $$;
create function pg_temp.missing()
returns text
language sql
as $$ select string_agg(concat_ws(' ', external_id, status, nullif(next_at, now())), ', ' order by external_id) from sync.missing; $$;

select pg_temp.begin_run('incremental');
create temp table answer as select pg_temp.read('tme_[3456]') as a;
select is(a -> 'due', '["tme_1", "tme_2"]', 'a poll asks for what it has missed') from answer;
select is(a -> 'unswept', '["tme_1", "tme_2"]', 'and says that no sweep has') from answer;
select sync.resolve_missing(id, lease, '{}', '[]', p_waiting => '{tme_1,tme_2}') from run;
select is(pg_temp.finish(), 0, 'what waits is not deleted');
select is(pg_temp.missing(), 'tme_1 due infinity, tme_2 due infinity', 'it stays due');
select is_empty($$select * from monitoring.find_look_ups_fail(0)$$, 'no look-up has failed');
select is_empty($$select * from monitoring.recent_errors$$, 'and there is no error');
select pg_temp.begin_run('incremental');
select is(pg_temp.read('tme_[3456]') -> 'due', '[]', 'the next poll does not ask again');
select pg_temp.finish();
select pg_temp.begin_run('incremental');
select is(pg_temp.read('tme_[23456]') -> 'due', '[]', 'nor one that sees one of them');
select pg_temp.finish();
select is(pg_temp.missing(), 'tme_1 due infinity', 'which is missing no more');

-- While a sweep is under way, which has seen it, a poll misses one more.
select pg_temp.begin_run('full');
create temp table sweep as select * from run;
select sync.stage_page(id, lease, 'all', 1, (select jsonb_agg(s.raw_data) from staging.stg_timeline s where s.external_id ~ 'tme_[3456]'), 'x', true, p_tail_id => 'tme_6') from sweep;
select pg_temp.begin_run('incremental');
select pg_temp.read('tme_[456]');
select sync.resolve_missing(id, lease, '{}', '[]', p_waiting => '{tme_2,tme_3}') from run;
select pg_temp.finish();
update sync.missing set found_missing_at = clock_timestamp() where external_id = 'tme_3';
select sync.stage_page(id, lease, 'all', 2, (select jsonb_agg(s.raw_data) from staging.stg_timeline s where s.external_id = 'tme_6')) from sweep;
create temp table swept as select sync.note_missing(id, lease, '{all}') as a from sweep;
select is(a -> 'due', '["tme_1", "tme_2"]', 'a full sweep asks for what it has not seen either') from swept;
select is(a -> 'unswept', null, 'and concludes about it') from swept;
select is(pg_temp.missing(), 'tme_1 due, tme_2 due, tme_3 due infinity', 'about what it saw before a poll missed it, it says nothing');
select sync.resolve_missing(id, lease, '{tme_1}', '[]') from sweep;
select is(sync.finish_run(id, lease, p_lanes => '{all}') ->> 'deleted', '1', 'what is not found either is deleted') from sweep;

select pg_temp.begin_run('incremental');
create temp table carried_on as select pg_temp.read('tme_[3456]') as a;
select is(a -> 'due', '["tme_2"]', 'what the sweep had no time for is asked for by the next poll') from carried_on;
select is(a -> 'unswept', null, 'which concludes in its place') from carried_on;
select sync.resolve_missing(id, lease, '{tme_2}', '[]') from run;
select is(pg_temp.finish(), 1, 'and deletes');

select pg_temp.begin_run('incremental');
select is(pg_temp.read('tme_[456]') -> 'unswept', '["tme_3"]', 'of another one a poll knows nothing more');
update sync.missing set decided_by = 'Anna' where external_id = 'tme_3';
select sync.resolve_missing(id, lease, '{}', '[]', p_waiting => '{tme_3}') from run;
select is(pg_temp.missing() ~ 'tme_3 due infinity', false, 'what a person has decided waits for no sweep');
select is(sync.next_look_ups(id, lease) -> 'unswept', null, 'and a poll concludes about it') from run;

select * from finish();
rollback;
