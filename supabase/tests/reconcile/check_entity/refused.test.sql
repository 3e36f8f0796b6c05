-- What no entity can be made of is refused, with what is wrong and what to do, and nothing is changed.
begin;
select plan(48);

select sync.add_module('guitars', 90, '1 hour');
create table gazelle.guitars (id text primary key, account_id text not null, name text, strings int, user_id text references gazelle.users);
create table gazelle.lutes (id text primary key, account_id text, name text);
create table gazelle.harps (id text primary key, account_id text not null, strings smallint);
create table gazelle.flutes (id text primary key, account_id text not null);
create table gazelle.drums (id text primary key, account_id text not null, issues text);
create table gazelle.horns (id text primary key, account_id text not null, version int);
create table gazelle.oboes (id int primary key, account_id text not null, name text);
create table gazelle.listings (id text primary key, account_id text not null, name text);
create table gazelle.rules (like gazelle.listings including all);
create table gazelle.entities (like gazelle.listings including all);
create table gazelle.mirror (like gazelle.listings including all);
create table gazelle.kept_fields (like gazelle.listings including all);
create table gazelle.pianos_of_guitars (like gazelle.listings including all);
create view reconcile.pianos_of_guitars_fields as select 1 as one;
create table gazelle.violas (id text primary key, account_id text not null, lute_id text references gazelle.lutes);
create table public.shops (id text primary key);
create table gazelle.fiddles (id text primary key, account_id text not null, name text, shop_id text references public.shops);
create table gazelle.strings (id text primary key, account_id text not null, piano_id text references gazelle.pianos, note text, tags text[]);
create table gazelle.an_instrument_whose_name_is_longer_than_what_it_sounds (like gazelle.listings including all);

create temp table wrong (statement text, message text, hint text);
insert into wrong values
  ($$select reconcile.add_entity('guitars', 'banjos')$$, 'there is no module banjos', 'Begin with select sync.add_module(''banjos'', …).'),
  ($$select reconcile.add_entity('cellos', 'guitars')$$, 'there is no table gazelle.cellos',
    'create table gazelle.cellos (id text primary key, account_id text not null, …);'),
  ($$select reconcile.add_entity('pianos', 'guitars')$$, 'pianos is an entity already', 'Choose another name, or change the table and call reconcile.generate.'),
  ($$select reconcile.add_entity('lutes', 'guitars')$$, 'gazelle.lutes lacks the column account_id', 'account_id text not null'),
  ($$select reconcile.add_entity('oboes', 'guitars')$$, 'gazelle.oboes lacks the column id', 'id text primary key'),
  ($$select reconcile.add_entity('guitars', fields => '{"colour": "color"}')$$, 'gazelle.guitars has no column colour, which fields names',
    'Write the column''s name as the table has it.'),
  ($$select reconcile.add_entity('guitars', derived => '{"colour": "color"}')$$, 'gazelle.guitars has no column colour, which derived names',
    'Write the column''s name as the table has it.'),
  ($$select reconcile.add_entity('guitars', owner => 'client_id', list => 'all')$$, 'gazelle.guitars has no column client_id, which owner names',
    'Write the column''s name as the table has it.'),
  ($$select reconcile.add_entity('harps', 'guitars')$$, 'gazelle.harps.strings is of type smallint, which no reader knows',
    'Use text, int, bigint, numeric, boolean, date, timestamptz, text[], jsonb or gazelle.localized_text, or name the column in derived.'),
  ($$select reconcile.add_entity('guitars', owner => 'name', list => 'all')$$, 'gazelle.guitars.name does not refer to the table of a record',
    'name text references gazelle.…'),
  ($$select reconcile.add_entity('guitars', list => 'allGuitars')$$, 'guitars has a list but no owner',
    'Give both: owner names the column that refers to the record whose list it is.'),
  ($$select reconcile.add_entity('guitars', key => 'piano')$$, 'guitars has a key but no list',
    'A key makes ids of the items of a list; give the list, or leave the key out.'),
  ($$select reconcile.add_entity('guitars', fields => '["name"]')$$, 'fields of guitars is no object', 'fields => ''{"subtotal": "subTotal"}'''),
  ($$select reconcile.add_entity('guitars', derived => '["name"]')$$, 'derived of guitars is no object',
    'Name the fields that each column is made of: derived => ''{"local_date": "start"}'''),
  ($$select reconcile.add_entity('guitars', derived => '{"name": ["title", null]}')$$, 'null, which derived names, is no path',
    'Names of fields with dots between them, such as location.singleLineAddress.'),
  ($$select reconcile.add_entity('guitars', fields => '{"name": "a..b"}')$$, 'a..b, which fields names, is no path',
    'Names of fields with dots between them, such as location.singleLineAddress.'),
  ($$select reconcile.add_entity('guitars', owner => 'user_id', list => 'all"guitars')$$, 'all"guitars, which list names, is no path',
    'Names of fields with dots between them, such as location.singleLineAddress.'),
  ($$select reconcile.add_entity('guitars', fields => '{"name": ["a", "b"]}')$$, 'gazelle.guitars.name has several paths, but is no list', 'name text[]'),
  ($$select reconcile.add_entity('flutes', 'guitars')$$, 'gazelle.flutes has no column but its id',
    'alter table gazelle.flutes add column …, one for each field.'),
  ($$select reconcile.add_entity('drums', 'guitars')$$, 'gazelle.drums.issues is a column that promotion adds', 'Choose another name, and give the path in fields.'),
  ($$select reconcile.add_entity('horns', 'guitars')$$, 'gazelle.horns.version is a column that promotion adds', 'Choose another name, and give the path in fields.'),
  ($$select reconcile.add_entity('listings', 'guitars')$$, 'reconcile.listings exists already', 'Choose another name for the table.'),
  ($$select reconcile.add_entity('rules', 'guitars')$$, 'reconcile.rules exists already', 'Choose another name for the table.'),
  ($$select reconcile.add_entity('entities', 'guitars')$$, 'reconcile.entities exists already', 'Choose another name for the table.'),
  ($$select reconcile.add_entity('mirror', 'guitars')$$, 'reconcile.mirror exists already', 'Choose another name for the table.'),
  ($$select reconcile.add_entity('kept_fields', 'guitars')$$, 'reconcile.kept_fields exists already', 'Choose another name for the table.'),
  ($$select reconcile.add_entity('pianos_of_guitars', 'guitars', derived => '{}')$$, 'reconcile.pianos_of_guitars_fields exists already',
    'Choose another name for the table.'),
  ($$select reconcile.add_entity('violas', 'guitars')$$, 'gazelle.violas.lute_id refers to gazelle.lutes, which is no entity yet',
    'Call select reconcile.add_entity(''lutes'', …) first.'),
  ($$select reconcile.add_entity('fiddles', 'guitars')$$, 'gazelle.fiddles.shop_id refers to public.shops, which is no entity yet',
    'Let it refer to a table of schema gazelle, or give the column the policy local in reconcile.field_policies.'),
  ($$select reconcile.add_entity('strings', 'clients', owner => 'piano_id', list => 'allStrings')$$,
    'gazelle.strings.piano_id does not refer to gazelle.clients, whose records the module clients stages', 'piano_id text references gazelle.clients'),
  ($$select reconcile.add_entity('an_instrument_whose_name_is_longer_than_what_it_sounds', 'guitars')$$,
    'the name an_instrument_whose_name_is_longer_than_what_it_sounds is too long', 'Choose a name of 51 letters at most.'),
  ($$select reconcile.add_entity('strings', 'pianos', owner => 'piano_id', list => 'allStrings', fields => '{"note": null}')$$,
    'gazelle.strings.note has no path', 'Write its path, or leave the column out: its name in camelCase is then its path.'),
  ($$select reconcile.add_entity('strings', 'pianos', owner => 'piano_id', list => 'allStrings', fields => '{"tags": []}')$$,
    'gazelle.strings.tags has no path', 'Write its path, or leave the column out: its name in camelCase is then its path.'),
  ($$select reconcile.add_entity('strings', 'pianos', owner => 'piano_id', list => 'allStrings', fields => '{"tags": ["a", null]}')$$,
    'gazelle.strings.tags has no path', 'Write its path, or leave the column out: its name in camelCase is then its path.');

create function pg_temp.outcome(p_statement text)
returns text
language plpgsql
as $$
declare
  v_message text;
  v_hint text;
begin
  execute p_statement;
  return 'done';
exception
  when others then
    get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
    return concat_ws(e'\n', sqlstate, v_message, v_hint);
end;
$$;
create temp view everything as
select c.oid::regclass::text as name, (select count(*) from pg_attribute a where a.attrelid = c.oid) as columns
from pg_class c where c.relnamespace in ('gazelle'::regnamespace, 'reconcile'::regnamespace)
union all select p.oid::regprocedure::text, 0 from pg_proc p where p.pronamespace = 'reconcile'::regnamespace
union all select e.entity, 0 from reconcile.entities e;
create temp table before as select * from everything;

select is(pg_temp.outcome(w.statement), concat_ws(e'\n', 'GZ422', w.message, w.hint), w.message) from wrong w;
select set_eq('select * from everything', 'select * from before', 'nothing is changed by all that');
select is(
  pg_temp.outcome(
    $$select reconcile.add_entity('guitars', fields => '{"name": "title.text", "strings": "stringCount"}', derived => '{}')$$
  ), 'done', 'what is right is made'
);
select results_eq(
  $$select name, kind, paths, source from reconcile.columns_of('guitars')$$,
  $$values ('name', 'text', '{title.text}'::text[], 'field'), ('strings', 'integer', '{stringCount}', 'field'), ('user_id', 'id', '{user.id}', 'field')$$,
  'with its paths'
);

insert into reconcile.field_policies (entity, field, policy) values ('fiddles', 'shop_id', 'local');
select is(
  pg_temp.outcome($$select reconcile.add_entity('fiddles', 'guitars')$$), 'done', 'a local column may refer to any table: nothing promotes it'
);
select is(
  pg_temp.outcome($$select reconcile.add_entity('strings', 'measurements', owner => 'piano_id', list => 'allStrings')$$), 'done',
  'a child of a module without a root may belong to another module''s records'
);

-- One entity with a column of each type, several paths into one list, a reference to its own kind and a local column.
select sync.add_module('organs', 91, '1 hour');
create table gazelle.organs (
  id text primary key, account_id text not null, name text, pipes int, grams bigint, length numeric, is_old boolean, built_on date,
  gazelle_created_at timestamptz, tags text[], stops text[], names jsonb, sibling_id text references gazelle.organs, maker text, remark text,
  label text generated always as (upper(name)) stored
);
insert into reconcile.field_policies (entity, field, policy) values ('organs', 'remark', 'local');
select is(
  reconcile.add_entity('organs', fields => '{"stops": ["stop1", "stop2"], "maker": "made.by.name", "sibling_id": "siblingId"}'),
  'gazelle.organs is promoted from reconcile.organs.', 'a table with a column of each type is an entity'
);
create table gazelle.organ_keys (id text primary key, account_id text not null, organ_id text references gazelle.organs, piano_id text references gazelle.pianos, note text);
create table gazelle.manuals (id text primary key, account_id text not null, organ_id text references gazelle.organs, number int);
create table gazelle.registers (
  id text primary key, account_id text not null, organ_id text references gazelle.organs, manual_id text references gazelle.manuals, name text
);
select reconcile.add_entity('organ_keys', 'organs', owner => 'organ_id', list => 'keys', key => 'used.piano', fields => '{"piano_id": "used.piano.id"}');
select reconcile.add_entity('manuals', 'organs', owner => 'organ_id', list => 'manuals[]');
select reconcile.add_entity('registers', 'organs', owner => 'organ_id', list => 'manuals[].registers');

insert into staging.stg_organs (account_id, external_id, raw_data) values
  ('main', 'org_1', '{"id": "org_1", "name": "Positiv", "pipes": 400, "grams": 5000000000, "length": 1.5, "isOld": false, "builtOn": "1765-03-04",
    "createdAt": "2026-02-03T20:56:01Z", "tags": ["a", 5], "stop1": "Flöte", "stop2": 8, "names": {"fr_CA": "Orgue"}, "siblingId": "org_2",
    "made": {"by": {"name": "Casparini"}}, "remark": "not ours",
    "keys": {"nodes": [{"used": {"piano": {"id": "ins_1"}}, "note": "C"}], "pageInfo": {"hasNextPage": false}},
    "manuals": [{"id": "man_1", "number": 1, "registers": {"nodes": [{"id": "reg_1", "name": "Quinte"}], "pageInfo": {"hasNextPage": false}}}]}'),
  ('main', 'org_2', '{"id": "org_2", "siblingId": "org_3", "made": {"by": "Casparini"}}');
select results_eq(
  $$select name, pipes, grams, length, is_old, built_on, gazelle_created_at, tags, stops, names, sibling_id, maker, remark, label from gazelle.organs where id = 'org_1'$$,
  $$values ('Positiv', 400, 5000000000, 1.5, false, '1765-03-04'::date, '2026-02-03T20:56:01Z'::timestamptz, '{a,5}'::text[], '{Flöte,8}'::text[],
    '{"fr_CA": "Orgue"}'::jsonb, 'org_2', 'Casparini', null::text, 'POSITIV')$$,
  'each column is read as its type wants, and a local one is left'
);
select results_eq(
  $$select id, is_placeholder, sibling_id from gazelle.organs order by id$$,
  $$values ('org_1', false, 'org_2'), ('org_2', false, 'org_3'), ('org_3', true, null)$$,
  'a record of its own kind that came with it needs no placeholder; one that did not come has one'
);
select results_eq(
  $$select issues from staging.stg_organs where external_id = 'org_2'$$,
  $$values ('[{"rule": "bad_text", "field": "made.by.name", "value": "Casparini"}]'::jsonb)$$, 'what stands in the way of a path is named'
);
select results_eq($$select id, organ_id, piano_id, note from gazelle.organ_keys$$, $$values ('org_1/ins_1', 'org_1', 'ins_1', 'C')$$, 'a key makes the id of an item');
select results_eq(
  $$select r.id, r.organ_id, r.manual_id, r.name, m.number from gazelle.registers r join gazelle.manuals m on m.id = r.manual_id$$,
  $$values ('reg_1', 'org_1', 'man_1', 'Quinte', 1)$$, 'a list inside the items of another knows both'
);
update staging.stg_organs
set raw_data = raw_data || '{"remark": "again", "stop1": {}, "manuals": [{"id": "man_1", "number": 2, "registers": {"nodes": [], "pageInfo": {"hasNextPage": false}}}], "keys": {"nodes": [], "pageInfo": {"hasNextPage": false}}}'
where external_id = 'org_1';
select results_eq(
  $$select entity, deleted_at is not null from (
      select 'key' as entity, deleted_at from gazelle.organ_keys union all select 'manual', deleted_at from gazelle.manuals union all select 'register', deleted_at from gazelle.registers
    ) c order by 1$$,
  $$values ('key', true), ('manual', false), ('register', true)$$, 'what left its list is gone'
);
select is((select stops from gazelle.organs where id = 'org_1'), '{Flöte,8}', 'one of several paths that cannot be read leaves the list as it was');
select ok(
  (select array_agg(attname) from pg_attribute where attrelid = 'reconcile.organs'::regclass) @> '{remark}'
    and (select prosrc from pg_proc where oid = 'reconcile.promote_organs'::regproc) !~ '\mremark\M',
  'a local column is shown by the view, and not promoted'
);

select * from finish();
rollback;
