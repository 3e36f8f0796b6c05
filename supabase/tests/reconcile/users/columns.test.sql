-- A user as Gazelle answers it, and as it stands in production.
begin;
select plan(5);

insert into staging.stg_users (account_id, external_id, raw_data)
values
  ('main', 'usr_1', '{"id": "usr_1", "firstName": "Anna", "lastName": "Exemple", "email": "anna@example.com", "status": "ACTIVE",
    "accessLevel": "TECHNICIAN", "hasLimitedAccess": false, "isSchedulable": true, "color": "#ff0000", "timezone": "America/Montreal", "region": "QC",
    "defaultBuffer": 15, "schedulerSettings": {"id": "uss_1", "defaultTravelMode": "DRIVING", "longTermLimitDays": 90,
    "longTermLimitMessage": {"fr_CA": "Trop tard"}, "shortTermLimitHours": 24, "shortTermLimitHoursType": "HOURS", "shortTermLimitMessage": {}},
    "createdAt": "2020-01-02T03:04:05Z", "updatedAt": "2026-02-03T20:56:01.5Z", "unheardOf": [1, 2]}'),
  ('main', 'usr_2', '{"id": "usr_2", "firstName": "", "lastName": null, "email": "", "hasLimitedAccess": null, "schedulerSettings": null, "createdAt": null}'),
  ('main', 'usr_3', '{"id": "usr_3", "firstName": "À attribuer", "status": "SLEEPING", "accessLevel": "WIZARD", "createdAt": "soon", "isSchedulable": "yes"}');

select is(
  to_jsonb(v) - '{kind_by_name,raw,field_issues}'::text[],
  '{"account_id": "main", "source_id": "usr_1", "id": "usr_1", "first_name": "Anna", "last_name": "Exemple", "email": "anna@example.com",
    "status": "ACTIVE", "access_level": "TECHNICIAN", "has_limited_access": false, "is_schedulable": true, "color": "#ff0000",
    "timezone": "America/Montreal", "region": "QC", "default_buffer": 15, "scheduler_settings_id": "uss_1", "default_travel_mode": "DRIVING",
    "long_term_limit_days": 90, "long_term_limit_message": {"fr_CA": "Trop tard"}, "short_term_limit_hours": 24,
    "short_term_limit_hours_type": "HOURS", "short_term_limit_message": {}, "gazelle_created_at": "2020-01-02T03:04:05+00:00", "gazelle_updated_at": "2026-02-03T20:56:01.5+00:00",
    "issues": null}',
  'each field has its column'
)
from reconcile.users v
where id = 'usr_1';
select is(
  jsonb_strip_nulls(to_jsonb(v) - '{kind_by_name,raw}'::text[]), '{"account_id": "main", "source_id": "usr_2", "id": "usr_2"}', 'empty and null are both null, and no issue'
)
from reconcile.users v
where id = 'usr_2';
select results_eq(
  $$select status, access_level, gazelle_created_at, is_schedulable from gazelle.users where id = 'usr_3'$$,
  $$values ('SLEEPING', 'WIZARD', null::timestamptz, null::boolean)$$,
  'values that nobody has heard of are kept, and what cannot be read is left out'
);
select is(
  (select issues from reconcile.users where id = 'usr_3'),
  '[{"rule": "bad_instant", "field": "createdAt", "value": "soon"}, {"rule": "bad_boolean", "field": "isSchedulable", "value": "yes"}]',
  'with an issue for each'
);
select results_eq(
  $$select id, full_name from gazelle.users order by id$$,
  $$values ('usr_1', 'Anna Exemple'), ('usr_2', null), ('usr_3', 'À attribuer')$$,
  'a user''s full name is what there is of it'
);

select * from finish();
rollback;
