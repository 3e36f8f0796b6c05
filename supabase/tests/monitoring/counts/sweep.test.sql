-- Records here against totalCount there: counted when a full sweep ends complete.
begin;
select plan(6);

create function pg_temp.sweep(p_mode text, p_total int, p_complete boolean, p_status text default 'success', p_dry_run boolean default false)
returns void
language plpgsql
as $$
declare
  v_run bigint;
begin
  insert into sync.runs (account_id, module, mode, status, watermark, dry_run)
  values ('main', 'users', p_mode, 'running', now(), p_dry_run)
  returning run_id into v_run;
  insert into sync.lanes (run_id, lane, seen, total_count, agreed) values (v_run, 'all', p_total, p_total, true);
  update sync.runs set status = p_status, complete = p_complete, finished_at = now() where run_id = v_run;
end;
$$;
create function pg_temp.counts()
returns table (here bigint, there bigint)
language sql
as $$ select local_count, remote_count from monitoring.module_health where module = 'users'; $$;

-- u6: no sync has brought it.
insert into gazelle.users (id, account_id, is_placeholder, deleted_at, synced_at)
values ('u1', 'main', false, null, now()), ('u2', 'main', false, null, now()), ('u3', 'main', true, null, null), ('u4', 'main', false, now(), now()), ('u6', 'main', false, null, null);
select pg_temp.sweep('full', 3, false), pg_temp.sweep('incremental', 3, true), pg_temp.sweep('full', 3, true, 'success', true);
select results_eq($$select * from pg_temp.counts()$$, $$values (null::bigint, null::bigint)$$, 'only a complete full sweep counts, and no dry run');
select pg_temp.sweep('full', 3, true);
select results_eq($$select * from pg_temp.counts()$$, $$values (2::bigint, 3::bigint)$$, 'neither placeholders, nor what is deleted, nor what is none of Gazelle''s is here');
insert into gazelle.users (id, account_id, synced_at) values ('u5', 'main', now());
select results_eq($$select * from pg_temp.counts()$$, $$values (2::bigint, 3::bigint)$$, 'the counts are those of the sweep''s end');
select pg_temp.sweep('full', 3, true, 'partial');
select results_eq($$select * from pg_temp.counts()$$, $$values (3::bigint, 3::bigint)$$, 'the next sweep counts again');

insert into sync.runs (account_id, module, mode, status, watermark) values ('main', 'timeline', 'full', 'running', now());
insert into sync.lanes (run_id, lane, seen, total_count, agreed, counts_with)
select (select max(run_id) from sync.runs), l.lane, l.seen, l.total, true, l.counts_with
from (values ('service', 50, 50, null), ('emails', 40, 40, null), ('rest', 3, 93, '{service,emails,rest}'::text[])) l (lane, seen, total, counts_with);
update sync.runs set status = 'success', complete = true, finished_at = now() where module = 'timeline';
select is((select remote_count from monitoring.module_health where module = 'timeline'), 93::bigint, 'the lane that proves the sweep has everybody''s total');

alter table gazelle.users rename to away;
select lives_ok($$select pg_temp.sweep('full', 3, true)$$, 'a count that fails costs the run nothing');

select * from finish();
rollback;
