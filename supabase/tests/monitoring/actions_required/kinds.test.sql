-- What needs a person: nothing on a good day, each trouble once.
begin;
select plan(4);

create function pg_temp.actions()
returns setof text
language sql
as $$ select concat_ws(' ', kind, severity, module, about, records) from monitoring.actions_required order by 1; $$;

insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error) values
  ('main', 'clients', 'full', 'failed', now(), now() - interval '2 hours', now(), '{"code": "x", "message": "m"}'),
  ('main', 'clients', 'full', 'partial', now(), now() - interval '1 hour', now(), null);
insert into gazelle.clients (id, account_id, is_placeholder, created_at, deleted_at) values
  ('c1', 'main', true, now(), null), ('c2', 'main', true, now() - interval '2 days', now());
select is_empty($$select pg_temp.actions()$$, 'a failure that is over and a placeholder of today need nobody');

insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error, dry_run) values
  ('main', 'clients', 'full', 'failed', now(), now() - interval '1 minute', now(), '{"code": "gazelle_field_gone", "message": "Gazelle no longer accepts Client.x", "hint": "Take it out."}', false),
  ('main', 'pianos', 'full', 'failed', now(), now() - interval '1 minute', now(), '{"code": "x", "message": "m"}', true);
insert into sync.credentials (account_id, sealed, refused_at) values ('main', 'x', now());
insert into sync.missing (account_id, module, external_id, reason, status) values
  ('main', 'pianos', 'p1', 'unseen', 'held'), ('main', 'pianos', 'p2', 'unseen', 'held'), ('main', 'pianos', 'p3', 'unseen', 'gone');
insert into gazelle.clients (id, account_id, is_placeholder, created_at) values ('c3', 'main', true, now() - interval '2 days');
insert into gazelle.users (id, account_id, is_placeholder) values ('u9', 'main', true);
insert into staging.stg_users (account_id, external_id, raw_data, status) values ('main', 'u1', '{}', 'rejected');
insert into sync.unidentified (account_id, module, raw_data, issue) values ('main', 'users', '{}', 'no_id');
select results_eq(
  $$select pg_temp.actions()$$,
  $$values
    ('connect error'), ('failing error clients gazelle_field_gone'), ('placeholders warning clients clients 1'), ('rejects warning users rejected 1'),
    ('release_deletions warning pianos 2'), ('unidentified warning users no_id 1'), ('unknown_user warning users u9')$$,
  'each with what it is about and how many'
);
select results_eq(
  $$select sentence, remedy from monitoring.actions_required where kind = 'failing'$$,
  $$values ('Gazelle no longer accepts Client.x', 'Take it out.')$$, 'and with what to do'
);

insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at) values
  ('main', 'clients', 'incremental', 'success', now(), now(), now());
select is(
  (select count(*) from monitoring.actions_required where kind = 'failing'), 1::bigint, 'a poll that succeeds does not hide a failed sweep (case L2)'
);

select * from finish();
rollback;
