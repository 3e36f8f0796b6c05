-- Without any other record that Gazelle could answer for, an empty answer deletes nothing by itself.
begin;
select plan(5);

insert into staging.stg_appointments (account_id, external_id, raw_data)
values ('main', 'evt_1', jsonb_build_object('id', 'evt_1', 'start', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
insert into sync.watermarks (account_id, module, watermark) values ('main', 'appointments', now());
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('appointments', p_window => 'fast') r;
select sync.stage_page(id, lease, 'all', 1, '[]', null, false, 0) from run;
create temp table answer as select sync.note_missing(id, lease, '{all}') as a from run;
select is(a -> 'due', '["evt_1"]', 'the only appointment is missing') from answer;
select ok(not a ? 'control', 'no other one is known') from answer;
select sync.resolve_missing(id, lease, '{evt_1}', '[]', p_has_control => false) from run;
select results_eq($$select status, held_because from sync.missing$$, $$values ('held', 'empty')$$, 'it waits for a person');
select is((select deleted_at from gazelle.appointments), null, 'and is not deleted');
select sync.release_deletions('appointments', p_by => 'Anna');
select sync.resolve_missing(id, lease, '{evt_1}', '[]', p_has_control => false) from run;
select isnt((select deleted_at from gazelle.appointments), null, 'until the person says so');

select * from finish();
rollback;
