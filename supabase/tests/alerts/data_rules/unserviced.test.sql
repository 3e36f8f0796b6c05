-- A piano of a kind that was not serviced for months.
begin;
select plan(16);

create function pg_temp.problems()
returns setof text
language sql
as $$ select format('%s %s', p.subject, p.message) from monitoring.find_problems() p where p.rule = 'unserviced' order by 1; $$;
create temp table today as select (now() at time zone a.time_zone)::date as day from sync.accounts a where a.account_id = 'main';

insert into gazelle.clients (id, account_id, display_name) values ('cli_1', 'main', 'Place des Arts');
insert into gazelle.pianos (id, account_id, client_id, make, model, use_type, status, calculated_last_service)
select 'ins_1', 'main', 'cli_1', 'Steinway', 'D', 'Concert', 'ACTIVE', (t.day - interval '6 months')::date from today t
union all
select 'ins_2', 'main', 'cli_1', 'Yamaha', 'C3', 'Enseignement', 'ACTIVE', t.day - 2000 from today t;
select is_empty('select pg_temp.problems()', 'off, the rule finds nothing');
select monitoring.set_rule('unserviced', true);
select results_eq(
  'select pg_temp.problems()', $$select format('ins_1 Steinway D, Place des Arts: last serviced on %s.', (day - interval '6 months')::date) from today$$,
  'six months after its last service a concert piano is a problem; another piano is none'
);
update gazelle.pianos set calculated_last_service = calculated_last_service + 1 where id = 'ins_1';
select is_empty('select pg_temp.problems()', 'a day earlier it is not');
select monitoring.set_rule('unserviced', p_threshold => 5);
select is((select count(*) from pg_temp.problems()), 1::bigint, 'the threshold is how many months');

select monitoring.evaluate_alerts();
insert into gazelle.timeline_entries (id, account_id, piano_id, type, local_date) select 'tme_1', 'main', 'ins_1', 'SERVICE_ENTRY_MANUAL', day from today;
select monitoring.evaluate_alerts();
select results_eq(
  $$select subject, ending from monitoring.alerts where rule = 'unserviced'$$, $$values ('ins_1', 'The piano was serviced, or is none of those meant any more.')$$,
  'a service in the timeline ends it, before Gazelle counts it'
);
update gazelle.timeline_entries set type = 'USER_COMMENT';
select is((select count(*) from pg_temp.problems()), 1::bigint, 'a remark is no service');
update gazelle.timeline_entries set type = 'SERVICE_ENTRY_MANUAL', deleted_at = now();
select is((select count(*) from pg_temp.problems()), 1::bigint, 'nor is a service that was deleted');

select monitoring.set_rule('unserviced', p_pianos => '{enseignement,scène}');
select results_eq($$select left(p, 5) from pg_temp.problems() p$$, $$values ('ins_2')$$, 'which pianos it is about is said by words for their use');
update gazelle.pianos set tags = '{Scène}' where id = 'ins_1';
select is((select count(*) from pg_temp.problems()), 2::bigint, 'or for one of their tags');
select monitoring.set_rule('unserviced', p_pianos => '{grand}');
update gazelle.pianos set type = 'GRAND' where id = 'ins_2';
select results_eq($$select left(p, 5) from pg_temp.problems() p$$, $$values ('ins_2')$$, 'or for their kind');

update gazelle.pianos set calculated_last_service = null where id = 'ins_2';
select is_empty('select pg_temp.problems()', 'where nothing is known of a service or of its coming, nothing is told');
update gazelle.pianos set gazelle_created_at = now() - interval '3 years' where id = 'ins_2';
select matches((select * from pg_temp.problems()), 'Yamaha C3, Place des Arts: no service since it came to Gazelle on ', 'without a service it counts from when it came');
update gazelle.pianos set manual_last_service = current_date - 1000 where id = 'ins_2';
select matches((select * from pg_temp.problems()), 'last serviced on ', 'an older service that was typed in is one');
update gazelle.pianos set status = 'INACTIVE' where id = 'ins_2';
select is_empty('select pg_temp.problems()', 'of an inactive piano nobody is told');
update gazelle.pianos set status = 'ACTIVE', deleted_at = now() where id = 'ins_2';
select is_empty('select pg_temp.problems()', 'nor of one that is gone');
update gazelle.pianos set deleted_at = null, is_placeholder = true where id = 'ins_2';
select is_empty('select pg_temp.problems()', 'nor of one that has not come');

select * from finish();
rollback;
