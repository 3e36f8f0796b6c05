-- What could not be asked for is asked again later and later, at least once a day, for ever.
begin;
select plan(3);

insert into sync.missing (account_id, module, external_id, reason) values ('main', 'clients', 'cli_1', 'unseen');
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
create function pg_temp.waits()
returns interval
language plpgsql
as $$
begin
  perform sync.resolve_missing(id, lease, '{}', '[]', '{"cli_1": "HTTP 500"}') from run;
  return (select next_at - now() from sync.missing);
end;
$$;
select is(
  (select array_agg(pg_temp.waits() order by n) from generate_series(1, 6) n),
  array['1 min', '2 min', '4 min', '8 min', '16 min', '32 min']::interval[], 'it waits twice as long each time'
);
select is((select max(pg_temp.waits()) from generate_series(1, 100)), interval '1 day', 'a day at most, after a hundred times too');
select is((select attempts from sync.missing), 106, 'each attempt is counted');

select * from finish();
rollback;
