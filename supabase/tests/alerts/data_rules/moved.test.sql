-- An appointment that is moved when its start is near.
begin;
select plan(19);

insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m;
create function pg_temp.problems()
returns setof text
language sql
as $$ select p.subject from monitoring.find_problems() p where p.rule = 'moved' order by 1; $$;
create function pg_temp.later(p_time interval)
returns void
language plpgsql
as $$
begin
  update changes.log set at = at - p_time, changes = case
    when changes ? 'start_at' then changes || jsonb_build_object('start_at', jsonb_build_array((changes -> 'start_at' ->> 0)::timestamptz - p_time, (changes -> 'start_at' ->> 1)::timestamptz - p_time)) else changes
  end where true;
end;
$$;

insert into gazelle.clients (id, account_id, display_name) values ('cli_1', 'main', 'École Vivaldi');
insert into gazelle.users (id, account_id, first_name, last_name) values ('usr_1', 'main', 'Anne', 'Roy');
insert into gazelle.appointments (id, account_id, client_id, user_id, title, type, start_at)
select 'evt_' || n, 'main', 'cli_1', 'usr_1', 'Accord', 'APPOINTMENT', now() + make_interval(days => n) from generate_series(1, 6) n;

update gazelle.appointments set start_at = start_at + interval '3 weeks' where id = 'evt_1';
select is_empty('select pg_temp.problems()', 'off, the rule finds nothing');
select monitoring.set_rule('moved', true);
select results_eq('select pg_temp.problems()', array['evt_1'], 'one that was to begin within a day and begins later is a problem');
select is(
  (select message from monitoring.find_problems() where rule = 'moved'),
  (select format('Accord, École Vivaldi: from %s to %s (Anne Roy), changed on %s.', to_char(now() + interval '1 day', f), to_char(now() + interval '22 days', f), to_char(now(), f))
   from (values ('YYYY-MM-DD HH24:MI')) v (f)), 'with whom, from when to when, and whose it is'
) from set_config('timezone', (select time_zone from sync.accounts where account_id = 'main'), true);
update gazelle.appointments set start_at = start_at + interval '1 hour' where id = 'evt_2';
select results_eq('select pg_temp.problems()', array['evt_1'], 'one that is further away is none');
update gazelle.appointments set start_at = now() + interval '2 hours' where id = 'evt_3';
select results_eq('select pg_temp.problems()', array['evt_1', 'evt_3'], 'one that now begins within a day is');
update gazelle.appointments set title = 'Accord et réglage', notes = 'porte bleue', duration = 90 where id = 'evt_1';
select is((select count(*) from pg_temp.problems()), 2::bigint, 'what else changes says nothing');
select monitoring.set_rule('moved', p_threshold => 49);
select is((select count(*) from pg_temp.problems()), 3::bigint, 'the threshold is how many hours');
select monitoring.set_rule('moved', p_threshold => 24);

select monitoring.evaluate_alerts();
select pg_temp.later('3 hours');
select monitoring.evaluate_alerts();
select results_eq(
  $$select subject, ending from monitoring.alerts where rule = 'moved' order by subject$$,
  $$values ('evt_1', null), ('evt_3', 'The time of the appointment is over.')$$, 'when its start has passed it is over by itself'
);
update gazelle.appointments set start_at = now() + interval '30 minutes' where id = 'evt_1';
select monitoring.evaluate_alerts();
select is((select count(*) from monitoring.alerts where rule = 'moved'), 2::bigint, 'moved again while it is told, it is the same alert');
select matches((select message from monitoring.alerts where subject = 'evt_1'), format('to %s', to_char(now() + interval '30 minutes', 'YYYY-MM-DD HH24:MI')), 'which says the newest');
select pg_temp.later('1 hour');
select results_eq('select pg_temp.problems()', array['evt_1'], 'the time at which it was to be is waited for');
select pg_temp.later('1 day');
select is_empty('select pg_temp.problems()', 'then nothing is left');

-- What is no move of an appointment.
select changes.because('replay');
update gazelle.appointments set start_at = now() + interval '5 hours' where id = 'evt_4';
select is_empty('select pg_temp.problems()', 'what a rule here has changed was moved by nobody');
select changes.because('poll');
update gazelle.appointments set type = 'PERSONAL', client_id = null where id = 'evt_5';
update gazelle.appointments set start_at = now() + interval '5 hours' where id = 'evt_5';
select is_empty('select pg_temp.problems()', 'the lunch of a technician is nobody''s business');
update gazelle.appointments set type = 'APPOINTMENT' where id = 'evt_5';
select results_eq('select pg_temp.problems()', array['evt_5'], 'an appointment without a client is one');
update gazelle.appointments set deleted_at = now() where id = 'evt_5';
select is_empty('select pg_temp.problems()', 'of one that is gone nobody is told');
update gazelle.appointments set start_at = null where id = 'evt_6';
update gazelle.appointments set start_at = now() - interval '1 hour' where id = 'evt_6';
select is_empty('select pg_temp.problems()', 'nor of one that is noted afterwards');

select sync.add_account('second', p_sealed_key => 'sealed');
insert into changes.loaded (account_id, module) select 'second', m.module from sync.modules m;
insert into gazelle.appointments (id, account_id, title, type, start_at) values ('evt_9', 'second', e'A\u202e\n' || repeat('b', 300), 'APPOINTMENT', now() + interval '1 hour');
update gazelle.appointments set start_at = now() + interval '2 hours' where id = 'evt_9';
select results_eq($$select account_id, subject from monitoring.find_problems() where rule = 'moved'$$, $$values ('second', 'evt_9')$$, 'each company has its own');
select ok((select message !~ '[\n\u202e]' and length(message) < 200 from monitoring.find_problems() where rule = 'moved'), 'a hostile title is one short line');

select * from finish();
rollback;
