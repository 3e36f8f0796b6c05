-- An entry without a readable instant has no place in the timeline.
begin;
select plan(3);

insert into staging.stg_timeline (account_id, external_id, raw_data)
select 'main', 'tme_' || n, jsonb_build_object('id', 'tme_' || n, 'occurredAt', v::jsonb, 'summary', '[5]'::jsonb)
from unnest(array['null', '""', '"2026-02-03"', '"2026-02-03T20:56:01"', '"2026-02-30T00:00:00Z"', '"0000-00-00T00:00:00Z"', '1770152161', '{}']) with ordinality t (v, n);
select is_empty($$select from staging.stg_timeline where status <> 'rejected'$$, 'all of them are refused');
select is_empty($$select from gazelle.timeline_entries$$, 'none is in production');
select results_eq(
  $$select issues from staging.stg_timeline where external_id = 'tme_3'$$,
  $$values ('[{"rule": "bad_text", "field": "summary", "value": [5]},
    {"rule": "no_instant", "field": "occurredAt", "value": "2026-02-03"}]'::jsonb)$$,
  'each says why, and what else was wrong'
);

select * from finish();
rollback;
