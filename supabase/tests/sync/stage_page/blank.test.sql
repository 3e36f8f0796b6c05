-- What is null in a page is sent once, in p_blank: a record that lacks such a field has null there.
begin;
select plan(9);

create temp table run as
select m.module, (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease
from unnest(array['users', 'timeline']) m (module)
cross join lateral sync.begin_run(m.module, 'full') r;
create function pg_temp.page(p_module text, p_page int, p_node jsonb, p_blank jsonb)
returns text
language sql
as $$
  select sync.stage_page(id, lease, 'all', p_page, jsonb_build_array(p_node), 'c' || p_page, true, 9, p_blank => p_blank) ->> 'changed'
  from run where module = p_module;
$$;

select is(pg_temp.page('users', 1, '{"id": "usr_1", "firstName": "Anna", "color": "red"}', '{"email": null, "color": null}'), '1', 'a record is new');
select is(
  (select raw_data from staging.stg_users), '{"id": "usr_1", "firstName": "Anna", "color": "red", "email": null}',
  'its null is stored, and a value is not covered by it'
);
select is(
  pg_temp.page('users', 2, '{"id": "usr_1", "firstName": "Anna", "color": "red", "email": null}', '{}'), '0', 'the same in full changes nothing'
);
select is(pg_temp.page('users', 3, '{"id": "usr_1", "firstName": "Anna"}', '{"email": null, "color": null}'), '1', 'a value that became null is a change');
select is((select color from gazelle.users), null, 'and is null in production');

select is(
  pg_temp.page('timeline', 1, '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "relatedId": "evt_1"}', '{"relatedId": null, "duration": null}'), '1',
  'where nulls are not stored, a record is new'
);
select is(
  pg_temp.page('timeline', 2, '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z"}', '{"duration": null}'), '0',
  'a field that is neither there nor blank keeps its value'
);
select is(
  pg_temp.page('timeline', 3, '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z"}', '{"relatedId": null, "duration": null}'), '1',
  'one that is blank is emptied'
);
select is((select related_id from gazelle.timeline_entries), null, 'in production too');

select * from finish();
rollback;
