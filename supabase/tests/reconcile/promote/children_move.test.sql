-- A contact that moves to another client is one row, whichever client comes first.
begin;
select plan(7);

create function pg_temp.client(p_id text, p_contacts text[])
returns jsonb
language sql
as $$
  select jsonb_build_object('id', p_id, 'allContacts', jsonb_build_object(
    'pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', coalesce((select jsonb_agg(jsonb_build_object('id', c)) from unnest(p_contacts) c), '[]')
  ));
$$;
create function pg_temp.stage(variadic p_clients jsonb[])
returns text
language plpgsql
as $$
begin
  insert into staging.stg_clients (account_id, external_id, raw_data)
  select 'main', c ->> 'id', c from unnest(p_clients) c
  on conflict (account_id, external_id) do update set raw_data = excluded.raw_data;
  return (select format('%s %s', client_id, case when deleted_at is null then 'there' else 'deleted' end) from gazelle.contacts where id = 'con_1');
end;
$$;
select pg_temp.stage(pg_temp.client('cli_a', '{con_1}'), pg_temp.client('cli_b', '{}'));

select is(pg_temp.stage(pg_temp.client('cli_b', '{con_1}')), 'cli_b there', 'the new client first: it moves');
select is(pg_temp.stage(pg_temp.client('cli_a', '{}')), 'cli_b there', 'and the old client, without it, deletes nothing');
select is(pg_temp.stage(pg_temp.client('cli_b', '{}')), 'cli_b deleted', 'the old client first: it is deleted');
select is(pg_temp.stage(pg_temp.client('cli_a', '{con_1}')), 'cli_a there', 'and restored with the new one');
select is(pg_temp.stage(pg_temp.client('cli_a', '{}'), pg_temp.client('cli_b', '{con_1}')), 'cli_b there', 'both on one page: it moves');
select is(pg_temp.stage(pg_temp.client('cli_a', '{con_1}'), pg_temp.client('cli_b', '{}')), 'cli_a there', 'in either order');
select is((select count(*) from gazelle.contacts), 1::bigint, 'it stays one row');

select * from finish();
rollback;
