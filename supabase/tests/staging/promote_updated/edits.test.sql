-- Whoever corrects a record in Studio sees it promoted.
begin;
select plan(8);

insert into staging.stg_timeline (account_id, external_id, raw_data, run_id) values ('main', 'tme_1', '{"id": "tme_1", "occurredAt": "soon"}', 1);
select is((select status from staging.stg_timeline), 'rejected', 'an entry without a readable instant is refused');

update staging.stg_timeline set raw_data = raw_data || '{"occurredAt": "2026-02-03T20:56:01Z"}';
select results_eq(
  $$select status, issues, last_error from staging.stg_timeline$$, $$values ('promoted', null::jsonb, null::text)$$, 'a corrected value promotes it'
);
select is((select occurred_at from gazelle.timeline_entries), '2026-02-03T20:56:01Z', 'it is in production');

delete from gazelle.timeline_entries;
update staging.stg_timeline set fetched_at = now();
select is_empty($$select from gazelle.timeline_entries$$, 'a touch that changes nothing promotes nothing');
update staging.stg_timeline set status = 'pending';
select results_eq(
  $$select s.status, t.id from staging.stg_timeline s join gazelle.timeline_entries t on t.id = s.external_id$$, $$values ('promoted', 'tme_1')$$,
  'setting the status to pending promotes it again'
);

update staging.stg_timeline set raw_data = raw_data || '{"occurredAt": null}';
select is((select status from staging.stg_timeline), 'rejected', 'an edit that spoils it is refused');
select is((select occurred_at from gazelle.timeline_entries), '2026-02-03T20:56:01Z', 'and production keeps the last good state');
select throws_ok($$update staging.stg_timeline set status = 'done'$$, '23514', null, 'a status is one of three');

select * from finish();
rollback;
