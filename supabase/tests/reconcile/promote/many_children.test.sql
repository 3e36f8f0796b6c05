-- A page costs what its records cost: none is looked for among all others.
begin;
select plan(3);
-- As in a new project of which Postgres has taken statistics: an empty table costs nothing, whatever way it is read.
analyze gazelle.clients, gazelle.contacts, gazelle.contact_emails, staging.stg_clients;

create function pg_temp.clients(p_count int)
returns jsonb
language sql
as $$
  select jsonb_agg(jsonb_build_object('id', 'cli_' || n, 'personalNotes', repeat(md5(n::text), 40), 'allContacts', jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes',
    jsonb_build_array(jsonb_build_object('id', 'con_' || n, 'allEmails', jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes',
      jsonb_build_array(jsonb_build_object('id', 'eml_' || n, 'email', n || '@example.com'))))))))
  from generate_series(1, p_count) n;
$$;
create function pg_temp.rows_read()
returns bigint
language sql
as $$
  select sum(coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0)) from pg_stat_xact_user_tables where schemaname in ('staging', 'gazelle');
$$;

select sync.stage_nodes('clients', 'main', null, pg_temp.clients(300));
select is((select count(*) from gazelle.contact_emails), 300::bigint, 'a page of 300 clients with contacts and addresses');
select cmp_ok(pg_temp.rows_read(), '<', 60::bigint * 300, 'reads a few rows for each, not all for each');
create temp table before as select pg_temp.rows_read() as rows;
select sync.stage_nodes('clients', 'main', null, (
  select jsonb_agg(jsonb_set(c, '{allContacts,nodes,0,allEmails,nodes,0,email}', '"moved@example.com"')) from jsonb_array_elements(pg_temp.clients(300)) c
));
select cmp_ok(pg_temp.rows_read() - (select rows from before), '<', 60::bigint * 300, 'so does one of which each record changed');

select * from finish();
rollback;
