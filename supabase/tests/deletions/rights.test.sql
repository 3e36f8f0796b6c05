-- Only a full administrator's credential deletes: to others Gazelle hides records without a word (case D2).
begin;
select plan(15);

insert into staging.stg_users (account_id, external_id, raw_data)
select 'main', 'usr_' || n, jsonb_build_object('id', 'usr_' || n) from generate_series(1, 40) n;
create function pg_temp.sweep(p_rights jsonb, p_is_full boolean, p_error text default null, p_until int default 39)
returns int
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('users', 'full');
  v_id bigint := v_run ->> 'runId';
  v_lease uuid := v_run ->> 'lease';
  v_unseen int;
begin
  perform sync.stage_page(v_id, v_lease, 'all', 1, (
    select jsonb_agg(s.raw_data) from staging.stg_users s where substring(s.external_id from 5)::int <= p_until
  ), null, false, p_until);
  v_unseen := coalesce((sync.finish_sweep(v_id, v_lease, '{all}') ->> 'unseen')::int, 0);
  if v_unseen > 0 then
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
select is((select api_calls from sync.lanes where lane = 'missing'), 1, 'the question is counted');
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

select * from finish();
rollback;
