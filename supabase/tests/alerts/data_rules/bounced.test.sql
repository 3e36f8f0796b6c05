-- An e-mail that did not arrive.
begin;
select plan(17);

insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m;
create function pg_temp.problems()
returns setof text
language sql
as $$ select p.subject from monitoring.find_problems() p where p.rule = 'bounced' order by 1; $$;
create function pg_temp.mail(p_id text, p_status text, p_ago interval, p_to text default 'Zoé Roy', p_client text default 'cli_1')
returns void
language sql
as $$
  insert into gazelle.timeline_entries (id, account_id, client_id, type, occurred_at, email_status, email_failure_reason, email_recipient_name, summary)
  values (p_id, 'main', p_client, 'CONTACT_EMAIL_AUTOMATED', now() - p_ago, p_status, case p_status when 'BOUNCED' then '550 no such account' end, p_to, 'Rappel');
$$;
insert into gazelle.clients (id, account_id, display_name) values ('cli_1', 'main', 'École Vivaldi'), ('cli_2', 'main', 'Zoé Roy');

select pg_temp.mail('tme_0', 'DELIVERED', '3 days'), pg_temp.mail('tme_1', 'BOUNCED', '2 days');
select is_empty('select pg_temp.problems()', 'off, the rule finds nothing');
select monitoring.set_rule('bounced', true);
select results_eq('select pg_temp.problems()', array['tme_1'], 'an e-mail that bounced is a problem');
select matches(
  (select message from monitoring.find_problems() where rule = 'bounced'), '^Zoé Roy, École Vivaldi: "Rappel" of \d{4}-\d\d-\d\d \d\d:\d\d, BOUNCED, 550 no such account\.$', 'with whom, what and why'
);
select pg_temp.mail('tme_2', 'OPENED', '1 day', 'Luc Roy');
select results_eq('select pg_temp.problems()', array['tme_1'], 'one that another person got does not mend it');
select monitoring.evaluate_alerts();
select pg_temp.mail('tme_3', 'QUEUED', '1 hour');
select results_eq('select pg_temp.problems()', array['tme_1'], 'nor one that is on its way');
update gazelle.timeline_entries set email_status = 'DELIVERED' where id = 'tme_3';
select monitoring.evaluate_alerts();
select results_eq(
  $$select subject, ending from monitoring.alerts where rule = 'bounced'$$,
  $$values ('tme_1', 'An e-mail arrived, the address was changed, or it was long ago.')$$, 'one that arrives later ends it'
);
select pg_temp.mail('tme_4', 'DROPPED', '30 minutes');
select results_eq('select pg_temp.problems()', array['tme_4'], 'the next that does not arrive is another');
update gazelle.timeline_entries set email_status = 'COMPLAINED' where id = 'tme_4';
select is_empty('select pg_temp.problems()', 'what arrived and was not liked has arrived');
update gazelle.timeline_entries set email_status = 'FAILED' where id = 'tme_4';

insert into gazelle.contact_emails (id, account_id, client_id, email) values ('eml_1', 'main', 'cli_1', 'old@example.com');
update changes.log set at = now() - interval '1 minute' where entity = 'contact_emails';
select is_empty('select pg_temp.problems()', 'an address that is added mends it');
select changes.because('replay');
update changes.log set cause = 'replay' where entity = 'contact_emails';
select results_eq('select pg_temp.problems()', array['tme_4'], 'unless a rule here has done it');
delete from changes.log where entity = 'contact_emails';

update gazelle.timeline_entries set occurred_at = now() - interval '29 days 23 hours' where id in ('tme_1', 'tme_4');
delete from gazelle.timeline_entries where id in ('tme_0', 'tme_3');
select results_eq('select pg_temp.problems()', array['tme_1', 'tme_4'], 'nobody cares for thirty days');
update gazelle.timeline_entries set occurred_at = now() - interval '30 days 1 second' where id = 'tme_1';
select results_eq('select pg_temp.problems()', array['tme_4'], 'then it is over by itself');
select monitoring.set_rule('bounced', p_threshold => 29);
select is_empty('select pg_temp.problems()', 'the threshold is how many days');
select monitoring.set_rule('bounced', p_threshold => 30);
update gazelle.timeline_entries set deleted_at = now() where id = 'tme_4';
select is_empty('select pg_temp.problems()', 'of an entry that is gone nobody is told');
update gazelle.timeline_entries set deleted_at = null, email_recipient_name = e'X\u202e\n' || repeat('y', 300), summary = repeat('z', 4000) where id = 'tme_4';
select ok((select message !~ '[\n\u202e]' and length(message) < 400 from monitoring.find_problems() where rule = 'bounced'), 'a hostile name is one short line');
select pg_temp.mail('tme_5', 'BOUNCED', '1 hour', 'Zoé Roy', 'cli_2');
select matches((select message from monitoring.find_problems() where subject = 'tme_5'), '^Zoé Roy: ', 'who is the client is named once');

select sync.add_account('second', p_sealed_key => 'sealed');
insert into gazelle.timeline_entries (id, account_id, type, occurred_at, email_status) values ('tme_9', 'second', 'CONTACT_EMAIL_MANUAL', now() - interval '1 hour', 'UNDELIVERED');
select results_eq($$select account_id, details ->> 'name' from monitoring.find_problems() where subject = 'tme_9'$$, $$values ('second', 'a client')$$, 'each company has its own, also where nobody is named');

select * from finish();
rollback;
