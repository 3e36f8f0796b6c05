-- Making members, and whom the database takes for one (case S4).
begin;
select plan(19);

insert into sync.accounts (account_id) values ('second');
create function pg_temp.as_user(p_claims jsonb)
returns void
language sql
as $$ select set_config('request.jwt.claims', p_claims::text, true); $$;

select is(sync.add_member('main', '00000000-0000-4000-8000-000000000001'), '{"outcome": "added", "role": "reader"}', 'a user is added, as a reader');
select is(sync.add_member('main', '00000000-0000-4000-8000-000000000001'), '{"outcome": "unchanged", "role": "reader"}', 'once');
select is(sync.add_member('main', '00000000-0000-4000-8000-000000000001', 'admin'), '{"outcome": "changed", "role": "admin"}', 'the role can be changed');
select is(sync.add_member('main', '00000000-0000-4000-8000-000000000001'), '{"outcome": "unchanged", "role": "admin"}', 'and stays where none is named');
select results_eq('select account_id, role from gazelle.members', $$values ('main', 'admin')$$, 'and is what counts');
select throws_ok($$select sync.add_member('third', gen_random_uuid())$$, 'GZ403', null, 'an account that is not there is refused');
select throws_ok($$select sync.remove_member('third', gen_random_uuid())$$, 'GZ403', null, 'to remove from too');
select throws_ok($$select sync.add_member('main', gen_random_uuid(), 'owner')$$, 'GZ400', null, 'so is a role that there is not');
select is(sync.remove_member('second', '00000000-0000-4000-8000-000000000001'), false, 'who was no member is not removed');

select is(gazelle.member_accounts(), '{main,second}', 'the owner sees every account, as in the SQL editor and in a job');
select pg_temp.as_user('{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001"}');
select is(gazelle.member_accounts(), '{main}', 'a token of a user counts for that user, whatever role the session has');
select is(gazelle.is_member_of_all(), false, 'who is a member of one account of two');
select is(gazelle.member_accounts('reader'), '{}', 'an admin is no reader, where that is asked');
select sync.add_member('second', '00000000-0000-4000-8000-000000000001');
select is(gazelle.is_member_of_all(), true, 'is a member of all with the second');
select is(gazelle.is_member_of_all('admin'), false, 'but not the admin of all');
select pg_temp.as_user('{"role": "authenticated", "sub": "not a uuid"}');
select is(gazelle.member_accounts(), '{}', 'a token of another issuer is nobody''s');

set local request.jwt.claims = '';
set local role authenticated;
select is(gazelle.member_accounts(), '{}', 'a session of the role authenticated without a token sees nothing');
set local request.jwt.claims = '{"role": "service_role"}';
select is(gazelle.member_accounts(), '{}', 'nor with the word of a token alone');
reset role;
set local request.jwt.claims = '';
delete from gazelle.members;
delete from sync.accounts where account_id = 'second';
select is(gazelle.is_member_of_all(), true, 'where there is one account, the owner is a member of all');

select * from finish();
rollback;
