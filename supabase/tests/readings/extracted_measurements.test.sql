-- Readings of the timeline: whose texts are read, and what becomes of them when the text changes.
begin;
select plan(15);

create function pg_temp.entry(p_id text, p_type text, p_summary text, p_comment text)
returns void
language sql
as $$
  insert into staging.stg_timeline (account_id, external_id, raw_data)
  values (
    'main', p_id,
    jsonb_build_object(
      'id', p_id, 'occurredAt', '2026-01-16T04:30:00Z', 'type', p_type, 'summary', p_summary, 'comment', p_comment,
      'client', '{"id": "cli_1"}'::jsonb, 'piano', '{"id": "ins_1"}'::jsonb, 'user', '{"id": "usr_1"}'::jsonb
    )
  )
  on conflict (account_id, external_id) do update set raw_data = excluded.raw_data;
$$;

select pg_temp.entry('tme_1', 'SERVICE_ENTRY_MANUAL', null, 'Accord 440Hz, 70F, 39%. PLS débranché.');
select is(
  to_jsonb(v) - 'issues',
  '{"account_id": "main", "source_id": "tme_1", "id": "tme_1/comment/2", "timeline_entry_id": "tme_1", "piano_id": "ins_1",
    "client_id": "cli_1", "occurred_at": "2026-01-16T04:30:00+00:00", "local_date": "2026-01-15",
    "temperature": 21.1, "temperature_original": 70, "temperature_unit": "F", "humidity": 39, "pitch": null, "source": "text",
    "field": "comment", "position": 15, "length": 8, "matched": "70F, 39%", "method": "pair", "confidence": 0.95}',
  'a reading has its values, its place, and the entry''s piano, client and local day'
)
from reconcile.extracted_measurements v
where v.id = 'tme_1/comment/2';
select results_eq(
  $$select id, pitch, humidity from gazelle.extracted_measurements order by id$$,
  $$values ('tme_1/comment/1', 440::numeric, null::numeric), ('tme_1/comment/2', null, 39)$$,
  'and is in production'
);
select is((select status from staging.stg_timeline), 'promoted', 'its entry is promoted');

select is(reconcile.replay('timeline') ->> 'written', '0', 'what did not change is not written');
select pg_temp.entry('tme_1', 'SERVICE_ENTRY_MANUAL', null, 'Accord 441Hz, 70F, 39%. PLS débranché, rallonge apportée.');
select results_eq(
  $$select id, version from gazelle.extracted_measurements order by id$$,
  $$values ('tme_1/comment/1', 2), ('tme_1/comment/2', 1)$$,
  'an edit changes the readings that it changes, and no other'
);
select pg_temp.entry('tme_1', 'SERVICE_ENTRY_MANUAL', null, 'Accord 441Hz. PLS débranché.');
select results_eq(
  $$select id, deleted_at is not null from gazelle.extracted_measurements order by id$$,
  $$values ('tme_1/comment/1', false), ('tme_1/comment/2', true)$$,
  'a reading that left the text is deleted, softly'
);
select pg_temp.entry('tme_1', 'SERVICE_ENTRY_MANUAL', null, 'Accord 441Hz, 21C, 39%.');
select is_empty($$select from gazelle.extracted_measurements where deleted_at is not null$$, 'and restored when it returns');
select pg_temp.entry('tme_1', 'SERVICE_ENTRY_MANUAL', '', e' \n');
select results_eq(
  $$select count(*) from gazelle.extracted_measurements where deleted_at is null$$, $$values (2::bigint)$$,
  'a text that comes blank is kept, and so are its readings'
);

select pg_temp.entry('tme_2', 'PIANO_MEASUREMENT', 'Mesure du piano prise : 20°C, 42%', '441Hz');
select results_eq(
  $$select id, source, confidence from gazelle.extracted_measurements where timeline_entry_id = 'tme_2' order by id$$,
  $$values ('tme_2/comment/1', 'text', 0.95), ('tme_2/summary/1', 'measurement_summary', 0.98)$$,
  'the summary of a measurement is Gazelle''s, its comment a person''s'
);
select pg_temp.entry('tme_3', 'USER_COMMENT', null, '20°, 33%');
select isnt_empty($$select from gazelle.extracted_measurements where timeline_entry_id = 'tme_3'$$, 'notes are read');
select pg_temp.entry('tme_' || t, t, '20°C, 33%', '20°C, 33%')
from unnest(array['CONTACT_EMAIL_AUTOMATED', 'CONTACT_EMAIL_MANUAL', 'SCHEDULED_MESSAGE_EMAIL', 'SYSTEM_MESSAGE']) t;
select is_empty(
  $$select id from gazelle.extracted_measurements where timeline_entry_id ~ 'CONTACT|MESSAGE'$$, 'letters and messages are not'
);

select is(sync.delete_records('timeline', 'main', array['tme_2']) >= 0, true, 'an entry is deleted');
select is_empty(
  $$select from gazelle.extracted_measurements where timeline_entry_id = 'tme_2' and deleted_at is null$$, 'with its readings'
);
select pg_temp.entry('tme_4', 'SERVICE_ENTRY_MANUAL', null, '21C, 39%');
update staging.stg_timeline set raw_data = raw_data || '{"occurredAt": "soon"}' where external_id = 'tme_4';
select is((select status from staging.stg_timeline where external_id = 'tme_4'), 'rejected', 'an entry that is refused');
select isnt_empty(
  $$select from gazelle.extracted_measurements where timeline_entry_id = 'tme_4' and deleted_at is null$$, 'leaves its readings alone'
);

select * from finish();
rollback;
