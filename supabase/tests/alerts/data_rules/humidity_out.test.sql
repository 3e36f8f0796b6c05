-- A piano whose humidity is out of its range several readings in a row.
begin;
select plan(22);

create function pg_temp.reading(p_piano text, p_day date, p_humidity int)
returns void
language sql
as $$
  insert into gazelle.measurements (id, account_id, piano_id, taken_on, humidity)
  select concat_ws('/', p_piano, p_day, p_humidity), p.account_id, p.id, p_day, p_humidity from gazelle.pianos p where p.id = p_piano;
$$;
create function pg_temp.problems()
returns setof text
language sql
as $$ select format('%s %s %s', p.account_id, p.subject, p.message) from monitoring.find_problems() p where p.rule = 'humidity_out' order by 1; $$;

insert into gazelle.clients (id, account_id, display_name) values ('cli_1', 'main', 'École Vivaldi');
insert into gazelle.pianos (id, account_id, client_id, make, model, location, status) values
  ('ins_1', 'main', 'cli_1', 'Steinway', 'D', 'Salle 1', 'ACTIVE'), ('ins_2', 'main', 'cli_1', 'Yamaha', 'C7', null, 'ACTIVE');
select pg_temp.reading('ins_1', current_date - 20, 60), pg_temp.reading('ins_1', current_date - 10, 56);

select is((select enabled from monitoring.alert_rules where rule = 'humidity_out'), false, 'nobody is told unless somebody asked for it');
select is_empty('select pg_temp.problems()', 'off, the rule finds nothing');
select monitoring.set_rule('humidity_out', true);
select results_eq(
  'select pg_temp.problems()',
  $$select format('main ins_1 Steinway D (Salle 1), École Vivaldi: 60 %% on %s, 56 %% on %s; kept at 35 to 55 %%.', current_date - 20, current_date - 10)$$,
  'twice in a row is a problem of that piano, named as people know it'
);
select is((select details - 'since' from monitoring.find_problems() where rule = 'humidity_out'),
  '{"module": "pianos", "name": "Steinway D (Salle 1), École Vivaldi", "client": "cli_1"}'::jsonb, 'with what it takes to find it');
select pg_temp.reading('ins_2', current_date - 10, 34);
select is((select count(*) from pg_temp.problems()), 1::bigint, 'once is none');
select pg_temp.reading('ins_2', current_date - 15, 35);
select is((select count(*) from pg_temp.problems()), 1::bigint, 'the limits are within the range');
select pg_temp.reading('ins_2', current_date - 25, 20);
select is((select count(*) from pg_temp.problems()), 1::bigint, 'nor twice with a good one between');
select pg_temp.reading('ins_2', current_date - 5, 30);
select is((select count(*) from pg_temp.problems()), 2::bigint, 'too dry is out of it too');
select monitoring.set_rule('humidity_out', p_threshold => 3);
select is_empty('select pg_temp.problems()', 'the threshold is how many in a row');
select monitoring.set_rule('humidity_out', p_threshold => 2);

select monitoring.evaluate_alerts();
select pg_temp.reading('ins_1', current_date - 9, 45);
select monitoring.evaluate_alerts();
select results_eq(
  $$select subject, ending from monitoring.alerts where rule = 'humidity_out' order by subject$$,
  $$values ('ins_1', 'The piano is within its range again, or was not measured for a year.'), ('ins_2', null)$$, 'back in range it is over'
);
select pg_temp.reading('ins_1', current_date + 3, 70), pg_temp.reading('ins_1', current_date + 4, 70);
select is((select count(*) from pg_temp.problems()), 1::bigint, 'a day that has not come yet says nothing');
update gazelle.measurements set taken_on = taken_on - 366 where piano_id = 'ins_2';
select is_empty('select pg_temp.problems()', 'nor does what was read a year ago');
update gazelle.measurements set taken_on = taken_on + 366 where piano_id = 'ins_2';

update gazelle.measurements set deleted_at = now() where piano_id = 'ins_2' and taken_on = current_date - 5;
select is_empty('select pg_temp.problems()', 'a reading that was deleted is none');
update gazelle.measurements set deleted_at = null where piano_id = 'ins_2';
select is((select count(*) from pg_temp.problems()), 1::bigint, 'and counts when it is back');
update gazelle.pianos set status = 'INACTIVE' where id = 'ins_2';
select is_empty('select pg_temp.problems()', 'of an inactive piano nobody is told');
update gazelle.pianos set status = null, deleted_at = now() where id = 'ins_2';
select is_empty('select pg_temp.problems()', 'nor of one that is gone');
update gazelle.pianos set deleted_at = null, is_placeholder = true where id = 'ins_2';
select is_empty('select pg_temp.problems()', 'nor of one that has not come');
update gazelle.pianos set is_placeholder = false, make = e'Evil\u202e\n<!channel>', model = repeat('x', 500), location = E'\t' where id = 'ins_2';
select ok(
  (select message !~ '[\n\u202e]' and length(message) < 300 and details ->> 'name' !~ '[\n\u202e]' from monitoring.find_problems() where rule = 'humidity_out'),
  'a hostile name is one short line'
);

-- What technicians write counts as what they measure.
insert into gazelle.pianos (id, account_id, client_id) values ('ins_3', 'main', null);
insert into gazelle.timeline_entries (id, account_id, piano_id) values ('tme_3', 'main', 'ins_3');
insert into gazelle.extracted_measurements (id, account_id, timeline_entry_id, piano_id, local_date, humidity, source, confidence)
select 'tme_3/' || n, 'main', 'tme_3', 'ins_3', current_date - n, 70, 'text', 0.8 from generate_series(1, 2) n;
select matches((select message from monitoring.find_problems() where rule = 'humidity_out' and subject = 'ins_3'), '^a piano: 70 % on ', 'what is written in a note is a reading, also of a piano without a name');
select pg_temp.reading('ins_3', current_date - 1, 50);
select is((select count(*) from pg_temp.problems()), 1::bigint, 'unless a measurement of that day says otherwise');

-- Two companies.
select sync.add_account('second', p_sealed_key => 'sealed');
insert into gazelle.pianos (id, account_id, make) values ('ins_4', 'second', 'Bösendorfer');
select pg_temp.reading('ins_4', current_date - 2, 80), pg_temp.reading('ins_4', current_date - 1, 81);
select results_eq(
  $$select account_id, subject from monitoring.find_problems() where rule = 'humidity_out' order by 1$$, $$values ('main', 'ins_2'), ('second', 'ins_4')$$,
  'each company has its own'
);
select monitoring.set_rule('humidity_out', false);
select monitoring.evaluate_alerts();
select is(
  (select array_agg(distinct ending order by ending) from monitoring.alerts where rule = 'humidity_out' and subject = 'ins_2'), '{The rule was switched off.}', 'switched off, what is open ends, and says why'
);

select * from finish();
rollback;
