-- Stand-in for pg_net where the server lacks it: same functions and tables; scheduler.ts sends the requests.
create schema if not exists net;

do $$
begin
  if to_regtype('net.http_method') is null then
    create domain net.http_method as text
    check (value ilike 'get' or value ilike 'post' or value ilike 'delete');
  end if;
end
$$;

create unlogged table if not exists net.http_request_queue (
  id bigserial,
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);
comment on table net.http_request_queue is 'Requests that were made and not yet sent.';

create unlogged table if not exists net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
create index if not exists _http_response_created_idx on net._http_response (created);
comment on table net._http_response is 'Answers, of the last hours only.';

alter table net.http_request_queue enable row level security;
alter table net._http_response enable row level security;
drop policy if exists all_for_granted on net.http_request_queue;
create policy all_for_granted on net.http_request_queue using (true);
drop policy if exists all_for_granted on net._http_response;
create policy all_for_granted on net._http_response using (true);

create or replace function net._announce() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform pg_notify('net_request', '');
  return null;
end
$$;
comment on function net._announce() is 'Notifies the scheduler, when the transaction commits, that requests wait.';

create or replace trigger announce
after insert on net.http_request_queue
for each statement execute function net._announce();

create or replace function net._urlencode_string(string text) returns text
language sql
immutable
strict
set search_path = ''
as $$
  select string_agg(
    case
      when letter ~ '[A-Za-z0-9._~-]' then letter
      else regexp_replace(upper(encode(convert_to(letter, 'UTF8'), 'hex')), '(..)', '%\1', 'g')
    end,
    '' order by place
  )
  from regexp_split_to_table(string, '') with ordinality as letters (letter, place)
$$;
comment on function net._urlencode_string(text) is 'Percent-encodes a value of a query string.';

create or replace function net._queue_request(
  method text, url text, params jsonb, headers jsonb, body bytea, timeout_milliseconds integer
) returns bigint
language sql
security definer
set search_path = ''
as $$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  select
    method,
    url || coalesce(
      (
        select case when url like '%?%' then '&' else '?' end
          || string_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value), '&' order by key)
        from jsonb_each_text(params)
      ),
      ''
    ),
    headers, body, timeout_milliseconds
  returning id
$$;
comment on function net._queue_request(text, text, jsonb, jsonb, bytea, integer) is 'Puts a request into the queue.';

create or replace function net.http_get(
  url text, params jsonb default '{}'::jsonb, headers jsonb default '{}'::jsonb, timeout_milliseconds integer default 5000
) returns bigint
language sql
set search_path = ''
as $$ select net._queue_request('GET', url, params, headers, null, timeout_milliseconds) $$;
comment on function net.http_get(text, jsonb, jsonb, integer) is 'Asks for a GET after commit; gives its id.';

create or replace function net.http_delete(
  url text, params jsonb default '{}'::jsonb, headers jsonb default '{}'::jsonb, timeout_milliseconds integer default 5000,
  body jsonb default null
) returns bigint
language sql
set search_path = ''
as $$ select net._queue_request('DELETE', url, params, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds) $$;
comment on function net.http_delete(text, jsonb, jsonb, integer, jsonb) is 'Asks for a DELETE after commit; gives its id.';

create or replace function net.http_post(
  url text, body jsonb default '{}'::jsonb, params jsonb default '{}'::jsonb,
  headers jsonb default '{"Content-Type": "application/json"}'::jsonb, timeout_milliseconds integer default 5000
) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  content_type text := (
    select value from jsonb_each_text(headers) where lower(key) = 'content-type' limit 1
  );
begin
  if content_type is null then
    headers := headers || '{"Content-Type": "application/json"}'::jsonb;
  elsif content_type not like 'application/json%' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  return net._queue_request('POST', url, params, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds);
end
$$;
comment on function net.http_post(text, jsonb, jsonb, jsonb, integer) is 'Asks for a POST after commit; gives its id.';

revoke all on all functions in schema net from public;
grant usage on schema net to postgres with grant option;
grant all on all tables in schema net to postgres with grant option;
grant execute on all functions in schema net to postgres with grant option;
