-- A hole that stays is one alert, which names it; it ends when a person knows of it (part L).
begin;
select plan(7);

update monitoring.watch set resumed_at = now() - interval '1 day', evaluated_at = now();
create function pg_temp.problems()
returns setof text
language sql
as $$ select message from monitoring.find_problems() where rule = 'hole_stays'; $$;

insert into sync.holes (account_id, module, kind, place, path, external_id, message, times, first_seen_at)
values ('main', 'clients', 'error', 'cli_1', 'personalNotes', 'cli_1', 'internal error', 2, now() - interval '10 minutes');
select is_empty($$select pg_temp.problems()$$, 'what two runs met may pass');
update sync.holes set times = 3;
select results_eq(
  $$select pg_temp.problems()$$, $$select format('clients: a hole, since %s; error cli_1 personalNotes (internal error).', date_trunc('minute', now() - interval '10 minutes'))$$,
  'what three runs met stays: the alert names the record, the field and what Gazelle said'
);
insert into sync.holes (account_id, module, kind, place, times, first_seen_at)
values ('main', 'clients', 'null', 'after cli_7', 1, now() - interval '2 hours');
select matches((select * from pg_temp.problems()), '^clients: 2 holes, since .*null after cli_7', 'one alert for a module; an hour is long, whoever met it');
select is((select count(*) from monitoring.actions_required where kind = 'hole'), 2::bigint, 'each is listed for a person');

select set_config('request.jwt.claims', '{"role": "service_role"}', true);
select is(
  monitoring.acknowledge_hole(hole_id) ->> 'outcome', 'acknowledged', 'a button acknowledges one'
)
from sync.holes where kind = 'error';
select matches((select * from pg_temp.problems()), '^clients: a hole, since', 'which is then no part of the alert');
update sync.holes set closed_at = now();
select is_empty($$select pg_temp.problems()$$, 'what closed is over');

select * from finish();
rollback;
