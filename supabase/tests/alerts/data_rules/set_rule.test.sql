-- Rules on data are off until somebody switches them on; a threshold is a number.
begin;
select plan(15);

select results_eq(
  'select rule from monitoring.alert_rules where not enabled order by rule', $$values ('bounced'), ('humidity_out'), ('moved'), ('unserviced')$$, 'the rules on data are off, and no other'
);
select ok((select bool_and(monitoring.is_on_data(rule) = not enabled) from monitoring.alert_rules), 'each of them has a dry run');
select results_eq(
  $$select r.enabled, r.threshold, r.pianos from monitoring.set_rule('unserviced', true, 12, '{concert,scène}') r$$, $$values (true, 12::numeric, '{concert,scène}'::text[])$$,
  'a rule is switched on with its threshold and its pianos'
);
select results_eq($$select r.enabled, r.threshold, r.pianos from monitoring.set_rule('unserviced', false) r$$, $$values (false, 12::numeric, '{concert,scène}'::text[])$$, 'what is not said stays');
select throws_ok($$select monitoring.set_rule('nothing', true)$$, 'GZ405', 'there is no rule nothing', 'a rule that is not there is an error');
select throws_ok($$select monitoring.set_rule('moved', p_threshold => -1)$$, 'GZ400', null, 'so is a threshold below none');
select throws_ok($$select monitoring.set_rule('moved', p_threshold => 'NaN')$$, 'GZ400', null, 'or one that is no number');
select throws_ok($$select monitoring.set_rule('new_value', p_threshold => 3)$$, 'GZ400', 'the threshold 3 is none for the rule new_value', 'or one for a rule that has none');
select throws_ok($$select monitoring.set_rule('moved', p_pianos => '{concert}')$$, 'GZ400', null, 'or pianos for a rule that is not about a kind of them');
select throws_ok($$select monitoring.dry_run('stale')$$, 'GZ405', 'there is no rule stale on data', 'a rule on syncs has no dry run');
select throws_ok($$select monitoring.dry_run(null)$$, 'GZ405', null, 'nor has none');

-- In Studio anything can be written.
update monitoring.alert_rules set enabled = true, threshold = 1e30 where monitoring.is_on_data(rule);
select lives_ok('select * from monitoring.find_problems()', 'a threshold beyond all measure stops no other rule');
update monitoring.alert_rules set threshold = 'NaN' where monitoring.is_on_data(rule);
select lives_ok('select * from monitoring.find_problems()', 'nor does one that is no number');

-- Off, a rule is not even asked.
update monitoring.alert_rules set enabled = false where true;
create or replace function monitoring.find_humidity_out(p_threshold numeric) returns setof monitoring.problem language plpgsql set search_path = '' as $$ begin raise exception 'asked'; end; $$;
select lives_ok('select * from monitoring.find_problems()', 'a rule that is off costs nothing');
update monitoring.alert_rules set enabled = true where rule = 'humidity_out';
select throws_ok('select * from monitoring.find_problems()', 'P0001', 'asked', 'one that is on is asked');

select * from finish();
rollback;
