-- Rows of version 5's own tables: each is kept, whatever it says of whom, and none with a secret.
begin;
select plan(13);

create function pg_temp.take(p_table text, p_rows jsonb, p_serials jsonb default '{}') returns jsonb language sql as $$
  select sync.take_v5_rows('main', 'test', p_table, p_rows, p_serials)
$$;

select is(
  pg_temp.take('piano_remarks', '[{"id": 1, "external_id": "ins_1", "note": "one"}, {"id": 2, "external_id": "ins_1", "note": "two"}]') -> 'own' ->> 'rows', '2',
  'two rows of one record are two rows'
);
select is(
  pg_temp.take('states', '[{"key": "a", "state": 1}, {"key": "a", "state": 2}, {"key": "a", "state": 2}]') -> 'own' ->> 'rows', '2',
  'where a key is no key, each of its rows stays, and the same one once'
);
select is(pg_temp.take('gazelle_overlays', '[{"id": 1, "piano_id": "ins_1"}]') -> 'own' ->> 'written', '1', 'a table named like Gazelle''s comes over too');

select pg_temp.take('schools', '[{"id": 1, "piano_count": 31, "client_phone": "5145550123", "secretariat": "Mme Roy", "piano_id": "31"}]', '{"pianos": {"31": "ins_31"}}');
select results_eq(
  $$select data ->> 'secretariat', refers_to from reconcile.v5_rows where source_table = 'schools'$$,
  $$values ('Mme Roy', '{"piano_id": "ins_31"}'::jsonb)$$,
  'a number of pianos and a telephone of a client refer to nobody, and a secretary is no secret'
);

select pg_temp.take('system_settings', '[{"key": "config", "value": "{\"gazelle\": {\"oauth\": [{\"access_token\": \"hush\"}]}, \"n\": 1}"}]');
select is(
  (select data -> 'value' from reconcile.v5_rows where source_table = 'system_settings'),
  '{"gazelle": {"oauth": [{"access_token": "•••"}]}, "n": 1}', 'a secret is struck out at any depth (case S2)'
);

select pg_temp.take('requests', '[{"id": 1, "piano_id": "900"}]');
select reconcile.accept_v5('main', 'Anna');
select is_empty($$select from reconcile.v5_open_differences where accepted_at is null$$, 'what is accepted is no longer open');
select pg_temp.take('requests', '[{"id": 1, "piano_id": "901"}]');
select results_eq(
  $$select value #>> '{}' from reconcile.v5_open_differences where accepted_at is null$$, $$values ('901')$$,
  'but what stands there since then is'
);

select pg_temp.take('notices', '[{"id": 1, "details": {"told": ["cli_1", "cli_2"]}, "info": "{\"cli_1\": \"done\"}"}]');
select reconcile.erase_v5('main', '{cli_1}'), sync.strike_v5_rows('main', '{cli_1}');
select is(
  (select data from reconcile.v5_rows where source_table = 'notices'),
  '{"id": 1, "details": {"told": ["•••", "cli_2"]}, "info": {"•••": "done"}}', 'a row that names an erased client among others stays, without them (case S6)'
);
select sync.make_erasure_key();
insert into sync.erasures (account_id, client_hash, erased_by, ids, open_invoices, counts)
select 'main', encode(h.hash, 'hex'), 'Anna', 1, 0, '{}' from sync.erasure_hashes('main', '{cli_1}') h;
insert into sync.erased (account_id, hash, entity, is_client, erasure_id) select 'main', h.hash, 'clients', true, x.erasure_id from sync.erasure_hashes('main', '{cli_1}') h cross join sync.erasures x;
select is(
  pg_temp.take('notices', '[{"id": 1, "details": {"told": ["cli_1", "cli_2"]}, "info": "{\"cli_1\": \"done\"}"}]') -> 'own' ->> 'written', '0', 'and they do not come back with another move'
);

select is(
  pg_temp.take('rounds', '[{"piano_id": "ins_1", "day": "lundi"}, {"piano_id": "ins_1", "day": "mardi"}, {"piano_id": "ins_1", "day": "mardi"}]') -> 'own' ->> 'rows', '2',
  'rows of a table without a key stay, each once'
);
select is(
  pg_temp.take('rounds', '[{"piano_id": "ins_1", "day": "mardi"}, {"piano_id": "ins_1", "day": "lundi"}]') -> 'own' ->> 'written', '0', 'and are the same rows with another move'
);
select is(
  v5.compare('main', 'rounds', '[{"piano_id": "ins_1", "day": "lundi"}, {"piano_id": "ins_1", "day": "jeudi"}]') #> '{counts,records}', '{"same": 1, "comes_over": 1}',
  'the comparison tells which of them are here'
);
select is(
  v5.compare('main', 'schools', '[{"id": 1, "piano_count": 32, "client_phone": "5145550123", "secretariat": "Mme Roy", "piano_id": "31"}]') -> 'samples',
  '[{"id": "1", "column": "piano_count", "rule": "comes_over", "v5": "32", "here": "31"}]', 'and what has changed in one since'
);

select * from finish();
rollback;
