-- Only a full administrator's credential deletes: to others Gazelle hides records without a word (case D2).
begin;
select plan(23);

insert into staging.stg_users (account_id, external_id, raw_data)
select 'main', 'usr_' || n, jsonb_build_object('id', 'usr_' || n) from generate_series(1, 40) n;
create function pg_temp.sweep(p_rights jsonb, p_is_full boolean, p_error text default null, p_until int default 39, p_mode text default 'full')
returns int
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('users', p_mode);
  v_id bigint := v_run ->> 'runId';
  v_lease uuid := v_run ->> 'lease';
  v_unseen int;
  v_answer jsonb;
begin
  if (v_run ->> 'asksCaller')::boolean then
    perform sync.record_caller(v_id, v_lease, p_rights, p_is_full, p_error, 1, 20);
  end if;
  perform sync.stage_page(v_id, v_lease, 'all', 1, (
    select jsonb_agg(s.raw_data) from staging.stg_users s where substring(s.external_id from 5)::int <= p_until
  ), null, false, p_until);
  v_answer := sync.note_missing(v_id, v_lease, '{all}');
  v_unseen := coalesce((v_answer ->> 'unseen')::int, 0);
  if v_unseen > 0 or v_answer ? 'asksRights' then
    perform sync.record_caller(v_id, v_lease, p_rights, p_is_full, p_error, 1, 20);
    if p_is_full then
      perform sync.delete_unseen(v_id, v_lease);
    end if;
  end if;
  perform sync.finish_run(v_id, v_lease, p_lanes => '{all}');
  return v_unseen;
end;
$$;
create function pg_temp.deleted()
returns bigint
language sql
as $$ select count(*) from gazelle.users where deleted_at is not null; $$;

select is(
  pg_temp.sweep('{"id": "usr_9", "email": "t@example.com", "accessLevel": "TECHNICIAN", "hasLimitedAccess": false}', false), 1, 'one is due'
);
select is(pg_temp.deleted(), 0::bigint, 'for a technician it is not deleted');
select results_eq(
  $$select external_id, status, last_error from sync.missing$$,
  $$values ('usr_40', 'due', 'rights_lost: the credential is not a full administrator''s')$$, 'it stays due, with the reason'
);
select results_eq(
  $$select severity, subject, message from monitoring.find_problems() where rule = 'rights_lost'$$,
  $$values ('critical', 'main', 'The credential belongs to t@example.com (TECHNICIAN), who is not a full administrator: 1 records of users are not deleted.')$$,
  'which is an alert that names the user'
);
select is((select api_calls from sync.lanes where lane = 'missing'), 2, 'the question before the reading and the one after it are counted');
select is((select count(*) from sync.missing where next_at > now()), 1::bigint, 'the next poll does not ask again');
select is(
  pg_temp.sweep('{"id": "usr_9", "accessLevel": "ADMIN", "hasLimitedAccess": true}', false), 1, 'the next full sweep does'
);
select matches(
  (select message from monitoring.find_problems() where rule = 'rights_lost'), 'usr_9 \(limited access\)', 'an administrator with limited access is none'
);
select is(pg_temp.deleted(), 0::bigint, 'nothing is deleted either');

select is(pg_temp.sweep(null, false, 'rights_unknown: gazelle_timeout: slow'), 1, 'it may not be answered at all');
select is(pg_temp.deleted(), 0::bigint, 'then nothing is deleted this time');
select is_empty($$select from monitoring.find_problems() where rule = 'rights_lost'$$, 'which is no alert yet');
update sync.callers set unanswered_since = now() - interval '7 hours';
select matches(
  (select message from monitoring.find_problems() where rule = 'rights_lost'), 'does not say whose credential it is \(rights_unknown: gazelle_timeout: slow\)',
  'but is after six hours'
);

select pg_temp.sweep('{"id": "usr_1", "accessLevel": "ADMIN", "hasLimitedAccess": false}', true);
select is(pg_temp.deleted(), 1::bigint, 'for a full administrator it is deleted');
select is_empty($$select from monitoring.find_problems() where rule = 'rights_lost'$$, 'and the alert is over');

-- A key that hides so many that all of them are held.
create temp table technician as select '{"id": "usr_9", "accessLevel": "TECHNICIAN", "hasLimitedAccess": false}'::jsonb as rights;
select pg_temp.sweep(rights, false, p_until => 10) from technician;
select results_eq(
  $$select rule from monitoring.find_problems() where rule in ('rights_lost', 'deletion_held') order by 1$$, $$values ('deletion_held'), ('rights_lost')$$,
  'where everything that is missing is held, the rights are an alert too'
);
select matches(
  (select message from monitoring.find_problems() where rule = 'rights_lost'), 'usr_9 \(TECHNICIAN\).*: 29 records of users', 'which counts what is held'
);
select sync.release_deletions('users', p_by => 'Anna');
select is(pg_temp.deleted(), 1::bigint, 'a person''s word alone deletes nothing');
select is(pg_temp.sweep(rights, false, p_until => 10), 29, 'the next run asks for rights again') from technician;
select is(pg_temp.deleted(), 1::bigint, 'and deletes nothing for a technician');
select pg_temp.sweep('{"id": "usr_1", "accessLevel": "ADMIN", "hasLimitedAccess": false}', true);
select is(pg_temp.deleted(), 1::bigint, 'what a full administrator sees is not deleted');
select is_empty($$select from sync.missing where status in ('held', 'due')$$, 'nor does it wait any longer');
select is_empty($$select from monitoring.find_problems() where rule in ('rights_lost', 'deletion_held')$$, 'and both alerts are over');

select * from finish();
rollback;
