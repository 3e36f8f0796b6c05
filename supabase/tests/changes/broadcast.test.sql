-- Changes over Supabase Realtime: off at first, a message a statement and account, heard by members, and nothing of it holds up a page.
begin;
select plan(20);

insert into sync.accounts (account_id) values ('second');
insert into changes.loaded (account_id, module) select a.account_id, m.module from sync.modules m, sync.accounts a;
create function pg_temp.add(p_from int, p_to int, p_account text default 'main') returns void language sql as $$
  insert into gazelle.taxes (id, account_id, name) select 'tax_' || n, p_account, 'T' from generate_series(p_from, p_to) n
$$;

select throws_ok('select changes.broadcast(true)', 'GZ400', 'this database has no Supabase Realtime', 'without Realtime it is not switched on');
select is_empty($$select from pg_trigger where tgname = 'broadcast'$$, 'and nothing is left of the attempt');

-- What of Realtime a hosted project has in its database.
create schema realtime;
grant usage on schema realtime to authenticated;
create table realtime.messages (
  topic text not null, extension text not null, payload jsonb, event text, private boolean default false, inserted_at timestamp not null default now(), id uuid default gen_random_uuid()
);
alter table realtime.messages enable row level security;
grant select on realtime.messages to authenticated;
create function realtime.topic() returns text language sql stable as $$ select nullif(current_setting('realtime.topic', true), '') $$;
grant execute on function realtime.topic() to authenticated;
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void language sql as $$
  insert into realtime.messages (payload, event, topic, private, extension) values (send.payload, send.event, send.topic, send.private, 'broadcast')
$$;

select pg_temp.add(1, 1);
select is_empty('select from realtime.messages', 'nothing is sent before it is switched on');
select is(changes.broadcast(true), 'Changes are broadcast.', 'it is switched on by one call');
select is(changes.broadcast(true), 'Changes are broadcast.', 'a second one changes nothing');

select pg_temp.add(2, 3);
select results_eq(
  $$select topic, event, private, (payload ->> 'count')::int, jsonb_path_query_array(payload, '$.changes[*].id') from realtime.messages$$,
  $$values ('changes:main', 'changes', true, 2, '["tax_2", "tax_3"]'::jsonb)$$, 'a statement is one message, on the private channel of its account'
);
select is(
  (select (payload -> 'changes' -> 0) - 'position' from realtime.messages), '{"entity": "taxes", "id": "tax_2", "operation": "created"}', 'it says which records, and nothing of what they hold'
);
select results_eq(
  $$select c ->> 'position' from realtime.messages m, jsonb_array_elements(m.payload -> 'changes') c$$,
  $$select changes.written(l.account_id, l."position") from changes.log l where l.id in ('tax_2', 'tax_3') order by l."position"$$, 'at the positions that the feed has'
);
truncate realtime.messages;

insert into gazelle.taxes (id, account_id, name) values ('tax_4', 'main', 'T'), ('tax_5', 'second', 'T');
select results_eq($$select topic from realtime.messages order by 1$$, $$values ('changes:main'), ('changes:second')$$, 'each company hears of its own');
truncate realtime.messages;

select pg_temp.add(10, 2009);
select results_eq(
  $$select (payload ->> 'count')::int, jsonb_array_length(payload -> 'changes'), pg_column_size(payload) < 32000 from realtime.messages$$, $$values (2000, 100, true)$$,
  'a message of many has the first hundred, and how many there are'
);
update gazelle.taxes set name = name where id = 'tax_1';
select is((select count(*) from realtime.messages), 1::bigint, 'what changes nothing sends nothing');

-- Who hears it.
insert into gazelle.members (account_id, user_id, role) values ('main', '00000000-0000-4000-8000-00000000000a', 'reader');
create function pg_temp.hears(p_topic text, p_user text default '00000000-0000-4000-8000-00000000000a') returns boolean language plpgsql as $$
declare
  v_hears boolean;
begin
  perform set_config('realtime.topic', p_topic, true), set_config('request.jwt.claims', format('{"role": "authenticated", "sub": "%s"}', p_user), true);
  set local role authenticated;
  v_hears := exists (select from realtime.messages);
  reset role;
  perform set_config('request.jwt.claims', '', true);
  return v_hears;
end;
$$;
select ok(pg_temp.hears('changes:main'), 'a member hears the channel of the own account');
select ok(not pg_temp.hears('changes:second'), 'and not that of another');
select ok(not pg_temp.hears('xxxxxxxx' || 'main') and not pg_temp.hears(''), 'nor another channel that ends like it');
select ok(not pg_temp.hears('changes:main', '00000000-0000-4000-8000-00000000000b'), 'who is no member hears nothing');

-- Realtime at fault.
create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void language plpgsql as $$
begin
  raise exception 'realtime is away';
end;
$$;
select lives_ok('select pg_temp.add(3000, 3001)', 'a fault of Realtime fails no statement');
select is((select count(*) from changes.log l where l.id in ('tax_3000', 'tax_3001')), 2::bigint, 'the changes are in the log');
select results_eq($$select job, message from reconcile.job_errors$$, $$values ('broadcast', 'realtime is away')$$, 'and the fault is where an alert finds it');
select is(changes.broadcast(false), 'Changes are not broadcast.', 'it is switched off by one call');
select is_empty($$select tgname from pg_trigger where tgname = 'broadcast' union all select job from reconcile.job_errors$$, 'and nothing of it is left');

select * from finish();
rollback;
