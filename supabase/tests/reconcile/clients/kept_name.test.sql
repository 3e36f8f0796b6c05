-- A client keeps the name that it shows while its contacts do not say another (kind of L1).
begin;
select plan(28);

create temp table doubtful (what text, contacts jsonb);
insert into doubtful
select d.what, d.contacts::jsonb
from (values
  ('are absent', null),
  ('are null', 'null'),
  ('are text', '"none"'),
  ('are a plain list', '[]'),
  ('have no nodes', '{"pageInfo": {"hasNextPage": false}}'),
  ('have null for nodes', '{"pageInfo": {"hasNextPage": false}, "nodes": null}'),
  ('hold a null', '{"pageInfo": {"hasNextPage": false}, "nodes": [null]}'),
  ('hold a null beside another', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_2", "isDefault": false, "firstName": "Berta"}, null]}'),
  ('go on', '{"pageInfo": {"hasNextPage": true}, "nodes": [{"id": "con_2", "isDefault": false, "firstName": "Berta"}]}'),
  ('do not say whether they go on', '{"nodes": []}'),
  ('have null for the default', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "isDefault": null, "firstName": "Anna"}]}'),
  ('do not say which is the default', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "firstName": "Anna"}]}'),
  ('have text for the default', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "isDefault": "true", "firstName": "Anna"}]}'),
  ('have a default whose name is no text', '{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "isDefault": true, "firstName": true}]}')
) d (what, contacts);

create function pg_temp.stage(p_contacts jsonb, p_changes jsonb default '{}')
returns void
language sql
as $$
  select sync.stage_nodes('clients', 'main', null, jsonb_build_array(
    '{"id": "cli_1", "companyName": null}'::jsonb || case when p_contacts is null then '{}' else jsonb_build_object('allContacts', p_contacts) end || p_changes
  ))
$$;
create function pg_temp.whole(p_nodes text)
returns jsonb
language sql
as $$ select jsonb_build_object('nodes', p_nodes::jsonb, 'pageInfo', '{"hasNextPage": false}'::jsonb) $$;
create function pg_temp.name_after(p_contacts jsonb, p_changes jsonb default '{}')
returns text
language plpgsql
as $$
begin
  perform pg_temp.stage(pg_temp.whole('[{"id": "con_1", "isDefault": true, "firstName": "Anna", "lastName": "Exemple"}]'));
  perform pg_temp.stage(p_contacts, p_changes);
  return (select c.display_name from gazelle.clients c where c.id = 'cli_1');
end;
$$;

select is(pg_temp.name_after(contacts, '{"status": "ACTIVE"}'), 'Anna Exemple', format('it stays when the contacts %s', what)) from doubtful;
select is(status, 'ACTIVE', 'while the rest of the client is promoted') from gazelle.clients;
select is(
  (select count(*) from doubtful where pg_temp.name_after(contacts, '{"companyName": "Salle A"}') = 'Salle A'), (select count(*) from doubtful),
  'a company is shown, whatever the contacts are'
);
select is(pg_temp.name_after(pg_temp.whole(nodes)), name, format('it is %s after %s', name, nodes))
from (values
  ('[]', 'cli_1'),
  ('[{"id": "con_1", "isDefault": false, "firstName": "Anna"}]', 'cli_1'),
  ('[{"id": "con_1", "isDefault": true}]', 'cli_1'),
  ('[{"id": "con_2", "isDefault": null}, {"id": "con_1", "isDefault": true, "firstName": "Anna"}]', 'Anna'),
  ('[null, {"id": "con_1", "isDefault": true, "firstName": "Anna"}]', 'Anna'),
  ('[{"id": "con_2", "isDefault": false, "firstName": 5}, {"id": "con_1", "isDefault": true, "firstName": "Carla"}]', 'Carla'),
  ('[{"id": "con_2", "isDefault": false, "firstName": true}, {"id": "con_1", "isDefault": true, "firstName": "Carla"}]', 'Carla'),
  ('[{"id": "con_2", "isDefault": "x", "firstName": "Berta"}, {"id": "con_1", "isDefault": true, "firstName": "Carla"}]', 'Carla')
) t (nodes, name);
select pg_temp.stage(pg_temp.whole('[{"id": "con_1", "isDefault": true, "firstName": "Anna"}]'));
select pg_temp.stage('{"pageInfo": {"hasNextPage": false}, "nodes": [null]}');
select is(issues, null, 'a null among the contacts is no issue of the client') from staging.stg_clients;
select is((select display_name from gazelle.clients), 'Anna', 'though it keeps the name');
select pg_temp.stage('{"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "con_1", "isDefault": "x"}]}');
select ok(
  (select s.issues @> '[{"rule": "bad_contact", "field": "allContacts"}]' from staging.stg_clients s), 'a default that cannot be read is one'
);

select sync.stage_nodes('pianos', 'main', null, '[{"id": "ins_1", "client": {"id": "cli_new"}}]');
select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_new", "allContacts": null}]');
select is(display_name, 'cli_new', 'a new client without a name shows its id, even one that was referred to before')
from gazelle.clients where id = 'cli_new';

select * from finish();
rollback;
