-- Only an administrator's token or a secret key acts; whatever else a token says.
begin;
select plan(22);

create function pg_temp.as_user(p_claims jsonb)
returns void
language sql
as $$ select set_config('request.jwt.claims', p_claims::text, true); $$;

select throws_ok('select monitoring.require_admin()', '42501', 'only an administrator may do this', 'without a token nobody acts');
select pg_temp.as_user('{"role": "authenticated", "sub": "u1"}');
select throws_ok('select monitoring.require_admin()', '42501', null, 'a signed-in person is no administrator');
select pg_temp.as_user('{"role": "authenticated", "sub": "u1", "user_metadata": {"role": "admin"}}');
select throws_ok('select monitoring.require_admin()', '42501', null, 'what a person can write into their own profile does not count');
select pg_temp.as_user('{"role": "authenticated", "sub": "u1", "app_metadata": {"role": "editor"}}');
select throws_ok('select monitoring.require_admin()', '42501', null, 'another role does not');
select pg_temp.as_user('{"role": "anon", "app_metadata": {"role": "admin"}}');
select throws_ok('select monitoring.require_admin()', '42501', null, 'nor does a token of anon');
select pg_temp.as_user('{"role": "authenticated", "sub": "u1", "email": "ada@example.com", "app_metadata": {"role": "admin"}}');
select is(monitoring.require_admin(), 'ada@example.com', 'an administrator is known by the e-mail');
select pg_temp.as_user('{"role": "authenticated", "sub": "u1", "app_metadata": {"role": "admin"}}');
select is(monitoring.require_admin(), 'u1', 'or by the id');
select pg_temp.as_user('{"role": "service_role"}');
select is(monitoring.require_admin(), 'service_role', 'a secret key acts');

-- Each action asks, as the person who calls it.
select pg_temp.as_user('{"role": "authenticated", "sub": "u1"}');
set local role authenticated;
select throws_ok($$select monitoring.sync_now('users')$$, '42501', null, 'a signed-in person may not sync');
select throws_ok($$select monitoring.retry_reject('users', 'x')$$, '42501', null, 'nor retry a record');
select throws_ok($$select monitoring.retry_rejects('users')$$, '42501', null, 'nor all of them');
select throws_ok($$select monitoring.release_deletions('users')$$, '42501', null, 'nor release deletions');
select throws_ok($$select monitoring.dismiss_deletions('users')$$, '42501', null, 'nor dismiss them');
select throws_ok($$select monitoring.acknowledge(1)$$, '42501', null, 'nor acknowledge an alert');
select throws_ok($$select monitoring.resolve_alert(1)$$, '42501', null, 'nor resolve one');
select throws_ok($$select monitoring.read_record('users', 'x')$$, '42501', null, 'nor read a raw record');
select throws_ok($$select monitoring.read_raw('users', 'x')$$, '42501', null, 'by no other way either');
select throws_ok($$select monitoring.record_decision('me', 'x', null, null, null, '{}')$$, '42501', null, 'nor write the record of decisions');
select lives_ok($$select * from monitoring.history$$, 'but what changed is theirs to read');
select lives_ok($$select * from monitoring.decisions$$, 'and who decided what');
reset role;
set local role anon;
select throws_ok($$select monitoring.sync_now('users')$$, '42501', null, 'nobody without signing in reaches an action');
select throws_ok($$select * from monitoring.history$$, '42501', null, 'or reads');
reset role;

select * from finish();
rollback;
