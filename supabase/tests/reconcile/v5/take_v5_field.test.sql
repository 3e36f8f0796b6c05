-- What becomes of a value of version 5: where Gazelle has none it is taken, and nothing of another account is ever written.
begin;
select plan(15);

select sync.add_account('second');
insert into staging.stg_pianos (account_id, external_id, raw_data) values
  ('main', 'ins_blank', '{"id": "ins_blank"}'),
  ('main', 'ins_same', '{"id": "ins_same", "notes": "the same"}'),
  ('main', 'ins_other', '{"id": "ins_other", "notes": "of Gazelle"}'),
  ('main', 'ins_deleted', '{"id": "ins_deleted"}'),
  ('second', 'ins_second', '{"id": "ins_second"}');
update gazelle.pianos set deleted_at = now() where id = 'ins_deleted';
insert into staging.stg_appointments (account_id, external_id, raw_data) values
  ('main', 'evt_blank', '{"id": "evt_blank", "start": "2026-01-02T15:00:00Z"}'),
  ('main', 'evt_marked', '{"id": "evt_marked", "start": "2026-01-02T15:00:00Z"}'),
  ('main', 'evt_odd', '{"id": "evt_odd", "start": "2026-01-02T15:00:00Z"}');
update gazelle.appointments set last_notified_at = '2026-01-01T12:00:00Z' where id = 'evt_marked';

create function pg_temp.take(p_notes text default 'of version 5') returns jsonb language sql as $$
  select reconcile.take_v5_values('main', 'test', 'gazelle_pianos', jsonb_build_array(
    jsonb_build_object('external_id', 'ins_blank', 'notes', p_notes), '{"external_id": "ins_same", "notes": "the same"}'::jsonb,
    '{"external_id": "ins_other", "notes": "of version 5"}'::jsonb, '{"external_id": "ins_deleted", "notes": "of version 5"}'::jsonb,
    '{"external_id": "ins_second", "notes": "of version 5"}'::jsonb, '{"external_id": "ins_nowhere", "notes": "of version 5"}'::jsonb,
    '{"external_id": "ins_empty", "notes": ""}'::jsonb
  ))
$$;

select is(
  pg_temp.take(), '{"notes": {"taken": 1, "same": 1, "gazelle_wins": 1, "no_record": 2, "other_account": 1, "written": 1}}',
  'each value has an outcome; a blank is none'
);
select results_eq(
  $$select source_id, outcome, found #>> '{}' from reconcile.v5_values order by source_id$$,
  $$values ('ins_blank', 'taken', null), ('ins_deleted', 'no_record', null), ('ins_nowhere', 'no_record', null), ('ins_other', 'gazelle_wins', 'of Gazelle'),
    ('ins_same', 'same', 'the same'), ('ins_second', 'other_account', null)$$,
  'which is remembered, with what production had; of another account''s record not even that'
);
select results_eq(
  $$select id, notes from gazelle.pianos where notes is not null order by id$$,
  $$values ('ins_blank', 'of version 5'), ('ins_other', 'of Gazelle'), ('ins_same', 'the same')$$,
  'only what was blank is written, and never a record of another account'
);
select is((select version from gazelle.pianos where id = 'ins_second'), 1, 'which is not even touched');
select results_eq(
  $$select entity, external_id, field from reconcile.kept_fields$$, $$values ('pianos', 'ins_blank', 'notes')$$,
  'what is taken is kept against Gazelle''s blank'
);
select is(pg_temp.take() -> 'notes' ->> 'written', '0', 'taking it again writes nothing');
select is((select version from gazelle.pianos where id = 'ins_blank'), 2, 'nor touches what was taken');
select is(
  pg_temp.take('newer in version 5') -> 'notes' ->> 'written', '1', 'a value that changes in version 5 comes over while Gazelle still has none'
);
select is((select notes from gazelle.pianos where id = 'ins_blank'), 'newer in version 5', 'and stands here');

update staging.stg_pianos set raw_data = '{"id": "ins_blank", "notes": "Gazelle at last"}' where external_id = 'ins_blank';
select is((select notes from gazelle.pianos where id = 'ins_blank'), 'Gazelle at last', 'a value that Gazelle gives later wins');
select is(pg_temp.take('newest in version 5') -> 'notes', '{"same": 1, "gazelle_wins": 2, "no_record": 2, "other_account": 1, "written": 0}', 'for good');

create function pg_temp.mark(p_time text) returns jsonb language sql as $$
  select reconcile.take_v5_values('main', 'test', 'gazelle_appointments', jsonb_build_array(
    jsonb_build_object('external_id', 'evt_blank', 'last_notified_at', p_time), '{"external_id": "evt_marked", "last_notified_at": "2025-12-31T12:00:00Z"}'::jsonb,
    '{"external_id": "evt_odd", "last_notified_at": "soon"}'::jsonb
  ))
$$;
select is(
  pg_temp.mark('2026-01-01 08:00:00'), '{"last_notified_at": {"taken": 1, "kept_here": 1, "unreadable": 1, "written": 1}}',
  'a mark that people have given here stays, and what is none is remembered as it is'
);
select is(
  pg_temp.mark('2026-01-01 09:00:00') -> 'last_notified_at' ->> 'written', '1', 'a mark that changes in version 5 comes over'
);
update gazelle.appointments set last_notified_at = '2026-01-05T12:00:00Z' where id = 'evt_blank';
select is(
  pg_temp.mark('2026-01-01 10:00:00'), '{"last_notified_at": {"kept_here": 2, "unreadable": 1, "written": 0}}', 'but not over one that has changed here since'
);
select is(
  (select last_notified_at from gazelle.appointments where id = 'evt_blank'), '2026-01-05T12:00:00Z'::timestamptz, 'which stands'
);

select * from finish();
rollback;
