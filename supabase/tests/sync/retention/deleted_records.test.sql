-- How long what is over is kept is a setting: what is gone from Gazelle goes for good when it says so (case S6).
begin;
select plan(17);

select results_eq($$select keep_days from sync.retention where what in ('deleted_records', 'decisions')$$, $$values (null::int), (null)$$, 'what is gone, and who decided what, is kept for ever until it is set otherwise');
select results_eq(
  $$select what, keep_days from sync.retention where keep_days is not null order by what$$,
  $$values ('alerts', 400), ('changes', 400), ('channel_tests', 30), ('connect_links', 90), ('connect_states', 1), ('cron_log', 7), ('holes', 90), ('links', 90), ('runs', 90), ('throttles', 90), ('unidentified', 90)$$, 'the rest has its days'
);
select throws_ok($$update sync.retention set keep_days = 0 where what = 'runs'$$, '23514', null, 'no setting takes away what is of today');

select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1", "companyName": "A", "allContacts": {"nodes": [{"id": "con_1"}], "pageInfo": {"hasNextPage": false}}}, {"id": "cli_2", "companyName": "B"}, {"id": "cli_3", "companyName": "C"}]');
select sync.stage_nodes('pianos', 'main', null, '[{"id": "pno_1", "client": {"id": "cli_1"}}, {"id": "pno_2", "client": {"id": "cli_2"}}]');
select sync.stage_nodes('measurements', 'main', null, '[{"id": "pno_1", "allPianoMeasurements": [{"id": "mea_1", "humidity": 40}]}]');
insert into sync.missing (account_id, module, external_id, reason) values ('main', 'clients', 'cli_1', 'unseen'), ('main', 'clients', 'cli_2', 'unseen');
insert into sync.links (account_id, kind, entity, label, token_hash, revoked_at) values ('main', 'csv', 'pianos', 'x', repeat('2', 64), now() - interval '91 days'), ('main', 'csv', 'pianos', 'x', repeat('3', 64), now() - interval '89 days'), ('main', 'csv', 'pianos', 'x', repeat('4', 64), null);
insert into sync.connect_links (account_id, purpose, token_hash, expires_at) values ('main', 'alert', repeat('0', 64), now() - interval '91 days'), ('main', 'alert', repeat('1', 64), now() - interval '89 days');
select sync.delete_records('measurements', 'main', '{pno_1}', p_asked_at => clock_timestamp()), sync.delete_records('pianos', 'main', '{pno_1}', p_asked_at => clock_timestamp()),
  sync.delete_records('clients', 'main', '{cli_1,cli_2}', p_asked_at => clock_timestamp());
update reconcile.mirror set deleted_at = now() - interval '31 days' where deleted_at is not null;
update staging.records set gone_at = now() - interval '31 days' where gone_at is not null;
update sync.missing set resolved_at = now() - interval '31 days', successor_id = case when external_id = 'cli_2' then 'cli_3' end;

select lives_ok($$select sync.prune()$$, 'without a setting');
select is((select count(*) from gazelle.clients), 3::bigint, 'nothing goes');
update sync.retention set keep_days = 32 where what = 'deleted_records';
select sync.prune();
select is((select count(*) from gazelle.clients), 3::bigint, 'nor before its time');
update sync.retention set keep_days = 30 where what = 'deleted_records';
select sync.prune();
select results_eq($$select id from reconcile.mirror order by 1$$, $$values ('cli_2'), ('cli_3'), ('pno_2')$$, 'then it goes, with its parts; but not one that another record refers to');
select results_eq($$select external_id from staging.records order by 1$$, $$values ('cli_2'), ('cli_3'), ('pno_2')$$, 'its raw answer goes too');
select results_eq(
  $$select external_id, successor_id from sync.missing$$, $$values ('cli_2', 'cli_3')$$, 'and that it is gone is known no longer; of what stays, what it was merged into is'
);
select is(sync.same_client('main', 'cli_3'), '{cli_3,cli_2}', 'so that it is still the same person');
select is((select count(*) from sync.connect_links), 1::bigint, 'links to connect with follow their setting');
select is((select count(*) from sync.links), 2::bigint, 'and links that show something go when they were revoked long ago, others never');
update sync.retention set keep_days = null where what = 'connect_links';
select sync.prune();
select is((select count(*) from sync.connect_links), 1::bigint, 'also where it is for ever');
select is((sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1", "companyName": "A"}]')).changed, 1, 'what Gazelle gives again is new');
select is_empty($$select from reconcile.job_errors$$, 'nothing failed');

insert into monitoring.decisions (at, decided_by, action, outcome) values (now() - interval '400 days', 'a', 'sync_now', '{}'), (now(), 'a', 'sync_now', '{}');
update sync.retention set keep_days = 365 where what = 'decisions';
select monitoring.prune_alerts();
select is((select count(*) from monitoring.decisions), 1::bigint, 'decisions follow their setting');
set local role service_role;
select lives_ok($$update sync.retention set keep_days = 60 where what = 'runs'$$, 'the service may set it');
reset role;

select * from finish();
rollback;
