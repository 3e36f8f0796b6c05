-- Rules that hold for every module; a module adds its own in its file.

create table reconcile.rules (
  rule text primary key,
  severity text not null constraint severity_is_known check (severity in ('warning', 'fatal')),
  sentence text not null,
  withholds boolean not null default false
);

comment on table reconcile.rules is 'What can be wrong with a record. warning: promoted; fatal: refused, stays in staging.';
comment on column reconcile.rules.sentence is 'The rule as a sentence, shown beside a reject.';
comment on column reconcile.rules.withholds is
  'The field''s value is not used: production keeps what it has, and a new row has none. So does a column that is derived from it.';

alter table reconcile.rules enable row level security;

insert into reconcile.rules (rule, severity, withholds, sentence) values
  ('bad_instant', 'warning', true, 'Not an instant such as 2026-02-03T20:56:01Z between the years 1900 and 2200.'),
  ('bad_date', 'warning', true, 'Not a date such as 2026-02-03 between the years 1700 and 2200.'),
  ('bad_integer', 'warning', true, 'Not a whole number that fits.'),
  ('bad_number', 'warning', true, 'Not a number.'),
  ('bad_boolean', 'warning', true, 'Neither true nor false.'),
  ('bad_text', 'warning', true, 'Neither text nor a number.'),
  ('bad_list', 'warning', true, 'Not a list, or one whose items are not text.'),
  ('bad_json', 'warning', true, 'Neither an object nor, where one may stand, a list.'),
  ('bad_reference', 'warning', true, 'Not a reference with an id.'),
  ('not_given', 'warning', true, 'Gazelle answered an error instead of a value: production keeps what it has.'),
  ('long_text', 'warning', false, 'Text of more than a million characters; kept whole.'),
  ('lost_character', 'warning', false, 'Text held a character that Postgres cannot store (NUL); it is shown as U+FFFD.'),
  ('other_account', 'warning', false, 'Refers to a record of another account; the reference is left empty.'),
  ('child_without_id', 'fatal', false, 'An item of a list has no usable id; the rest of the record is promoted.'),
  ('id_of_other_account', 'fatal', false, 'The id belongs to a record of another account.'),
  ('failed_promotion', 'fatal', false, 'Promotion failed for a reason that no rule foresaw; see last_error.');
