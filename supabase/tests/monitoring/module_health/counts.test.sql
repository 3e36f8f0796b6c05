-- What waits, what was refused, who is missing, and whether it runs: for each module and account.
begin;
select plan(4);

insert into sync.accounts (account_id) values ('second');
select results_eq(
  $$select module, account_id from monitoring.module_health order by 1, 2$$,
  $$select module, account_id from sync.modules, sync.accounts order by 1, 2$$,
  'one row a module and account, even before anything ran'
);
select is_empty(
  $$select from monitoring.module_health where (running, pending, rejected, placeholders) is distinct from (false, 0, 0, 0)$$, 'with nothing to count'
);

insert into staging.stg_users (account_id, external_id, raw_data, status)
values ('main', 'usr_1', '{}', 'rejected'), ('main', 'usr_2', '{}', 'rejected'), ('second', 'usr_3', '{}', 'rejected'), ('main', 'usr_4', '{}', 'rejected');
update staging.stg_users set gone_at = now() where external_id = 'usr_4';
insert into sync.unidentified (account_id, module, raw_data, issue) values ('main', 'users', '{}', 'no_id');
alter table gazelle.users rename to away;
insert into staging.stg_users (account_id, external_id, raw_data) values ('main', 'usr_5', '{}');
alter table gazelle.away rename to users;
insert into gazelle.users (id, account_id, is_placeholder, deleted_at)
values ('usr_6', 'main', true, null), ('usr_7', 'main', true, now()), ('usr_8', 'main', false, null);
select sync.begin_run('users');
insert into sync.watermarks (account_id, module, watermark) values ('main', 'users', '2026-02-03Z');
select results_eq(
  $$select running, pending, rejected, placeholders, watermark from monitoring.module_health where module = 'users' and account_id = 'main'$$,
  $$values (true, 1::bigint, 3::bigint, 1::bigint, '2026-02-03Z'::timestamptz)$$,
  'what is gone is not counted; what has no id is'
);
select results_eq(
  $$select running, rejected from monitoring.module_health where module = 'users' and account_id = 'second'$$, $$values (false, 1::bigint)$$,
  'each account for itself'
);

select * from finish();
rollback;
