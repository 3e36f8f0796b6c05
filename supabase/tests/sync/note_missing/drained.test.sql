-- A list that empties itself in normal life: what Gazelle counts as none, twice, is none (kind of D2).
begin;
select plan(21);

create function pg_temp.sweep(
  p_module text, p_ids text[], p_totals int[], p_is_admin boolean default true, p_holes jsonb default '[]', p_null_nodes int default 0,
  p_has_control boolean default false
)
returns text
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run(p_module, 'full');
  v_id bigint := v_run ->> 'runId';
  v_lease uuid := v_run ->> 'lease';
  v_missing jsonb;
  v_page int := 0;
  v_is_over boolean := false;
begin
  perform sync.record_caller(v_id, v_lease, '{"id": "usr_1", "accessLevel": "ADMIN", "hasLimitedAccess": false}', p_is_admin);
  while not v_is_over loop
    v_page := v_page + 1;
    v_is_over := (sync.stage_page(
      v_id, v_lease, 'all', v_page, (select coalesce(jsonb_agg(jsonb_build_object('id', i)), '[]') from unnest(p_ids) i), null, false,
      p_totals[least(v_page, cardinality(p_totals))], p_holes => p_holes, p_null_nodes => p_null_nodes
    ) ->> 'finished')::boolean;
  end loop;
  v_missing := sync.note_missing(v_id, v_lease, '{all}');
  perform sync.record_caller(v_id, v_lease, '{"id": "usr_1", "accessLevel": "ADMIN", "hasLimitedAccess": false}', p_is_admin);
  if p_is_admin and v_missing ? 'unseen' then
    perform sync.delete_unseen(v_id, v_lease);
  elsif p_is_admin and v_missing -> 'due' <> '[]' then
    perform sync.resolve_missing(
      v_id, v_lease, (select array_agg(d) from jsonb_array_elements_text(v_missing -> 'due') d), '[]', p_has_control => p_has_control
    );
  end if;
  perform sync.finish_run(v_id, v_lease, p_lanes => '{all}');
  return format('%s read, %s deleted, %s held', v_page, deleted, held_back) from sync.runs where run_id = v_id;
end;
$$;
create function pg_temp.sync_again(p_module text)
returns void
language plpgsql
as $$
begin
  perform pg_temp.sweep(p_module, '{a,b,c}', '{3}');
  execute format('update staging.%I set fetched_at = fetched_at - interval ''1 hour''', 'stg_' || p_module);
  update sync.holes set closed_at = now() where closed_at is null;
end;
$$;

-- Calls to make: Gazelle has no query by id.
select is(pg_temp.sweep('call_center_items', '{}', '{0}'), '1 read, 0 deleted, 0 held', 'a list that was always empty is read once');
select pg_temp.sync_again('call_center_items');
select is(pg_temp.sweep('call_center_items', '{}', '{0}'), '2 read, 3 deleted, 0 held', 'three calls that were made are deleted, after a second reading');
select is((select count(*) from gazelle.call_center_items where deleted_at is null), 0::bigint, 'none is left');
select is_empty($$select * from monitoring.find_problems()$$, 'which is no problem');
select is(pg_temp.sweep('call_center_items', '{}', '{0}'), '1 read, 0 deleted, 0 held', 'the next day nothing is missing');
select is_empty($$select * from monitoring.find_problems()$$, 'and nobody is told');

select pg_temp.sync_again('call_center_items');
select is(pg_temp.sweep('call_center_items', '{}', array[null::int]), '1 read, 0 deleted, 3 held', 'an answer that counts nothing proves nothing');
select results_eq(
  $$select rule from monitoring.find_problems() order by 1$$, $$values ('deletion_held'), ('sweep_short')$$, 'a person is told'
);
select pg_temp.sync_again('call_center_items');
select is(pg_temp.sweep('call_center_items', '{}', array[0, null]), '2 read, 0 deleted, 3 held', 'nor does one whose second reading counts nothing');
select pg_temp.sync_again('call_center_items');
select is(
  pg_temp.sweep('call_center_items', '{}', '{0}', p_null_nodes => 1), '1 read, 0 deleted, 0 held', 'a null is no empty list: without a whole one nothing is missing'
);
select pg_temp.sync_again('call_center_items');
select sync.acknowledge_hole(hole_id, 'anna') from sync.holes where module = 'call_center_items';
select pg_temp.sync_again('call_center_items');
update sync.holes set closed_at = null, acknowledged_at = now(), acknowledged_by = 'anna' where module = 'call_center_items';
select is(
  pg_temp.sweep('call_center_items', '{}', '{0}', p_null_nodes => 1), '1 read, 0 deleted, 3 held', 'nor is one that a person has acknowledged'
);
select pg_temp.sync_again('call_center_items');
select is(
  pg_temp.sweep('call_center_items', '{}', '{0}', p_is_admin => false), '2 read, 0 deleted, 3 held',
  'to a user with less than full rights a list may look empty (case D2)'
);
select is(pg_temp.sweep('call_center_items', '{}', '{0}'), '2 read, 3 deleted, 0 held', 'with full rights it is');

-- Messages: each is asked for by its id, and nothing living can prove the answers.
select pg_temp.sync_again('scheduled_messages');
select is(
  pg_temp.sweep('scheduled_messages', '{}', '{0}'), '2 read, 3 deleted, 0 held', 'messages that were sent, of which Gazelle has none by its id either'
);
select is_empty($$select * from monitoring.find_problems() where subject = 'scheduled_messages'$$, 'are no problem');
select pg_temp.sync_again('scheduled_messages');
select is(pg_temp.sweep('scheduled_messages', '{}', array[null::int]), '1 read, 0 deleted, 3 held', 'without a count they are held');
select pg_temp.sync_again('scheduled_messages');
select is(pg_temp.sweep('scheduled_messages', '{}', '{0}', p_is_admin => false), '2 read, 0 deleted, 3 held', 'and without full rights');

-- Everything else does not empty itself.
select pg_temp.sync_again('clients'), pg_temp.sync_again('users');
select is(pg_temp.sweep('clients', '{}', '{0}'), '1 read, 0 deleted, 3 held', 'a company without clients is more likely a fault');
select is(pg_temp.sweep('users', '{}', '{0}'), '1 read, 0 deleted, 3 held', 'so is one without users');
select is(
  (select count(*) from monitoring.find_problems() where rule = 'sweep_short' and severity = 'critical'), 2::bigint, 'of which a person is told at once'
);
select is(
  (select string_agg(module, ' ' order by module) from sync.modules where may_be_empty), 'call_center_items scheduled_messages',
  'only what waits to be done may be empty'
);

select * from finish();
rollback;
