-- A list that is not there to its end takes no child from its owner (case D1).
begin;
select plan(24);

create function pg_temp.client(p_id text, p_name text, p_nodes jsonb, p_goes_on jsonb default 'false')
returns jsonb
language sql
as $$
  select jsonb_build_object('id', p_id, 'allContacts', jsonb_build_object('pageInfo', jsonb_build_object('hasNextPage', p_goes_on), 'nodes', case
    when p_name is null then p_nodes else jsonb_build_array(jsonb_build_object('id', 'con_1', 'firstName', p_name)) || p_nodes
  end));
$$;
create function pg_temp.stage(p_client jsonb, p_seconds_ago int default 0)
returns text
language plpgsql
as $$
begin
  perform sync.stage_nodes('clients', 'main', null, jsonb_build_array(p_client), clock_timestamp() - make_interval(secs => p_seconds_ago));
  return (select format('%s %s %s', client_id, first_name, case when deleted_at is null then 'there' else 'deleted' end) from gazelle.contacts where id = 'con_1');
end;
$$;
create function pg_temp.life(p_what text, p_lacking jsonb)
returns setof text
language plpgsql
as $$
begin
  delete from staging.stg_clients;
  delete from reconcile.listings;
  delete from gazelle.contacts;
  return next is(pg_temp.stage(pg_temp.client('cli_a', 'Old', '[]')), 'cli_a Old there', 'a contact');
  return next is(pg_temp.stage(pg_temp.client('cli_b', 'New', '[]')), 'cli_b New there', 'moves');
  return next is(pg_temp.stage(p_lacking), 'cli_b New there', format('it stays when its list %s', p_what));
  return next is(pg_temp.stage(pg_temp.client('cli_a', null, '[]')), 'cli_b New there', 'and is not deleted with the claim of the old one');
end;
$$;
select pg_temp.life('has a null', pg_temp.client('cli_b', null, '[null]'));
select pg_temp.life('goes on', pg_temp.client('cli_b', null, '[]', 'true'));
select pg_temp.life('has an item without an id', pg_temp.client('cli_b', null, '[{"firstName": "Anna"}]'));

-- Content that was asked for before the list that is not whole.
select pg_temp.life('is null', jsonb_build_object('id', 'cli_b', 'allContacts', null));
select is(pg_temp.stage(pg_temp.client('cli_c', 'Old', '[]'), 60), 'cli_b New there', 'content that was asked for before that list does not take it');
select is(pg_temp.stage(pg_temp.client('cli_b', null, '[]')), 'cli_c Old there', 'but has it when the list is whole again without it');
select is(pg_temp.stage(jsonb_build_object('id', 'cli_c', 'allContacts', null)), 'cli_c Old there', 'its owner''s list is null');
select is(pg_temp.stage(pg_temp.client('cli_b', 'New', '[]')), 'cli_b New there', 'newer content has it all the same');
select is_empty('select from reconcile.listings', 'and nothing is remembered of who proves nothing');

select is(pg_temp.stage(pg_temp.client('cli_c', 'Old', '[{"firstName": "Anna"}]')), 'cli_c Old there', 'the newest owner has a contact without an id too');
select reconcile.soft_delete('clients', 'main', '{cli_c}');
select is(pg_temp.stage(pg_temp.client('cli_d', null, '[]')), 'cli_b New there', 'an owner that is deleted keeps nothing');
select pg_temp.stage(pg_temp.client('cli_b', null, '[]'));
select pg_temp.stage(jsonb_build_object('id', 'cli_b', 'allContacts', null));
select is(pg_temp.stage(pg_temp.client('cli_e', 'Old', '[]'), 60), 'cli_e Old there', 'nor does one whose list is not whole keep what is deleted');
select * from finish();
rollback;
