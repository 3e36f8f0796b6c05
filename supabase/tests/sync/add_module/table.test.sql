-- A new module gets its staging table with everything on it.
begin;
select plan(18);

select is(
  sync.add_module('guitars', 90, '1 hour', true, 'starts_at'), 'Module guitars stages into staging.stg_guitars.', 'it says what was made'
);
select results_eq(
  $$select position::int, fresh_within, max_delete_share, by_id, scope_column from sync.modules where module = 'guitars'$$,
  $$values (90, interval '1 hour', 0.05, true, 'starts_at')$$,
  'the module is registered'
);
select col_is_pk('staging', 'stg_guitars', array['account_id', 'external_id'], 'a record is known by account and id');
select is((select relrowsecurity from pg_class where oid = 'staging.stg_guitars'::regclass), true, 'row-level security is on');
select isnt(obj_description('staging.stg_guitars'::regclass), null, 'the table is described');
select ok(has_table_privilege('service_role', 'staging.stg_guitars', privilege), format('the service may %s', privilege))
from unnest(array['select', 'insert', 'update', 'delete']) privilege;
select ok(not has_table_privilege(role, 'staging.stg_guitars', 'select'), format('%s does not', role))
from unnest(array['anon', 'authenticated']) role;

select sync.begin_run('guitars');
select is(
  (select sync.stage_page(run_id, lease, 'all', 1, '[{"id": "gui_1", "strings": 6}]') ->> 'promoted' from sync.runs), '1',
  'pages can be staged before it has a production table'
);
select results_eq(
  $$select tableoid::regclass, external_id, raw_data ->> 'strings' from staging.records$$,
  $$values ('staging.stg_guitars'::regclass, 'gui_1', '6')$$,
  'and are read through the parent of all staging tables'
);
create function pg_temp.outcome(p_name text)
returns text
language plpgsql
as $$
declare
  v_message text;
  v_hint text;
begin
  perform sync.add_module(p_name, 90, '1 hour');
  return 'done';
exception
  when others then
    get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
    return concat_ws(e'\n', sqlstate, v_message, v_hint);
end;
$$;
select is(
  pg_temp.outcome(n.name),
  concat_ws(
    e'\n', 'GZ422', n.name || ' is no name for a module', 'Write lower case letters with _ between words, 51 at most, such as sync_batches.'
  ), format('%s is refused, as no name', n.name)
)
from unnest(array['Guitars; drop', '6_strings', repeat('g', 52)]) n (name);
select is(
  pg_temp.outcome(n.name),
  concat_ws(
    e'\n', 'GZ422', format('the name %1$s is taken: staging.stg_%1$s or what belongs to it exists already', n.name),
    'Choose another name. What is known of a module is changed in sync.modules.'
  ), format('%s is refused, as taken', n.name)
)
from unnest(array['guitars', 'guitars_waiting']) n (name);

select * from finish();
rollback;
