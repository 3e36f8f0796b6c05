-- Links that connect an account: each used once, for a time, by the state that it took to Gazelle.
begin;
select plan(33);

insert into sync.accounts (account_id, title) values ('studio', 'Studio Pianos');
create function pg_temp.hash(p_text text) returns text language sql as $$ select encode(sha256(convert_to(p_text, 'UTF8')), 'hex') $$;
create function pg_temp.caller(p_company text, p_name text default null)
returns jsonb
language sql
as $$ select jsonb_build_object('id', 'usr_1', 'email', 'anna@example.com', 'accessLevel', 'ADMIN', 'hasLimitedAccess', false, 'companyId', p_company, 'companyName', p_name) $$;

create temporary table made as select sync.create_connect_link('studio', 60) as link;
select matches((select link ->> 'token' from made), '^[0-9a-f]{64}$', 'a link has a token that cannot be guessed');
select is_empty(
  $$select from sync.connect_links l, made where strpos(l::text, made.link ->> 'token') > 0$$, 'of which the database keeps a hash alone'
);
select throws_ok($$select sync.create_connect_link('nobody')$$, 'GZ403', null, 'an account that is not there gets none');
select throws_ok($$select sync.create_connect_link('studio', 0)$$, 'GZ400', null, 'a link without a time is refused');
select throws_ok($$select sync.create_connect_link('studio', 20161)$$, 'GZ400', null, 'and one of more than 14 days');

create temporary table token as select link ->> 'token' as token, pg_temp.hash(link ->> 'token') as hash from made;
select results_eq($$select r.* from token, sync.read_connect_link(hash) r$$, $$values ('studio', 'Studio Pianos')$$, 'it shows its account');
select results_eq($$select r.* from token, sync.read_connect_link(hash) r$$, $$values ('studio', 'Studio Pianos')$$, 'and again: opening it does not use it');
select is_empty($$select * from sync.read_connect_link(pg_temp.hash('other'))$$, 'another token shows nothing');

select is(sync.begin_connect(pg_temp.hash('other'), pg_temp.hash('s0')), false, 'another token takes no state to Gazelle');
select is(sync.begin_connect((select hash from token), pg_temp.hash('s1')), true, 'the link does');
select is(sync.begin_connect((select hash from token), pg_temp.hash('s1')), true, 'and the same again for a call that is repeated');
select is_empty(
  $$select * from sync.take_connect_state(pg_temp.hash('s0'), gen_random_uuid())$$, 'a state that no link took comes back for nothing'
);
select results_eq(
  $$select * from sync.take_connect_state(pg_temp.hash('s1'), '00000000-0000-0000-0000-000000000001')$$, $$values ('studio', 'Studio Pianos')$$,
  'a state comes back for its link'
);
select results_eq(
  $$select * from sync.take_connect_state(pg_temp.hash('s1'), '00000000-0000-0000-0000-000000000001')$$, $$values ('studio', 'Studio Pianos')$$,
  'the same attempt may ask again, when its answer was lost'
);
select is_empty(
  $$select * from sync.take_connect_state(pg_temp.hash('s1'), '00000000-0000-0000-0000-000000000002')$$, 'another attempt with the same state gets nothing'
);

select sync.begin_connect((select hash from token), pg_temp.hash('s2'));
update sync.connect_states set expires_at = clock_timestamp() - interval '1 second' where state_hash = pg_temp.hash('s2');
select is_empty($$select * from sync.take_connect_state(pg_temp.hash('s2'), gen_random_uuid())$$, 'a state of more than ten minutes ago is too old');
select count(sync.begin_connect((select hash from token), pg_temp.hash('many' || n))) from generate_series(1, 50) n;
select is((select count(*) from sync.connect_states where taken_by is null), 20::bigint, 'a link keeps its newest twenty states, however often it is opened');

-- What comes back is stored all or nothing.
insert into sync.callers (account_id, company_id, company_name) values ('main', 'com_main', 'Main Pianos');
select throws_ok(
  $$select sync.finish_connect(pg_temp.hash('s1'), 'v1.sealed', null, pg_temp.caller('com_main', 'Main Pianos'))$$, 'GZ451',
  'Main Pianos is account main already, so it cannot be account studio', 'the company of another account is refused'
);
select is_empty($$select from sync.credentials$$, 'and nothing is stored');
select is(sync.finish_connect(pg_temp.hash('s1'), 'v1.sealed', now() + interval '30 days', pg_temp.caller('com_1', 'Studio')), '{"paused": false}', 'its own is stored');
select results_eq($$select sealed, version from sync.read_credential('studio')$$, $$values ('v1.sealed', 1::bigint)$$, 'with its tokens');
select results_eq(
  $$select company_id, company_name, email, is_full_admin from sync.callers where account_id = 'studio'$$,
  $$values ('com_1', 'Studio', 'anna@example.com', true)$$, 'and whose they are'
);
select is(sync.finish_connect(pg_temp.hash('s1'), 'v1.again', null, pg_temp.caller('com_1')), '{"paused": false}', 'a call that is repeated is answered');
select is((select version from sync.read_credential('studio')), 1::bigint, 'and stores nothing more');
select is_empty($$select r.* from token, sync.read_connect_link(hash) r$$, 'the link is used up');
select is_empty($$select * from sync.take_connect_state(pg_temp.hash('many50'), gen_random_uuid())$$, 'with all its states');

-- Two browsers that come back with one link.
create temporary table second as select sync.create_connect_link('studio', 60) ->> 'token' as token;
select sync.begin_connect(pg_temp.hash(token), pg_temp.hash(state)) from second, unnest(array['s3', 's4']) state;
select sync.take_connect_state(pg_temp.hash(state), gen_random_uuid()) from unnest(array['s3', 's4']) state;
select throws_ok(
  $$select sync.finish_connect(pg_temp.hash('s3'), 'v1.other', null, pg_temp.caller('com_2', 'Other'))$$, 'GZ451',
  'account studio is Studio, and the credential is of Other', 'another company than the account''s is refused'
);
select throws_ok(
  $$select sync.finish_connect(pg_temp.hash('s3'), 'v1.other', null, pg_temp.caller(null))$$, 'GZ451', null, 'so is one that Gazelle does not name'
);
select lives_ok($$select sync.finish_connect(pg_temp.hash('s3'), 'v1.third', null, pg_temp.caller('com_1', 'Studio'))$$, 'after which the right one may come');
select throws_ok(
  $$select sync.finish_connect(pg_temp.hash('s4'), 'v1.fourth', null, pg_temp.caller('com_1', 'Studio'))$$, 'GZ410', null, 'and is the only one'
);

-- The link of an alert.
select is(sync.create_alert_link('studio', pg_temp.hash('alert')) and sync.create_alert_link('studio', pg_temp.hash('alert')), true, 'a notice that is sent again has the same link');
select is((select (expires_at - created_at)::interval(0) from sync.connect_links where purpose = 'alert'), '14 days', 'for 14 days, once');
update sync.credentials set kind = 'api_key';
select is(sync.create_alert_link('studio', pg_temp.hash('key')), false, 'an account with an API key gets none: no link replaces a key');

select * from finish();
rollback;
