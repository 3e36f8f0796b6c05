-- Where most fields are null they are not stored: what a record says is the same.
begin;
select plan(8);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('timeline', 'full') r;
create function pg_temp.page(p_page int, p_node jsonb)
returns text
language sql
as $$
  select sync.stage_page(id, lease, 'all', p_page, jsonb_build_array(p_node), 'c' || p_page, true, 9) ->> 'changed' from run;
$$;
create function pg_temp.entry(p_fields jsonb)
returns jsonb
language sql
as $$ select '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "type": "CONTACT_EMAIL_AUTOMATED", "client": {"id": "cli_1"}}'::jsonb || p_fields $$;

select is(pg_temp.page(1, pg_temp.entry('{"emailStatus": "QUEUED", "relatedId": "evt_1", "piano": null, "duration": null}')), '1', 'an entry is new');
select is(
  (select raw_data from staging.stg_timeline), pg_temp.entry('{"emailStatus": "QUEUED", "relatedId": "evt_1"}'), 'what is null is not stored'
);
select is(pg_temp.page(2, pg_temp.entry('{"emailStatus": "QUEUED", "relatedId": "evt_1", "piano": null, "duration": null}')), '0', 'the same again changes nothing');
select is(pg_temp.page(3, pg_temp.entry('{"emailStatus": "QUEUED", "piano": null}')), '0', 'a field that is absent keeps its value');
select is((select related_id from gazelle.timeline_entries), 'evt_1', 'in production too');
select is(pg_temp.page(4, pg_temp.entry('{"emailStatus": "OPENED", "relatedId": null}')), '1', 'one that has become null is a change');
select results_eq(
  $$select email_status, related_id, duration from gazelle.timeline_entries$$, $$values ('OPENED', null::text, null::int)$$, 'and is null in production'
);
select is(pg_temp.page(5, pg_temp.entry('{"emailStatus": "OPENED", "relatedId": null, "duration": 30}')), '1', 'a value where there was none is a change');

select * from finish();
rollback;
