-- What was held back waits for a person's word, and remembers whose it was.
begin;
select plan(6);

insert into gazelle.members (account_id, user_id, role) values ('main', '00000000-0000-4000-8000-000000000001', 'admin');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001", "email": "ada@example.com"}', true);
insert into sync.missing (account_id, module, external_id, reason, status)
values ('main', 'clients', 'cli_1', 'unseen', 'held'), ('main', 'clients', 'cli_2', 'unseen', 'held');

set local role authenticated;
select is(
  monitoring.release_deletions('clients', 'main', array['cli_1']), '{"outcome": "released", "records": 1}', 'one of them, by its id'
);
select is(monitoring.release_deletions('clients') ->> 'records', '1', 'then the rest');
select is(monitoring.dismiss_deletions('clients', p_ids => array[repeat('x', 1000000), 'a' || chr(27) || '[2J']) ->> 'records', '0', 'ids of any length');
reset role;
select is(
  (select array_agg(distinct status || ' ' || decided_by) from sync.missing), array['due ada@example.com'], 'with who decided'
);
select ok((select bool_and(length(about) <= 300 and about !~ '[[:cntrl:]]') from monitoring.decisions where about is not null), 'are noted as one short line (case S3)');
select throws_ok($$select monitoring.release_deletions('nothing')$$, 'GZ404', null, 'an unknown module is refused');

select * from finish();
rollback;
