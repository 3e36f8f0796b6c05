-- What waits or was refused is tried again, the longest untried first.
begin;
select plan(14);

alter table gazelle.users add constraint nobody check (false) not valid;
insert into staging.stg_users (account_id, external_id, raw_data)
select 'main', 'usr_' || n, jsonb_build_object('id', 'usr_' || n) from generate_series(1, 5) n;
select is((select count(*) from staging.stg_users where status = 'rejected'), 5::bigint, 'five are refused');
update staging.stg_users set processed_at = now() - right(external_id, 1)::int * interval '1 hour';

select is(reconcile.run('users', 'main', 2), '{"tried": 2, "promoted": 0, "rejected": 2, "written": 0}', 'no more than the limit are tried');
select results_eq(
  $$select external_id, processing_attempts::int from staging.stg_users where processed_at = now() order by 1$$,
  $$values ('usr_4', 2), ('usr_5', 2)$$,
  'the two that were not tried for longest'
);
alter table gazelle.users drop constraint nobody;
select is(
  reconcile.run('users', 'main', 3), '{"tried": 3, "promoted": 3, "rejected": 0, "written": 3}', 'the next call takes the next: nobody is passed over'
);
select results_eq($$select id from gazelle.users order by id$$, $$values ('usr_1'), ('usr_2'), ('usr_3')$$, 'they are in production');
select is(reconcile.run() ->> 'tried', '2', 'without a module, all modules are tried');
select is(reconcile.run(), '{"tried": 0, "promoted": 0, "rejected": 0, "written": 0}', 'when nothing waits, there is nothing to do');
select throws_ok($$select reconcile.run('guitars')$$, 'GZ404', 'unknown module guitars', 'an unknown module is named');

insert into sync.accounts (account_id) values ('second');
insert into staging.stg_users (account_id, external_id, raw_data, status) values ('second', 'usr_9', '{"id": "usr_9"}', 'rejected');
select is(reconcile.run('users', 'main') ->> 'tried', '0', 'a call for one account leaves the others alone');
select is(reconcile.run('users', 'second') ->> 'promoted', '1', 'a call for the other does it');

insert into staging.stg_users (account_id, external_id, raw_data, status)
values ('main', 'usr_7', '{"id": "usr_7"}', 'rejected'), ('second', 'usr_8', '{"id": "usr_8"}', 'rejected');
do $$
begin
  execute (select command from cron.job where jobname = 'gazelle-reconcile');
end;
$$;
select results_eq(
  $$select external_id, status from staging.stg_users where external_id in ('usr_7', 'usr_8') order by 1$$,
  $$values ('usr_7', 'promoted'), ('usr_8', 'promoted')$$,
  'the nightly run tries what waits of every account'
);
insert into staging.stg_users (account_id, external_id, raw_data, status)
select a, 'usr_of_' || a || n, jsonb_build_object('id', 'usr_of_' || a || n), 'rejected'
from unnest('{main,second}'::text[]) a, generate_series(1, 3) n;
select is(reconcile.run('users', p_limit => 2), '{"tried": 4, "promoted": 4, "rejected": 0, "written": 4}', 'each account has its own limit');
select sync.pause_account('second');
select is(reconcile.run('users') ->> 'tried', '1', 'but not of a paused one');
select is(reconcile.run('users', 'second') ->> 'tried', '1', 'unless it is named');

select * from finish();
rollback;
