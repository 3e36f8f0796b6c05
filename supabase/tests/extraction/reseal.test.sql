-- A sealed text is replaced by the same content under another key, unless a refresh was faster.
begin;
select plan(6);

insert into sync.accounts (account_id) select unnest(array['first', 'second', 'third']);
select sync.store_credential(account, 'old.' || account, now() + interval '1 day') from unnest(array['first', 'second', 'third']) account;
create temporary table before as select * from sync.credentials;
create temporary table lease as select sync.lease_refresh('first', 1) as id;
select sync.store_credential('second', 'refreshed', now(), 1);
select set_eq(
  $$select sync.reseal_credentials(
    '[{"account": "first", "version": 1, "was": "old.first", "sealed": "new.first"},
      {"account": "second", "version": 1, "was": "old.second", "sealed": "new.second"},
      {"account": "third", "version": 1, "was": "other", "sealed": "new.third"},
      {"account": "nobody", "version": 1, "was": "x", "sealed": "y"}]'
  )$$,
  array['first'], 'what is still stored as it was read is replaced, in one statement'
);
select results_eq(
  $$select account_id, sealed from sync.credentials order by 1$$,
  $$values ('first', 'new.first'), ('second', 'refreshed'), ('third', 'old.third')$$, 'what a refresh stored meanwhile stays'
);
select is((select version from sync.credentials where account_id = 'first'), 1::bigint, 'the version stays');
select results_eq(
  $$select updated_at, expires_at from sync.credentials where account_id = 'first'$$,
  $$select updated_at, expires_at from before where account_id = 'first'$$, 'so do the token''s times'
);
select is((select refresh_lease from sync.credentials where account_id = 'first'), (select id from lease), 'a refresh under way keeps its lease');
select is(sync.store_credential('first', 'refreshed', now(), 1), 2::bigint, 'and stores its pair');

select * from finish();
rollback;
