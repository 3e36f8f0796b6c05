-- A link that connects an account again.
begin;
select plan(4);

select set_config('request.jwt.claims', '{"role": "service_role"}', true);
select throws_ok($$select monitoring.connect_link()$$, 'GZ424', null, 'no link where nobody knows the functions'' address');
select sync.connect_functions('https://x.example/functions/v1/', 'key');
create temp table answer as select monitoring.connect_link() as link;
select matches((select link ->> 'url' from answer), '^https://x.example/functions/v1/gazelle-oauth/start\?link=[0-9a-f]{64}$', 'the address of the page that asks for consent');
select is((select count(*) from sync.connect_links where expires_at < now() + interval '61 minutes'), 1::bigint, 'for an hour');
select is(
  (select outcome from monitoring.decisions), '{"outcome": "linked"}', 'the decision is noted, the token is not'
);

select * from finish();
rollback;
