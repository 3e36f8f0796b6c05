-- What is asked for wrongly is refused by name.
begin;
select plan(6);

select throws_ok($$select sync.begin_run('guitars')$$, 'GZ404', 'unknown module guitars', 'an unknown module is named');
select throws_ok(
  $$select sync.begin_run('users', p_account => 'nobody')$$, 'GZ403', 'unknown account nobody', 'an unknown account is named'
);
select throws_ok($$select sync.begin_run(null)$$, 'GZ404', null, 'no module is no module');
select throws_ok($$select sync.begin_run('users', 'sometimes')$$, '23514', null, 'an unknown mode is refused');
select throws_ok($$select sync.begin_run('users', 'full', 'huge')$$, '23514', null, 'an unknown window is refused');
select is_empty($$select from sync.runs$$, 'nothing of it stays');

select * from finish();
rollback;
