-- Everything can be promoted again from staging, a slice at a time, without Gazelle.
begin;
select plan(7);

insert into staging.stg_users (account_id, external_id, raw_data)
select 'main', 'usr_' || n, jsonb_build_object('id', 'usr_' || n, 'firstName', 'Anna') from generate_series(1, 5) n;
select is(reconcile.replay('users'), '{"tried": 5, "written": 0, "after": "usr_5"}', 'a replay of what is right writes nothing');

update gazelle.users set first_name = 'wrong' where id in ('usr_2', 'usr_5');
delete from gazelle.users where id = 'usr_4';
select is(reconcile.replay('users', 'main', '', 3), '{"tried": 3, "written": 1, "after": "usr_3"}', 'a slice repairs what drifted');
select is(reconcile.replay('users', 'main', 'usr_3', 3), '{"tried": 2, "written": 2, "after": "usr_5"}', 'the next goes on after it, and makes what is missing');
select is(reconcile.replay('users', 'main', 'usr_5', 3), '{"tried": 0, "written": 0, "after": null}', 'until nothing is left');
select is((select count(*) from gazelle.users where first_name = 'Anna'), 5::bigint, 'production is what staging says');
select throws_ok($$select reconcile.replay('guitars')$$, 'GZ404', 'unknown module guitars', 'an unknown module is named');

insert into reconcile.field_policies (entity, field, policy) values ('users', 'first_name', 'local');
update gazelle.users set first_name = 'ours';
select is(reconcile.replay('users') ->> 'written', '0', 'a replay follows the policies of now');

select * from finish();
rollback;
