-- A record that was merged into another: its children say into which.
begin;
select plan(7);

create function pg_temp.client(p_id text, p_contacts text[])
returns void
language sql
as $$
  insert into staging.stg_clients as s (account_id, external_id, raw_data)
  values ('main', p_id, jsonb_build_object('id', p_id, 'allContacts', jsonb_build_object(
    'pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', coalesce((select jsonb_agg(jsonb_build_object('id', c)) from unnest(p_contacts) c), '[]')
  )))
  on conflict (account_id, external_id) do update set raw_data = excluded.raw_data;
$$;
select pg_temp.client('cli_old', '{con_1,con_2}'), pg_temp.client('cli_new', '{con_3}'), pg_temp.client('cli_other', '{}');
select is(reconcile.successor_of('clients', 'main', 'cli_old'), null, 'while its children are its own, it has no successor');
select pg_temp.client('cli_new', '{con_1,con_2,con_3}');
select is(reconcile.successor_of('clients', 'main', 'cli_old'), 'cli_new', 'whoever owns its children now is its successor');
insert into sync.missing (account_id, module, external_id, reason) values ('main', 'clients', 'cli_old', 'unseen');
select is(sync.delete_records('clients', 'main', '{cli_old}'), 1, 'it is deleted');
select results_eq($$select merged_into, status from monitoring.deletions$$, $$values ('cli_new', 'gone')$$, 'and remembered as merged');
select is((select count(*) from gazelle.contacts where deleted_at is null), 3::bigint, 'its children live on with the other');
select is(sync.delete_records('clients', 'main', '{cli_old}'), 0, 'a second deletion is none');

select pg_temp.client('cli_split', '{con_4,con_5}');
select pg_temp.client('cli_new', '{con_1,con_2,con_3,con_4}'), pg_temp.client('cli_other', '{con_5}');
select is(reconcile.successor_of('clients', 'main', 'cli_split'), null, 'where two could be meant, none is');

select * from finish();
rollback;
