-- A cron job posts to the edge function, with URL and key from Vault.
begin;
select plan(8);

delete from vault.secrets;
delete from net.http_request_queue;
select throws_ok(
  $$select sync.invoke('users')$$, 'GZ424', 'Vault lacks gazelle_functions_url', 'without a URL it says what is missing'
);
select vault.create_secret('http://127.0.0.1:1/functions/v1', 'gazelle_functions_url');
select throws_ok(
  $$select sync.invoke('users')$$, 'GZ424', 'Vault lacks gazelle_secret_key', 'without a key too'
);
select is_empty($$select from net.http_request_queue$$, 'nothing is posted');

insert into sync.accounts (account_id) values ('second');
select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
create temp table request as select sync.invoke('timeline', 'full', 'exhaustive', 'second') as id;
select results_eq(
  $$select q.method::text, q.url, convert_from(q.body, 'utf8')::jsonb from net.http_request_queue q join request using (id)$$,
  $$values (
    'POST', 'http://127.0.0.1:1/functions/v1/sync-timeline', '{"mode": "full", "window": "exhaustive", "account": "second"}'::jsonb
  )$$,
  'one request is queued, with the module in its path'
);
select is(
  headers, '{"apikey": "sb_secret_test", "Content-Type": "application/json", "x-triggered-by": "schedule", "Prefer": "respond-async"}',
  'it carries the key and who asked, and prefers an answer at once: pg_net sends nothing else before it (case H4)'
)
from net.http_request_queue;
select ok(timeout_milliseconds < 60000, 'a function that hangs keeps the calls of less than a minute waiting (case H4)') from net.http_request_queue;

delete from net.http_request_queue;
delete from sync.accounts where account_id = 'second';
select sync.invoke('users');
select is(
  convert_from(body, 'utf8')::jsonb, '{"mode": "incremental", "account": "main"}', 'by default an incremental run of every account'
)
from net.http_request_queue;

select sync.call_function('health', '{"a": 1}', 'a person');
select results_eq(
  $$select url, headers ->> 'x-triggered-by' from net.http_request_queue order by id desc limit 1$$,
  $$values ('http://127.0.0.1:1/functions/v1/health', 'a person')$$,
  'any function can be called so'
);

select * from finish();
rollback;
