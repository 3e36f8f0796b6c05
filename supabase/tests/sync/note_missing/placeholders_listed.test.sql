-- A placeholder that Gazelle cannot be asked for by its id is known to be gone when a whole sweep does not list it (kind of cases D2, D3).
begin;
select plan(17);

insert into sync.callers (account_id, user_id, is_full_admin, asked_at) values ('main', 'usr_0', true, now());
create function pg_temp.sweep(p_module text, p_nodes jsonb, p_total int default null, p_holes jsonb default '[]')
returns text
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run(p_module, 'full');
  v_id constant bigint := v_run ->> 'runId';
  v_lease constant uuid := v_run ->> 'lease';
begin
  perform sync.stage_page(v_id, v_lease, 'all', 1, p_nodes, null, false, coalesce(p_total, jsonb_array_length(p_nodes)), p_holes => p_holes);
  perform sync.note_missing(v_id, v_lease, '{all}');
  return sync.finish_run(v_id, v_lease, p_lanes => '{all}') ->> 'status';
end;
$$;
create function pg_temp.placeholders()
returns setof text
language sql
as $$ select concat_ws(' ', entity, id, case when gone then 'gone' end) from monitoring.placeholders order by 1; $$;
create function pg_temp.client(p_contacts jsonb default '[]')
returns jsonb
language sql
as $$
  select jsonb_build_array(jsonb_build_object('id', 'cli_1', 'allContacts', jsonb_build_object('pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', p_contacts)));
$$;

-- An old invoice names what no list has.
insert into staging.stg_invoices (account_id, external_id, raw_data) values ('main', 'inv_1', '{
  "id": "inv_1", "client": {"id": "cli_9"}, "contact": {"id": "con_9"}, "createdBy": {"id": "usr_9"},
  "allInvoiceItems": {"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "itm_1", "masterServiceItem": {"id": "msi_9"}}]}
}');
update reconcile.mirror set created_at = now() - interval '2 days' where is_placeholder;
select results_eq(
  $$select * from pg_temp.placeholders()$$, $$values ('clients cli_9'), ('contacts con_9'), ('service_items msi_9'), ('users usr_9')$$,
  'an invoice refers to records that have not come'
);
select is((select count(*) from monitoring.find_placeholders_stay(24)), 4::bigint, 'which is a problem of each table');
select results_eq($$select about from monitoring.actions_required where kind = 'unknown_user'$$, $$values ('usr_9')$$, 'the user is named');

-- What proves nothing.
select is(
  pg_temp.sweep('clients', pg_temp.client(), p_holes => '[{"kind": "error", "place": "cli_1", "externalId": "cli_1", "path": "allContacts", "message": "x"}]'), 'partial', 'a sweep with a hole'
);
update sync.holes set acknowledged_at = now(), acknowledged_by = 'Anna';
select is(
  pg_temp.sweep('clients', pg_temp.client(), p_holes => '[{"kind": "error", "place": "cli_1", "externalId": "cli_1", "path": "allContacts", "message": "x"}]'), 'success', 'or with one that a person has acknowledged'
);
update sync.callers set is_full_admin = false;
select pg_temp.sweep('services', '[{"id": "msi_1"}]');
update sync.callers set is_full_admin = true, unanswered_since = now();
select pg_temp.sweep('services', '[{"id": "msi_1"}]');
update sync.callers set unanswered_since = null;
select pg_temp.sweep('services', '[]');
select pg_temp.sweep('services', '[{"id": "msi_1"}, null]');
create temp table early as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
update gazelle.users set created_at = clock_timestamp() where id = 'usr_9';
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}]', null, false, 1) from early;
select sync.finish_run(id, lease, p_lanes => '{all}') from early;
select is((select count(*) from reconcile.mirror where is_placeholder and deleted_at is not null), 0::bigint,
  'nothing is known to be gone by a sweep with a hole, with less than full rights, without a record or with one that came as null; nor what was made since it began');

-- What does.
select is(pg_temp.sweep('services', '[{"id": "msi_1"}]'), 'success', 'a whole sweep of the services');
select is(pg_temp.sweep('users', '[{"id": "usr_1"}]'), 'success', 'and of the users');
update sync.holes set last_seen_at = now() - interval '1 hour';
select is(pg_temp.sweep('clients', pg_temp.client()), 'success', 'and of the clients, which does not meet the hole any more');
select results_eq(
  $$select * from pg_temp.placeholders()$$, $$values ('clients cli_9'), ('contacts con_9 gone'), ('service_items msi_9 gone'), ('users usr_9 gone')$$,
  'what they do not list is known to be gone; a client is asked for by its id'
);
select is((select count(*) from monitoring.find_placeholders_stay(24)), 1::bigint, 'that is no problem any more');
select is_empty($$select from monitoring.actions_required where kind = 'unknown_user'$$, 'nor is there anything left to look up');
select is((select contact_id from gazelle.invoices), 'con_9', 'what refers to it still does');

-- A record that is refused may list one.
insert into staging.stg_invoices (account_id, external_id, raw_data) values ('main', 'inv_2', '{"id": "inv_2", "contact": {"id": "con_8"}}');
update gazelle.contacts set created_at = now() - interval '2 days' where id = 'con_8';
select pg_temp.sweep('clients', pg_temp.client('[{"id": "con_1"}, {"fName": "without an id"}]'));
select is((select deleted_at from gazelle.contacts where id = 'con_8'), null, 'what may stand in a record that is refused is not');

-- They come back.
select pg_temp.sweep('clients', pg_temp.client('[{"id": "con_9", "firstName": "Anna"}]'));
select results_eq(
  $$select client_id, first_name, is_placeholder, deleted_at from gazelle.contacts where id = 'con_9'$$, $$values ('cli_1', 'Anna', false, null::timestamptz)$$,
  'a contact that is listed is there'
);
select pg_temp.sweep('services', '[{"id": "msi_1"}, {"id": "msi_9"}]');
select results_eq(
  $$select is_placeholder, deleted_at from gazelle.service_items where id = 'msi_9'$$, $$values (false, null::timestamptz)$$, 'and a service'
);
select pg_temp.sweep('users', '[{"id": "usr_1"}, {"id": "usr_9", "firstName": "Paul"}]');
select results_eq(
  $$select first_name, is_placeholder, deleted_at from gazelle.users where id = 'usr_9'$$, $$values ('Paul', false, null::timestamptz)$$, 'and a user'
);

select * from finish();
rollback;
