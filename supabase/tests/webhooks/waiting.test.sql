-- What the list says of a webhook: what waits, in the queue or still in the log, and whom it names.
begin;
select plan(9);
select set_config('request.jwt.claims', '{"role": "service_role"}', true);

-- What this transaction writes counts as committed.
create or replace function changes.last_position() returns bigint language sql set search_path = '' as 'select s.last_value from changes.log_position_seq s where s.is_called union all select 0 limit 1';

insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m;
create function pg_temp.taxes(p_from int, p_to int) returns void language sql as $$
  insert into gazelle.taxes (id, account_id, name) select 'tax_' || n, 'main', clock_timestamp()::text from generate_series(p_from, p_to) n
  on conflict (id) do update set name = excluded.name, version = taxes.version + 1;
$$;
create temp table made as
select webhooks.add('https://hooks.gazelle-consumer.ca/all') ->> 'webhook' as webhook, 'all' as name
union all select webhooks.add('https://hooks.gazelle-consumer.ca/pianos', '{pianos}') ->> 'webhook', 'pianos'
union all select webhooks.add('https://hooks.gazelle-consumer.ca/rate', '{taxes}', '{is_default}') ->> 'webhook', 'fields';
create function pg_temp.waiting(p_name text) returns text language sql as $$
  select l.waiting || case when l.more then ' or more' else '' end from webhooks.list() l join made m using (webhook) where m.name = p_name
$$;

select pg_temp.taxes(1, 7);
select is(pg_temp.waiting('all'), '7', 'what is still in the log waits');
select webhooks.queue();
select is(pg_temp.waiting('all'), '7', 'and so does what is in the queue, once');
select is(pg_temp.waiting('pianos'), '0', 'of other entities nothing waits');
select is(pg_temp.waiting('fields'), '7', 'what came waits for who is told of some fields');
select webhooks.pause(webhook) from made;
select pg_temp.taxes(5, 8);
select is(pg_temp.waiting('all'), '11', 'of one that is paused, what is in the queue and what has changed since');
select is(pg_temp.waiting('fields'), '8', 'a change of other fields does not');
select pg_temp.taxes(101, 1100);
select is(pg_temp.waiting('all'), '107 or more', 'of very many it says that there are more');

select is((select array_agg(e.entities order by e.entities) from webhooks.entities() e where 'contacts' = any (e.entities)),
  (select array[array_agg(r.entity order by r.position)] from reconcile.entities r where r.module = (select r2.module from reconcile.entities r2 where r2.entity = 'contacts')),
  'the entities to choose from are listed by module');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "b7a7a3d4-0000-4000-8000-000000000009"}', true);
set local role authenticated;
select is_empty('select from webhooks.entities() union all select from webhooks.list()', 'but not to who is no admin');
select * from finish();
rollback;
