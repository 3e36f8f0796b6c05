-- Deletions that Gazelle cannot be asked about for a day are an alert of their own.
begin;
select plan(8);

create function pg_temp.problem()
returns text
language sql
as $$ select message from monitoring.find_problems() where rule = 'look_ups_fail'; $$;
insert into sync.missing (account_id, module, external_id, reason, attempts, last_error, found_missing_at) values
  ('main', 'clients', 'cli_1', 'unseen', 3, 'control_silent: slow', '2026-01-01T12:00:00Z'),
  ('main', 'clients', 'cli_2', 'unseen', 1, 'gazelle_timeout: slow', '2026-01-01T13:00:00Z'),
  ('main', 'pianos', 'ins_1', 'unseen', 9, 'rights_lost: the credential is not a full administrator''s', '2026-01-01T12:00:00Z'),
  ('main', 'invoices', 'inv_1', 'referenced', 9, 'gazelle_timeout: slow', '2026-01-01T12:00:00Z');
select alike(
  pg_temp.problem(), '2 records of clients may be gone since 2026-01-01 %, and Gazelle''s answers to look-ups cannot be used: control_silent: slow.',
  'with the module, since when, and what was answered'
);
select is((select count(*) from monitoring.find_problems() where rule = 'look_ups_fail'), 1::bigint, 'what waits for rights, and placeholders, have rules of their own');
update sync.missing set found_missing_at = now() - interval '23 hours' where module = 'clients';
select is(pg_temp.problem(), null, 'less than a day is not an alert');
update sync.missing set found_missing_at = now() - interval '25 hours', status = 'held' where module = 'clients';
select is(pg_temp.problem(), null, 'nor what waits for a person');

insert into sync.missing (account_id, module, external_id, reason, found_missing_at, next_at)
values ('main', 'clients', 'cli_3', 'unseen', now() - interval '25 hours', now() - interval '25 hours');
select alike(pg_temp.problem(), '1 records of clients %: no look-up has ended.', 'look-ups that never end say nothing, and are an alert all the same');
update sync.missing set next_at = now() where external_id = 'cli_3';
select is(pg_temp.problem(), null, 'what a person has released just now is none');
update sync.missing set attempts = 1, last_error = 'slice_over: slow' where external_id = 'cli_3';
insert into sync.missing (account_id, module, external_id, reason, found_missing_at, next_at)
values ('main', 'clients', 'cli_4', 'unseen', now() - interval '25 hours', now() - interval '25 hours');
select alike(pg_temp.problem(), '2 records of clients %: slice_over: slow.', 'an answer says more than none');
update sync.missing set found_missing_at = now() - interval '23 hours' where module = 'clients';
select is(pg_temp.problem(), null, 'within a day neither is one');

select * from finish();
rollback;
