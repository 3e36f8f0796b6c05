-- A table that becomes an entity gets the shared columns, its rights and its registration.
begin;
select plan(16);

create table gazelle.guitars (id text primary key, account_id text not null, strings int);
select sync.add_module('guitars', 90, '1 hour');
create view reconcile.guitars with (security_invoker = on) as
select s.account_id, s.external_id as source_id, s.external_id as id, reconcile.to_integer(s.raw_data -> 'strings') as strings, null::jsonb as issues
from staging.stg_guitars s;
select is(
  reconcile.add_entity('guitars', 'guitars', 1), 'gazelle.guitars is promoted from reconcile.guitars.', 'it says what was made'
);
select has_column('gazelle'::name, 'guitars'::name, c::name, format('it has %s', c))
from unnest(array['is_placeholder', 'deleted_at', 'version', 'created_at', 'updated_at', 'synced_at']) c;
select is((select relrowsecurity from pg_class where oid = 'gazelle.guitars'::regclass), true, 'row-level security is on');
select ok(has_table_privilege('authenticated', 'gazelle.guitars', 'select'), 'signed-in people read it');
select ok(not has_table_privilege('authenticated', 'gazelle.guitars', 'insert'), 'and do not write it');
select ok(not has_table_privilege('anon', 'gazelle.guitars', 'select'), 'strangers do not read it');
select ok(has_table_privilege('service_role', 'gazelle.guitars', privilege), format('the service may %s', privilege))
from unnest(array['select', 'insert', 'update', 'delete']) privilege;

insert into staging.stg_guitars (account_id, external_id, raw_data) values ('main', 'gui_1', '{"id": "gui_1", "strings": 6}');
select results_eq($$select id, strings from gazelle.guitars$$, $$values ('gui_1', 6)$$, 'what is staged is promoted, without another line of code');

select * from finish();
rollback;
