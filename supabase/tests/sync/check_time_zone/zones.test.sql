-- The zone of an account is one that Postgres knows.
begin;
select plan(7);

select lives_ok(format('update sync.accounts set time_zone = %L', z), format('%s is a zone', z))
from unnest(array['America/Vancouver', 'Europe/Paris', 'UTC']) z;
select throws_ok(
  $$update sync.accounts set time_zone = 'Montreal time'$$, '22023', 'unknown time zone Montreal time', 'an unknown zone is named'
);
select throws_ok(
  $$insert into sync.accounts (account_id, time_zone) values ('second', 'America/Nowhere')$$, '22023', null, 'for a new account too'
);
select results_eq($$select account_id, time_zone from sync.accounts$$, $$values ('main', 'UTC')$$, 'nothing was changed');
select throws_ok($$insert into sync.accounts (account_id) values ('No Spaces')$$, '23514', null, 'an account has a short name');

select * from finish();
rollback;
