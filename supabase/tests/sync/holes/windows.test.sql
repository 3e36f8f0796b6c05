-- Each window of a poll is another list: what one falls short of says nothing of the other (part L).
begin;
select plan(9);

insert into sync.watermarks (account_id, module, watermark) values ('main', 'appointments', now());
create function pg_temp.poll(p_window text, p_total int)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('appointments', p_window => p_window);
  v_answer jsonb;
begin
  v_answer := sync.stage_page((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, '[{"id": "evt_1"}]', null, false, p_total);
  if v_answer -> 'finished' = 'false' then
    v_answer := v_answer || '{"twice": true}'
      || sync.stage_page((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 2, '[{"id": "evt_1"}]', null, false, p_total);
  end if;
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
  return coalesce(v_answer -> 'twice', 'false');
end;
$$;

select is(pg_temp.poll('balanced', 2), 'true', 'an event that is counted and does not come is looked for');
select is(pg_temp.poll('fast', 1), 'false', 'a smaller window lacks nothing');
select results_eq(
  'select place, missing, times from sync.holes where closed_at is null', $$values ('lane all of balanced polls', 1, 1)$$,
  'and leaves the hole of the larger one'
);
select is(pg_temp.poll('balanced', 2), 'false', 'which knows it, and reads once');
select pg_temp.poll('balanced', 2);
select is((select times from sync.holes where closed_at is null), 3, 'so that a person hears of it');
select is(sync.acknowledge_hole(hole_id, 'anna'), true, 'and can acknowledge it') from sync.holes where closed_at is null;
select pg_temp.poll('balanced', 1);
select is((select count(*) from sync.holes where closed_at is null), 0::bigint, 'a poll of its own window that agrees closes it');

create function pg_temp.sweep()
returns void
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('appointments', 'full', p_triggered_by => 'person');
begin
  perform sync.stage_page((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, '[{"id": "evt_1"}]', null, false, 1);
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
end;
$$;
select pg_temp.poll('exhaustive', 2);
update sync.holes set last_seen_at = now() - interval '7 days' where closed_at is null;
select pg_temp.sweep();
select is((select count(*) from sync.holes where closed_at is null), 1::bigint, 'a sweep says nothing of what a window''s list counts');
update sync.holes set last_seen_at = now() - interval '9 days' where closed_at is null;
select pg_temp.sweep();
select is((select count(*) from sync.holes where closed_at is null), 0::bigint, 'but that of a window that nobody has polled for eight days is over');

select * from finish();
rollback;
