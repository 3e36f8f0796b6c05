-- A list that an answer lacks, or that a page in doubt keeps, is as old as it was: it takes no child from who lists it later (kind of D1).
begin;
select plan(17);

create function pg_temp.client(p_id text, p_contacts jsonb, p_more jsonb default '{}')
returns jsonb
language sql
as $$ select jsonb_build_object('id', p_id, 'allContacts', jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', p_contacts)) || p_more; $$;
create function pg_temp.contact(p_id text default 'con_1')
returns text
language sql
as $$ select format('%s %s %s', client_id, first_name, case when deleted_at is null then 'there' else 'deleted' end) from gazelle.contacts where id = p_id; $$;
create function pg_temp.stage(variadic p_clients jsonb[])
returns text
language plpgsql
as $$
begin
  perform sync.stage_nodes('clients', 'main', null, to_jsonb(p_clients));
  return pg_temp.contact();
end;
$$;
create function pg_temp.kept(p_id text)
returns text
language sql
as $$ select string_agg(k.name, ' ' order by k.name) from staging.stg_clients s, jsonb_object_keys(s.lists_at) k (name) where s.external_id = p_id $$;

select is(pg_temp.stage(pg_temp.client('cli_b', '[{"id": "con_1", "firstName": "Old"}]', '{"lifecycle": {"id": "lif_1"}}')), 'cli_b Old there', 'a contact');
select is(pg_temp.stage(pg_temp.client('cli_a', '[{"id": "con_1", "firstName": "New"}]')), 'cli_a New there', 'moves to another client and is corrected');
select is(
  pg_temp.stage('{"id": "cli_b", "personalNotes": "x", "lifecycle": {"id": "lif_1"}}'), 'cli_a New there',
  'and stays when the content of its old client is new, but for the list that did not come'
);
select is((select personal_notes from gazelle.clients where id = 'cli_b'), 'x', 'the rest of which is promoted');
select is(pg_temp.kept('cli_b'), 'allContacts', 'that the list is older is remembered');
select is(pg_temp.stage('{"id": "cli_b", "personalNotes": "y", "lifecycle": {"id": "lif_1"}}'), 'cli_a New there', 'the second time too');
select is(
  (select (lists_at ->> 'allContacts')::timestamptz < (select a.fetched_at from staging.stg_clients a where a.external_id = 'cli_a')
    from staging.stg_clients where external_id = 'cli_b'),
  true, 'it is as old as when it came'
);
select reconcile.replay('clients', 'main', '', 500);
select is(pg_temp.contact(), 'cli_a New there', 'a replay does not give it back');
select is(
  pg_temp.stage(pg_temp.client('cli_b', '[{"id": "con_1", "firstName": "Newest"}]', '{"lifecycle": {"id": "lif_1"}}')), 'cli_b Newest there',
  'the list comes again, and is the newest'
);
select is(pg_temp.kept('cli_b'), null, 'of which nothing is kept');
select pg_temp.stage('{"id": "cli_b", "companyName": "Opera", "allContacts": null}');
select is(pg_temp.kept('cli_b'), 'lifecycle', 'a list that came as null came; an object that did not is kept');

-- A page in doubt: what its list lacks is put back, and is no newer for that.
create temp table run as select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
create function pg_temp.page(p_page int, p_nodes jsonb, p_in_doubt boolean)
returns text
language plpgsql
as $$
begin
  perform sync.stage_page(id, lease, 'all', p_page, p_nodes, 'c' || p_page, true, 9, p_in_doubt => p_in_doubt) from run;
  return pg_temp.contact('con_2');
end;
$$;
select pg_temp.page(1, jsonb_build_array(pg_temp.client('cli_d', '[{"id": "con_2", "firstName": "Old"}, {"id": "con_3", "firstName": "Ida"}]')), false);
select pg_temp.page(2, jsonb_build_array(pg_temp.client('cli_c', '[{"id": "con_2", "firstName": "New"}]')), false);
select is(
  pg_temp.page(3, jsonb_build_array(pg_temp.client('cli_d', '[]', '{"personalNotes": "x"}')), true), 'cli_c New there',
  'a list that is empty in a page in doubt takes no child back'
);
select is(
  pg_temp.page(4, jsonb_build_array(pg_temp.client('cli_d', '[{"id": "con_3", "firstName": "Ines"}, {"id": "con_4"}]', '{"personalNotes": "y"}')), true), 'cli_c New there',
  'nor does one in which others came'
);
select is(
  (select array_agg(format('%s %s %s', id, client_id, first_name) order by id) from gazelle.contacts where client_id = 'cli_d'),
  array['con_3 cli_d Ines', 'con_4 cli_d '], 'who are taken'
);
select is(
  pg_temp.page(5, jsonb_build_array(pg_temp.client('cli_d', '[{"id": "con_2", "firstName": "Newest"}]', '{"personalNotes": "z"}')), false), 'cli_d Newest there',
  'a page without doubt says whose it is'
);

-- A page with an error beside it.
select sync.stage_page(id, lease, 'all', 6, jsonb_build_array(pg_temp.client('cli_f', '[{"id": "con_2", "firstName": "Moved"}]')), 'c6', true, 9) from run;
select sync.stage_page(
  id, lease, 'all', 7, '[{"id": "cli_d", "personalNotes": "w"}]', 'c7', true, 9, p_api_errors => 1,
  p_holes => '[{"kind": "error", "id": "cli_d", "place": "cli_d", "path": "allContacts", "message": "oops"}]'
) from run;
select is(pg_temp.contact('con_2'), 'cli_f Moved there', 'a list that erred takes no child back');
select is((select personal_notes from gazelle.clients where id = 'cli_d'), 'w', 'while all beside it arrives');

select * from finish();
rollback;
