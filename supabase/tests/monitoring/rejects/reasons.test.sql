-- What was refused, one row an issue: which record, which rule, which value.
begin;
select plan(3);

insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('main', 'tme_1', '{"id": "tme_1", "occurredAt": "soon", "summary": [5]}'), ('main', 'tme_2', '{"id": "tme_2", "occurredAt": "2026-02-03T20:56:01Z"}');
insert into sync.unidentified (account_id, module, raw_data, issue) values ('main', 'users', '{"id": 7}', 'no_id');
alter table gazelle.users add constraint nobody check (false) not valid;
insert into staging.stg_users (account_id, external_id, raw_data) values ('main', 'usr_1', '{"id": "usr_1"}');

select results_eq(
  $$select module, external_id, rule, severity, field, value, left(last_error, 5) from monitoring.rejects order by module, external_id, rule$$,
  $$values
    ('timeline', 'tme_1', 'bad_text', 'warning', 'summary', '[5]'::jsonb, null::text),
    ('timeline', 'tme_1', 'no_instant', 'fatal', 'occurredAt', '"soon"', null),
    ('users', 'usr_1', 'failed_promotion', 'fatal', null, '"23514"', '23514'),
    ('users', null, 'no_id', 'fatal', 'id', '7', null)$$,
  'each with its rule, its field and its value'
);
select is_empty($$select from monitoring.rejects where sentence !~ '^[A-Z].*\.$'$$, 'and a sentence for whoever reads it');
alter table gazelle.users drop constraint nobody;
select reconcile.run();
update staging.stg_timeline set raw_data = raw_data || '{"occurredAt": "2026-02-03T20:56:01Z"}';
select results_eq($$select rule from monitoring.rejects$$, $$values ('no_id')$$, 'what is promoted is no longer shown');

select * from finish();
rollback;
