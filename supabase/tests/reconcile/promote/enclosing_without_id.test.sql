-- An item whose enclosing item has no usable id keeps the reference that it has.
begin;
select plan(10);

create function pg_temp.list(p_nodes jsonb)
returns jsonb
language sql
as $$ select jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', p_nodes); $$;
create function pg_temp.client(p_id text, p_contact jsonb)
returns jsonb
language sql
as $$
  select jsonb_build_object('id', p_id, 'allContacts', pg_temp.list(jsonb_build_array(jsonb_build_object(
    'id', p_contact, 'allEmails', pg_temp.list('[{"id": "ema_1"}]'), 'allPhones', pg_temp.list('[{"id": "pho_1"}]'),
    'allLocations', pg_temp.list('[{"id": "loc_1"}]')
  ))));
$$;
create function pg_temp.estimate(p_tier jsonb)
returns jsonb
language sql
as $$
  select jsonb_build_object('id', 'est_1', 'allEstimateTiers', jsonb_build_array(jsonb_build_object(
    'id', p_tier, 'allEstimateTierItems', '[{"id": "item_1"}]'::jsonb
  )));
$$;
create temp view children as
select id, contact_id as enclosing, client_id as owner, version, deleted_at is null as is_there from gazelle.contact_emails
union all select id, contact_id, client_id, version, deleted_at is null from gazelle.contact_phones
union all select id, contact_id, client_id, version, deleted_at is null from gazelle.contact_locations
union all select id, estimate_tier_id, estimate_id, version, deleted_at is null from gazelle.estimate_items;
create temp table before as select * from children where false;

select lives_ok($$
  select sync.stage_nodes('clients', 'main', null, jsonb_build_array(pg_temp.client('cli_1', '"con_1"')));
  select sync.stage_nodes('estimates', 'main', null, jsonb_build_array(pg_temp.estimate('"tier_1"')));
  insert into before select * from children;
$$, 'addresses and items of a tier are staged');
select results_eq('select id, enclosing from before order by id', $$values
  ('ema_1', 'con_1'), ('item_1', 'tier_1'), ('loc_1', 'con_1'), ('pho_1', 'con_1')
$$, 'with what encloses them');

create function pg_temp.keeps(p_id jsonb)
returns setof text
language plpgsql
as $$
begin
  perform sync.stage_nodes('clients', 'main', null, jsonb_build_array(pg_temp.client('cli_1', p_id)));
  perform sync.stage_nodes('estimates', 'main', null, jsonb_build_array(pg_temp.estimate(p_id)));
  return next results_eq('select * from children order by id', 'select * from before order by id', format('nothing of them changes when the id is %s', p_id));
end;
$$;
select pg_temp.keeps(id) from (values (1, '5'::jsonb), (2, 'null'), (3, '""'), (4, '" "'), (5, to_jsonb(repeat('x', 201)))) v (n, id) order by n;

select sync.stage_nodes('clients', 'main', null, jsonb_build_array(pg_temp.client('cli_1', '"con_2"')));
select is((select enclosing from children where id = 'ema_1'), 'con_2', 'an id that can be used is taken');
select sync.stage_nodes('clients', 'main', null, jsonb_build_array(pg_temp.client('cli_2', '5')));
select results_eq(
  $$select owner, enclosing from children where id = 'ema_1'$$, $$values ('cli_2', null::text)$$,
  'an address that another client has now is not left with the contact of the first'
);
select sync.stage_nodes('clients', 'main', null, jsonb_build_array(pg_temp.client('cli_2', '"con_3"')));
select is((select enclosing from children where id = 'ema_1'), 'con_3', 'and has the new one as soon as its id is there');
select * from finish();
rollback;
