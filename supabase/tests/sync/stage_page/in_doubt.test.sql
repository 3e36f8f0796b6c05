-- An error came beside the page and does not say where it belongs: any blank in it may be its doing, and must empty nothing (part L).
begin;
select plan(14);

create temp table run as
select m.module, (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease
from unnest(array['clients', 'timeline']) m (module)
cross join lateral sync.begin_run(m.module, 'full') r;
create function pg_temp.page(p_module text, p_page int, p_nodes jsonb, p_in_doubt boolean, p_blank jsonb default '{}')
returns text
language sql
as $$
  select sync.stage_page(id, lease, 'all', p_page, p_nodes, 'c' || p_page, true, 9, p_blank => p_blank, p_in_doubt => p_in_doubt) ->> 'changed'
  from run where module = p_module;
$$;
create function pg_temp.contacts(p_nodes jsonb)
returns jsonb
language sql
as $$
  select jsonb_build_array(jsonb_build_object(
    'id', 'cli_1', 'personalNotes', 'Rings twice', 'preferenceNotes', 'Mornings', 'companyName', 'Opera', 'allContacts',
    jsonb_build_object('nodes', p_nodes, 'pageInfo', '{"hasNextPage": false}'::jsonb)
  ))
$$;

select pg_temp.page(
  'clients', 1,
  pg_temp.contacts('[{"id": "con_1", "firstName": "Anna", "middleName": null, "allEmails": {"nodes": [{"id": "eml_1", "email": "a@example.com"}],
    "pageInfo": {"hasNextPage": false}}}, {"id": "con_2", "firstName": "Berta"}]'),
  false
);
select is(
  pg_temp.page('clients', 2, '[{"id": "cli_1", "companyName": "Opera House"}, {"id": "cli_2", "companyName": "Nobody"}]', true, '{"personalNotes": null}'),
  '2', 'the page is staged'
);
select results_eq(
  'select personal_notes, company_name from gazelle.clients where not is_placeholder order by id',
  $$values ('Rings twice', 'Opera House'), (null, 'Nobody')$$, 'a null empties nothing, a value is taken, and a new record has what came'
);
select is(
  pg_temp.page(
    'clients', 3,
    pg_temp.contacts('[{"id": "con_1", "firstName": null, "middleName": "Maria", "allEmails": {"nodes": [], "pageInfo": {"hasNextPage": false}}}]'), true
  ),
  '1', 'a record with blanks deep inside is staged'
);
select results_eq(
  'select id, first_name, middle_name from gazelle.contacts where deleted_at is null order by id',
  $$values ('con_1', 'Anna', 'Maria'), ('con_2', 'Berta', null)$$, 'a contact keeps its name, and one that did not come is not gone'
);
select is((select count(*) from gazelle.contact_emails where deleted_at is null), 1::bigint, 'a list that came empty takes nothing away');
select pg_temp.page('clients', 4, '[{"id": "cli_1", "allContacts": null}]', true);
select is((select count(*) from gazelle.contacts where deleted_at is null), 2::bigint, 'nor does one that came as null');
select pg_temp.page('clients', 5, '[{"id": "cli_1", "allContacts": {"nodes": [null, {"id": "con_3"}], "pageInfo": null}}]', true);
select is((select count(*) from gazelle.contacts where deleted_at is null), 3::bigint, 'nor an item that came as null, and a new one is taken');

select pg_temp.page('timeline', 1, '[{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "comment": "Tuned", "user": {"id": "usr_1"}}]', false);
select is(
  pg_temp.page('timeline', 2, '[{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z"}]', true, '{"comment": null, "user": null}'), '0',
  'where nulls are not stored, they change nothing either'
);
select pg_temp.page('timeline', 3, '[{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "comment": null, "user": {"id": "usr_2"}}]', true);
select results_eq('select comment, user_id from gazelle.timeline_entries', $$values ('Tuned', 'usr_2')$$, 'a reference to another record is taken');

select pg_temp.page('clients', 6, '[{"id": "cli_1", "personalNotes": null}]', false);
select is((select personal_notes from gazelle.clients where id = 'cli_1'), null, 'the next page without such an error empties what Gazelle has emptied');
select pg_temp.page('clients', 7, pg_temp.contacts('[{"id": "con_3"}]'), false);
select is((select count(*) from gazelle.contacts where deleted_at is null), 1::bigint, 'and takes away what is gone');

select is(sync.carried_over_value('{}', '{}'), '{}', 'an empty object stays one');
select sync.stage_page(
  id, lease, 'all', l.page + 1, '[]', null, false, p_in_doubt => true,
  p_holes => '[{"kind": "error", "place": "", "path": "", "message": "a field is deprecated"}]'
)
from run join sync.lanes l on l.run_id = id where module = 'timeline';
update sync.holes set acknowledged_at = now(), acknowledged_by = 'Marie' where module = 'timeline';
update sync.lanes set gaps = 0, new_gaps = 0 where run_id = (select id from run where module = 'timeline');
create temp table ended as select sync.finish_run(id, lease, p_lanes => '{all}') as r from run where module = 'timeline';
select is(r ->> 'status', 'partial', 'a list with a page in doubt is no success, whoever acknowledges the error') from ended;
select is(r -> 'complete', 'false', 'nor whole: what was emptied or removed is not known') from ended;

select * from finish();
rollback;
