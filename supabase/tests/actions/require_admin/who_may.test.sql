-- Only an admin of the account or a secret key acts; whatever else a token says. Each action is tried in access/members.test.sql.
begin;
select plan(15);

create function pg_temp.as_user(p_claims jsonb)
returns void
language sql
as $$ select set_config('request.jwt.claims', p_claims::text, true); $$;

insert into sync.accounts (account_id) values ('second');
insert into gazelle.members (account_id, user_id, role) values
  ('main', '00000000-0000-4000-8000-000000000001', 'admin'), ('main', '00000000-0000-4000-8000-000000000002', 'reader'), ('main', '00000000-0000-4000-8000-000000000003', 'admin'), ('second', '00000000-0000-4000-8000-000000000003', 'admin');

select throws_ok($$select monitoring.require_admin('main')$$, '42501', 'only an admin of the account that this is about may do it', 'without a token nobody acts');
select pg_temp.as_user('{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000004", "app_metadata": {"role": "admin"}, "user_metadata": {"role": "admin"}}');
select throws_ok($$select monitoring.require_admin('main')$$, '42501', null, 'what else a token says of a role does not count (case S4)');
select pg_temp.as_user('{"role": "authenticated", "sub": "u1"}');
select throws_ok($$select monitoring.require_admin('main')$$, '42501', null, 'nor does an id that is none of Supabase Auth''s');
select pg_temp.as_user('{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000002"}');
select throws_ok($$select monitoring.require_admin('main')$$, '42501', null, 'a reader reads');
select pg_temp.as_user('{"role": "anon", "sub": "00000000-0000-4000-8000-000000000001"}');
select throws_ok($$select monitoring.require_admin('main')$$, '42501', null, 'a token of anon does not act');
select pg_temp.as_user('{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001", "is_anonymous": true}');
select throws_ok($$select monitoring.require_admin('main')$$, '42501', null, 'nor does an anonymous sign-in');

select pg_temp.as_user('{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001"}');
select is(monitoring.require_admin('main'), '00000000-0000-4000-8000-000000000001', 'an admin is known by the id');
select pg_temp.as_user('{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001", "email": "ada@example.com"}');
select is(monitoring.require_admin('main'), 'ada@example.com', 'or by the e-mail');
select throws_ok($$select monitoring.require_admin('second')$$, '42501', 'only an admin of the account that this is about may do it', 'and is no admin of another account');
select throws_ok($$select monitoring.require_admin('third')$$, '42501', 'only an admin of the account that this is about may do it', 'nor of one that is not there, in the same words');
select throws_ok($$select monitoring.require_admin(null)$$, '42501', 'only an admin of the account that this is about may do it', 'nor of what is about all of them');

-- What belongs to another account is answered as what is not there.
insert into monitoring.alerts (rule, account_id, subject, severity, sentence, message, remedy) values
  ('stale', 'second', 'users', 'warning', 'Old', 'users is old', 'Sync it'), ('channel_failing', null, 'email', 'warning', 'x', 'x', 'x');
insert into sync.holes (account_id, module, kind, place) values ('second', 'pianos', 'null', 'all');
create function pg_temp.refusal(p_sql text)
returns text
language plpgsql
as $$
declare
  v_hint text;
begin
  execute p_sql;
  return 'done';
exception
  when others then
    get stacked diagnostics v_hint = pg_exception_hint;
    return concat_ws('; ', sqlstate, sqlerrm, v_hint);
end;
$$;
create temp table refused as
select sql, pg_temp.refusal(sql) as refusal
from unnest(array[
  (select format('select monitoring.acknowledge(%s)', alert_id) from monitoring.alerts where rule = 'stale'),
  (select format('select monitoring.resolve_alert(%s)', alert_id) from monitoring.alerts where rule = 'stale'),
  (select format('select monitoring.resolve_alert(%s)', alert_id) from monitoring.alerts where account_id is null),
  (select format('select monitoring.acknowledge_hole(%s)', hole_id) from sync.holes),
  'select monitoring.acknowledge(-1)', 'select monitoring.resolve_alert(-1)', 'select monitoring.acknowledge_hole(-1)',
  $$select monitoring.sync_now('users', 'full', 'second')$$, $$select monitoring.sync_now('users', 'full', 'third')$$
]) sql;
select set_eq(
  'select distinct refusal from refused',
  array['42501; only an admin of the account that this is about may do it; The owner of the project makes one: gazelle members add ada@example.com --role admin (with several companies: --account).'],
  'what is another account''s, or about all of them, is refused in the same words as what is not there, with what to do'
);

select pg_temp.as_user('{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000003"}');
select is(monitoring.require_admin(null), '00000000-0000-4000-8000-000000000003', 'but for an admin of every account');
select throws_ok('select monitoring.acknowledge(-1)', 'GZ405', null, 'who is told of what is not there');
select pg_temp.as_user('{"role": "service_role"}');
select is(monitoring.require_admin('main'), 'service_role', 'a secret key acts');

select * from finish();
rollback;
