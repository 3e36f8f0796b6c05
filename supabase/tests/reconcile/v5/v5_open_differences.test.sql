-- What no rule decides waits for a person, of one account.
begin;
select plan(6);

select sync.add_account('second');
insert into reconcile.v5_values (account_id, source_table, source_id, source_column, entity, field, value, outcome, source)
select a.account_id, 'gazelle_pianos', format('ins_%s', o.outcome), 'notes', 'pianos', 'notes', '"a note"', o.outcome, 'test'
from unnest(array['main', 'second']) a (account_id)
cross join unnest(array['taken', 'same', 'gazelle_wins', 'kept_here', 'no_record', 'unreadable', 'other_account']) o (outcome);
insert into reconcile.v5_rows (account_id, source_table, source_id, data, refers_to, source) values
  ('main', 'service_requests', '1', '{"client_id": 7, "piano_id": 8}', '{"client_id": null, "piano_id": null}', 'test'),
  ('main', 'service_requests', '2', '{"client_id": 9}', '{"client_id": "cli_9"}', 'test');

select set_eq(
  $$select source_id, source_column, reason from reconcile.v5_open_differences where account_id = 'main'$$,
  $$values ('ins_kept_here', 'notes', 'kept_here'), ('ins_no_record', 'notes', 'no_record'), ('ins_unreadable', 'notes', 'unreadable'),
    ('ins_other_account', 'notes', 'other_account'), ('1', 'client_id', 'unresolved'), ('1', 'piano_id', 'unresolved')$$,
  'values that could not be taken, and references to a number that no record has'
);
select is(reconcile.accept_v5('main', 'Anna'), 6, 'a person accepts as many as are shown');
select is_empty($$select from reconcile.v5_open_differences where account_id = 'main' and (accepted_by = 'Anna' and accepted_at is not null) is not true$$, 'each has the name of who did');
select is_empty(
  $$select source_id from reconcile.v5_values where outcome in ('taken', 'same', 'gazelle_wins') and accepted_at is not null
    union all select source_id from reconcile.v5_rows where source_id = '2' and accepted_at is not null$$, 'what is not open is not accepted'
);
select is((select count(*)::int from reconcile.v5_open_differences where account_id = 'second' and accepted_at is null), 4, 'nor is that of another account');
select is(reconcile.accept_v5('main', 'Berthe'), 0, 'what is accepted is not accepted again');

select * from finish();
rollback;
