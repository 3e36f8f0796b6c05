-- An outage longer than the time between two polls costs no page that was read before it.
begin;
select plan(4);

create temp table first as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}]', 'cursor 1', true, 2) from first;
select sync.finish_run(id, lease, '{"code": "gazelle_unreachable", "message": "it is away"}') from first;

create temp table polls (outcome text);
do $$
declare
  v_run jsonb;
begin
  for n in 1 .. 15 loop
    v_run := sync.begin_run('users');
    perform sync.finish_run(
      (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{"code": "gazelle_unreachable", "message": "still away"}'
    );
    insert into polls values (v_run ->> 'outcome');
  end loop;
end;
$$;

select is((select array_agg(distinct outcome) from polls), array['resumed'], 'each poll of the outage keeps the cursor');

create temp table last as
select r, (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users') r;
select is(
  r -> 'lanes', '{"all": {"cursor": "cursor 1", "page": 1, "finished": false}}', 'after the outage the sweep goes on where it stopped'
)
from last;
select sync.stage_page(id, lease, 'all', 2, '[{"id": "usr_2"}]', null, false, 2) from last;
select is(sync.finish_run(id, lease, p_lanes => '{all}') ->> 'status', 'success', 'and is complete') from last;

create temp table stuck as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "cli_1"}]', 'cursor 1', true, 2) from stuck;
select sync.finish_run(id, lease, '{"code": "gazelle_server_error", "message": "what cursor?"}') from stuck;
create temp table retry as
select r, (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients') r;
select sync.finish_run(id, lease, '{"code": "gazelle_server_error", "message": "what cursor?"}') from retry;
update sync.runs set watermark = watermark - interval '6 hours 1 minute' where module = 'clients';
select is(
  sync.begin_run('clients') -> 'lanes', '{}', 'a sweep that does not move for six hours is given up: its cursor may be at fault'
);

select * from finish();
rollback;
