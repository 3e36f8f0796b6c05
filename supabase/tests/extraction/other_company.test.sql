-- One account is one company: another's credential is refused before a page is staged, however it came.
begin;
select plan(15);

create function pg_temp.company(p_id text)
returns jsonb
language sql
as $$ select jsonb_build_object('id', 'usr_1', 'accessLevel', 'ADMIN', 'companyId', p_id, 'companyName', 'Company ' || p_id); $$;
create function pg_temp.record(p_company text, p_credential text, p_error text default null)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('users', 'full', p_triggered_by => 'cli');
begin
  perform sync.record_caller(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, pg_temp.company(p_company), true, p_error, 1, 0, p_credential
  );
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{"code": "x", "message": "x"}');
  return v_run;
end;
$$;

select is(pg_temp.record(null, 'key a', 'gazelle_timeout') -> 'askedCredential', 'null', 'at first nobody was asked about');
select is(
  pg_temp.record('com_a', 'key a') - array['runId', 'lease', 'lanes'] @> '{"askedCredential": "key a", "hasCompany": false}', true,
  'where no company is known, a credential of which Gazelle says nothing is asked about no more than daily'
);
select is(pg_temp.record('com_a', 'key a') @> '{"askedCredential": "key a", "hasCompany": true}', true, 'a run knows which credential was asked about');
select throws_ok(
  $$select pg_temp.record('com_b', 'key b')$$, 'GZ451', 'account main is Company com_a, and the credential is of Company com_b', 'another company is refused'
);
select throws_ok(
  $$select pg_temp.record('com_b', 'key a')$$, 'GZ451', 'account main is Company com_a, and the credential is of Company com_b',
  'also with a credential that was another''s'
);
select throws_ok(
  $$select pg_temp.record(null, 'key b')$$, 'GZ451', 'account main is Company com_a, and the credential is of a company that Gazelle does not name',
  'and a new credential whose company is not named'
);
select lives_ok($$select pg_temp.record(null, 'key a')$$, 'the same credential stays the company''s where Gazelle does not name it');
select lives_ok($$select pg_temp.record(null, 'key b', 'gazelle_timeout')$$, 'a credential of which Gazelle says nothing');
select results_eq(
  $$select company_id, company_name, credential from sync.callers where account_id = 'main'$$, $$values ('com_a', 'Company com_a', 'key a')$$,
  'is still to be asked about, and none of them is stored'
);
select lives_ok($$select pg_temp.record('com_a', 'key c')$$, 'another key of the same company is taken');
select is((select credential from sync.callers where account_id = 'main'), 'key c', 'and known from then on');

insert into sync.accounts (account_id) values ('second');
select is(
  sync.other_company('second', 'com_a', 'Company com_a'), 'Company com_a is account main already, so it cannot be account second', 'one company is one account'
);
select is(sync.other_company('second', 'com_b', null), null, 'a new account takes any other');

-- A run that ends with it is one problem of the account.
do $$
declare
  v_run jsonb := sync.begin_run('users', 'full', p_triggered_by => 'cli');
begin
  perform sync.finish_run(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{"code": "gazelle_other_company", "message": "account main is A, and the credential is of B"}'
  );
end;
$$;
select is(
  (select array_agg(rule) from monitoring.find_problems() where rule in ('token_refused', 'run_failed')), '{token_refused}', 'an alert names it'
);
select matches((select message from monitoring.find_problems() where rule = 'token_refused'), 'main is A, and the credential is of B', 'with both companies');

select * from finish();
rollback;
