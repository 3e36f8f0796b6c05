-- A table that becomes an entity gets the shared columns, its rights, its view and its promotion.
begin;
select plan(20);

create table gazelle.guitars (id text primary key, account_id text not null, strings int, played_by_id text references gazelle.users);
select sync.add_module('guitars', 90, '1 hour');
select is(
  reconcile.add_entity('guitars'), 'gazelle.guitars is promoted from reconcile.guitars.', 'it says what was made'
);
select has_column('gazelle'::name, 'guitars'::name, c::name, format('it has %s', c))
from unnest(array['is_placeholder', 'deleted_at', 'version', 'created_at', 'updated_at', 'synced_at']) c;
select is((select relrowsecurity from pg_class where oid = 'gazelle.guitars'::regclass), true, 'row-level security is on');
select ok(has_table_privilege('authenticated', 'gazelle.guitars', 'select'), 'signed-in people read it');
select ok(not has_table_privilege('authenticated', 'gazelle.guitars', 'insert'), 'and do not write it');
select ok(not has_table_privilege('anon', 'gazelle.guitars', 'select'), 'strangers do not read it');
select ok(has_table_privilege('service_role', 'gazelle.guitars', privilege), format('the service may %s', privilege))
from unnest(array['select', 'insert', 'update', 'delete']) privilege;
select isnt_empty(
  $$select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = 'gazelle.guitars'::regclass and a.attname = 'played_by_id'$$,
  'each reference has an index'
);
select is(
  (select array_agg(attname::text order by attnum) from pg_attribute where attrelid = 'reconcile.guitars'::regclass),
  '{account_id,source_id,id,issues,strings,played_by_id}', 'its view has a column for each column'
);
select ok(
  has_function_privilege('service_role', p.oid, 'execute') and not has_function_privilege('authenticated', p.oid, 'execute')
    and not p.prosecdef, 'its promotion is called by the service alone, with its own rights'
)
from pg_proc p where p.oid = 'reconcile.promote_guitars'::regproc;

insert into staging.stg_guitars (account_id, external_id, raw_data)
values ('main', 'gui_1', '{"id": "gui_1", "strings": 6, "playedBy": {"id": "usr_1"}}'), ('main', 'gui_2', '{"id": "gui_2", "strings": "six"}');
select results_eq(
  $$select id, strings, played_by_id from gazelle.guitars order by id$$, $$values ('gui_1', 6, 'usr_1'), ('gui_2', null, null)$$,
  'what is staged is promoted, without another line of code'
);
select results_eq(
  $$select external_id, issues from staging.stg_guitars where issues is not null$$,
  $$values ('gui_2', '[{"rule": "bad_integer", "field": "strings", "value": "six"}]'::jsonb)$$, 'and what cannot be read is named'
);

select * from finish();
rollback;
