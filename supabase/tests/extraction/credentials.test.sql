-- Tokens: one caller refreshes, a new pair is stored against its version, a dead holder loses its lease.
begin;
select plan(20);

insert into sync.accounts (account_id) values ('studio');

select is_empty($$select * from sync.read_credential('studio')$$, 'an account that was never connected has no credential');
select is(sync.store_credential('studio', 'v1.sealed', now() + interval '30 days'), 1::bigint, 'connecting stores version 1');
select results_eq(
  $$select sealed, version, refused_at from sync.read_credential('studio')$$,
  $$values ('v1.sealed', 1::bigint, null::timestamptz)$$,
  'what was stored is read'
);

create temporary table lease as select sync.lease_refresh('studio', 1) as id;
select isnt((select id from lease), null, 'the first caller gets the lease');
select is(sync.lease_refresh('studio', 1), null, 'a second caller does not');
select is(sync.lease_refresh('studio', 7), null, 'a version that is not stored gives no lease');

select is(sync.store_credential('studio', 'v1.next', now(), 1), 2::bigint, 'the holder stores version 2');
select is(
  (select refresh_lease from sync.credentials where account_id = 'studio'),
  null,
  'storing ends the lease'
);
select is(sync.store_credential('studio', 'v1.late', now(), 1), null, 'a pair made from the older version is not stored');
select is((select sealed from sync.read_credential('studio')), 'v1.next', 'and the newer pair stays');
select is(sync.store_credential('main', 'v1.none', now(), 1), null, 'a refresh stores nothing for an account without a credential');

update lease set id = sync.lease_refresh('studio', 2);
select is(sync.release_refresh('studio', gen_random_uuid()), false, 'another lease cannot be released');
select is(sync.release_refresh('studio', (select id from lease), true), true, 'the holder releases its own');
select isnt((select refused_at from sync.read_credential('studio')), null, 'a refused refresh is remembered');
select is(sync.store_credential('studio', 'v1.again'), 3::bigint, 'connecting again stores in any case');
select is((select refused_at from sync.read_credential('studio')), null, 'and the refusal is over');

update lease set id = sync.lease_refresh('studio', 3);
update sync.credentials set refresh_lease_until = clock_timestamp() - interval '1 second' where account_id = 'studio';
select isnt(sync.lease_refresh('studio', 3), (select id from lease), 'a dead holder''s lease goes to the next caller');

select is(sync.store_credential('studio', 'v1.key', p_kind => 'api_key'), 4::bigint, 'an API key is stored in the same way');
select results_eq(
  $$select kind, sealed, expires_at from sync.read_credential('studio')$$, $$values ('api_key', 'v1.key', null::timestamptz)$$, 'and is told from tokens'
);
delete from sync.accounts where account_id = 'studio';
select is_empty($$select * from sync.credentials where account_id = 'studio'$$, 'tokens go with their account');

select * from finish();
rollback;
