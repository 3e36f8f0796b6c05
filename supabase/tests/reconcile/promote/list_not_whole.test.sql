-- Only a list that is there to its end says what is no longer in it.
begin;
select plan(16);

create function pg_temp.survivors(p_contacts text)
returns text[]
language plpgsql
as $$
begin
  update staging.stg_clients
  set raw_data = '{"id": "cli_1", "allContacts": {"pageInfo": {"hasNextPage": false}, "nodes": [
    {"id": "con_1", "allEmails": {"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "ema_1"}, {"id": "ema_2"}]}}, {"id": "con_2", "allEmails": {"pageInfo": {"hasNextPage": false}, "nodes": []}}
  ]}}';
  update staging.stg_clients set raw_data = case when p_contacts is null then '{"id": "cli_1"}' else jsonb_build_object('id', 'cli_1', 'allContacts', p_contacts::jsonb) end;
  return (select array_agg(m.id order by m.id) from reconcile.mirror m where m.deleted_at is null and m.id <> 'cli_1');
end;
$$;
insert into staging.stg_clients (account_id, external_id, raw_data) values ('main', 'cli_1', '{"id": "cli_1"}');

select is(pg_temp.survivors(list), '{con_1,con_2,ema_1,ema_2}', format('nothing is deleted when %s', what))
from (values
  ('the list is absent', null),
  ('it is null', 'null'),
  ('it has no nodes', '{"pageInfo": {"hasNextPage": false}}'),
  ('its nodes are null', '{"pageInfo": {"hasNextPage": false}, "nodes": null}'),
  ('it goes on', '{"pageInfo": {"hasNextPage": true}, "nodes": []}'),
  ('it does not say whether it goes on', '{"nodes": []}'),
  ('it is a plain list', '[]'),
  ('it is no list', '"none"'),
  ('a node is null', '{"pageInfo": {"hasNextPage": false}, "nodes": [null]}'),
  ('an item has no id', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"firstName": "Anna", "allEmails": {"pageInfo": {"hasNextPage": true}, "nodes": []}}]}'),
  ('an item has a number for an id', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": 5, "allEmails": {"pageInfo": {"hasNextPage": true}, "nodes": []}}]}')
) t (what, list);

select is(pg_temp.survivors(list), '{con_1,ema_1,ema_2}', format('no address is deleted when %s', what))
from (values
  ('the inner list is absent', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1"}]}'),
  ('its nodes are null', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "allEmails": {"pageInfo": {"hasNextPage": false}, "nodes": null}}]}'),
  ('it goes on', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "allEmails": {"pageInfo": {"hasNextPage": true}, "nodes": [{"id": "ema_1"}]}}]}'),
  ('a node is null', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "allEmails": {"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "ema_1"}, null]}}]}')
) t (what, list);
select is(
  pg_temp.survivors('{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "allEmails": {"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "ema_1"}]}}]}'),
  '{con_1,ema_1}', 'a whole list says what is gone'
);

select * from finish();
rollback;
