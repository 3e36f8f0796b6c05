-- A full sweep asks whose credential it is before it reads, about once a day for an account (twin of D2).
begin;
select plan(12);

create function pg_temp.asks(p_mode text default 'full', p_module text default 'users', p_dry_run boolean default false, p_ends boolean default true)
returns boolean
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run(
    p_module, p_mode, p_since => case when p_mode = 'repair' then now() - interval '1 day' end, p_dry_run => p_dry_run, p_triggered_by => 'schedule'
  );
begin
  if p_ends then
    perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{"code": "x", "message": "x"}');
  end if;
  return v_run ->> 'asksCaller';
end;
$$;

select is(pg_temp.asks(), true, 'the first full sweep asks');
select is(pg_temp.asks(p_dry_run => true), false, 'a dry run does not');
select is(pg_temp.asks('repair'), false, 'nor does a poll');
insert into sync.callers (account_id, user_id, access_level, is_full_admin, asked_at) values ('main', 'usr_1', 'ADMIN', true, now() - interval '19 hours');
select is(pg_temp.asks(), false, 'what a full administrator''s credential was told holds for a day');
select is(pg_temp.asks(p_module => 'pianos'), false, 'for every module');
update sync.callers set asked_at = now() - interval '21 hours';
select is(pg_temp.asks(), true, 'then it is asked again');

update sync.callers set asked_at = now(), is_full_admin = false;
select is(pg_temp.asks(p_ends => false), true, 'one that sees less is asked at each full sweep');
update sync.runs set lease_until = now() - interval '1 minute' where status = 'running';
select is(pg_temp.asks(), false, 'by its first slice alone');
update sync.callers set is_full_admin = true, unanswered_since = now() - interval '1 day', asked_at = now() - interval '2 days';
select is(pg_temp.asks(p_ends => false), true, 'so is one that has not answered');
update sync.runs set lease_until = now() - interval '1 minute' where status = 'running';
select is(pg_temp.asks(), false, 'by its first slice alone');

update sync.callers set is_full_admin = false, unanswered_since = null, has_limited_access = false, access_level = 'TECHNICIAN';
select results_eq(
  $$select severity, message from monitoring.find_problems() where rule = 'rights_lost'$$,
  $$values ('critical', 'The credential belongs to usr_1 (TECHNICIAN), who is not a full administrator: Gazelle may hide records from them, and nothing is deleted.')$$,
  'a credential that sees less is an alert though nothing is missing, as on a first load'
);
update sync.callers set unanswered_since = now() - interval '1 day';
select is_empty($$select from monitoring.find_problems() where rule = 'rights_lost'$$, 'no answer is none as long as nothing waits for one');

select * from finish();
rollback;
