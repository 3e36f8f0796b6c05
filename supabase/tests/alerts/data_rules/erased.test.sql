-- Who is erased is named by no alert about their pianos (case S6).
begin;
select plan(9);

select sync.stage_nodes(m.module, 'main', null, m.records) from (values
  ('clients', '[
    {"id": "cli_1", "companyName": "Zéphyrine & fils", "allContacts": {"nodes": [], "pageInfo": {"hasNextPage": false}}},
    {"id": "cli_2", "companyName": "Salle Bourgie", "allContacts": {"nodes": [], "pageInfo": {"hasNextPage": false}}}]'::jsonb),
  ('pianos', (
    select jsonb_agg(jsonb_build_object(
      'id', format('pno_%s_%s', c, n), 'client', jsonb_build_object('id', 'cli_' || c), 'make', 'Pleyel', 'useType', 'Concert', 'calculatedLastService', '2020-01-01',
      'allPianoPhotos', '{"nodes": [], "pageInfo": {"hasNextPage": false}}'::jsonb
    ))
    from generate_series(1, 2) c cross join generate_series(1, 6) n
  ))
) m (module, records);
select monitoring.set_rule('unserviced', true);
update gazelle.pianos set use_type = '' where id like 'pno_1%' and id > 'pno_1_2';
update gazelle.pianos set use_type = '' where id like 'pno_2%' and id > 'pno_2_1';
select monitoring.evaluate_alerts();
select is((select array_agg(subject order by subject) from monitoring.alerts), '{pno_1_1,pno_1_2,pno_2_1}', 'some have an alert of their own');
update gazelle.pianos set use_type = 'Concert' where id < 'pno_1_5' or id between 'pno_2' and 'pno_2_5';
select monitoring.evaluate_alerts();
update monitoring.notices set at = at - interval '2 hours' where true;
update gazelle.pianos set use_type = 'Concert' where true;
select monitoring.evaluate_alerts();
select is(
  (select array_agg(k order by k) from monitoring.alerts, jsonb_object_keys(covers) k), '{pno_1_3,pno_1_4,pno_1_5,pno_1_6,pno_2_2,pno_2_3,pno_2_4,pno_2_5,pno_2_6}',
  'and the rest one in common'
);
select ok((select count(*) = 1 from monitoring.notices where event = 'more' and message like '%Zéphyrine%'), 'a notice names who joined it');

create function pg_temp.said()
returns text
language sql
as $$ select string_agg(a::text, ' ') || (select string_agg(n::text, ' ') from monitoring.notices n) from monitoring.alerts a; $$;
select matches(pg_temp.said(), 'Zéphyrine.*pno_1_1|pno_1_1.*Zéphyrine', 'before, the alerts speak of them');
select lives_ok($$select sync.erase_client('main', 'cli_1', false)$$, 'several alerts about the pianos of one person do not stand in the way');
select doesnt_match(pg_temp.said(), 'phyrine|cli_1|pno_1', 'after it they speak of them no more');
select matches(pg_temp.said(), 'Salle Bourgie.*pno_2_1|pno_2_1.*Salle Bourgie', 'but of others they do');
select monitoring.evaluate_alerts();
select results_eq(
  $$select array_agg(subject order by subject) from monitoring.alerts where resolved_at is null$$, $$values ('{main,pno_2_1}'::text[])$$, 'the minute ends what was theirs'
);
select is((select array_agg(k order by k) from monitoring.alerts, jsonb_object_keys(covers) k where resolved_at is null), '{pno_2_2,pno_2_3,pno_2_4,pno_2_5,pno_2_6}', 'and leaves the rest as it was');

select * from finish();
rollback;
