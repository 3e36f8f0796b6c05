-- What a person decides is remembered, wins over every rule, and survives a new import.
begin;
select plan(14);

select sync.stage_nodes('users', 'main', null, '[
  {"id": "usr_1", "firstName": "Jean", "lastName": "Tremblay"}, {"id": "usr_2", "firstName": "Jean", "lastName": "Tremblay"},
  {"id": "usr_3", "firstName": "Anna", "lastName": "Roy"}
]');
insert into reconcile.legacy_references (account_id, kind, legacy_key, facts) values
  ('main', 'user', 'Jean Tremblay', '{"name": "Jean Tremblay"}'), ('main', 'user', 'Anna Roy', '{"name": "Anna Roy"}');
select is((select count(*)::int from reconcile.undecided_matches where reason = 'not_matched_yet'), 2, 'before the first matching all wait');
select reconcile.match_users();

select is(
  reconcile.decide_match('user', 'Jean Tremblay', 'usr_2', p_by => 'Anna', p_reason => 'He signed it.'), 'user Jean Tremblay is usr_2.',
  'a decision is confirmed'
);
select is_empty($$select from reconcile.undecided_matches$$, 'and nothing waits any more');
select is(
  reconcile.match_users(), '{"references": 2, "matched": 2, "decided": 1, "undecided": 0}', 'asked again, the answer is the decided one'
);
select results_eq(
  $$select matched_id, method from reconcile.legacy_references where legacy_key = 'Jean Tremblay'$$, $$values ('usr_2', 'decision')$$,
  'the reference says that a person decided'
);

delete from reconcile.legacy_references;
insert into reconcile.legacy_references (account_id, kind, legacy_key, facts) values
  ('main', 'user', 'Jean Tremblay', '{"name": "Jean Tremblay"}'), ('main', 'user', 'Anna Roy', '{"name": "Anna Roy"}');
select reconcile.match_users();
select is(matched_id, 'usr_2', 'an import that starts anew finds the decision') from reconcile.legacy_references where legacy_key = 'Jean Tremblay';

select is(reconcile.decide_match('user', 'Anna Roy', null), 'user Anna Roy is none of Gazelle''s.', 'nobody is an answer too');
select reconcile.match_users();
select results_eq(
  $$select matched_id, method from reconcile.legacy_references where legacy_key = 'Anna Roy'$$, $$values (null::text, 'decision')$$,
  'which wins over a name that fits'
);
select is_empty($$select from reconcile.undecided_matches$$, 'and is not asked again');
select reconcile.decide_match('user', 'Anna Roy', 'usr_3', p_by => 'Paul');
select results_eq(
  $$select matched_id, decided_by from reconcile.match_decisions where legacy_key = 'Anna Roy'$$, $$values ('usr_3', 'Paul')$$,
  'a decision can be changed'
);

select throws_ok(
  $$select reconcile.decide_match('user', 'Nobody', 'usr_1')$$, 'GZ405', 'there is no user reference Nobody', 'an unknown reference is refused'
);
select throws_ok(
  $$select reconcile.decide_match('user', 'Anna Roy', 'usr_404')$$, 'GZ405', 'there is no user usr_404', 'so is an unknown user'
);
select throws_ok(
  $$select reconcile.decide_match('robot', 'Anna Roy', 'usr_1')$$, 'GZ405', null, 'so is an unknown kind'
);
insert into sync.accounts (account_id) values ('other');
select throws_ok(
  $$select reconcile.decide_match('user', 'Anna Roy', 'usr_1', 'other')$$, 'GZ405', null, 'accounts do not decide for each other'
);

select * from finish();
rollback;
