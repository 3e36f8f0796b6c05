-- Rules that hold for every module; a module adds its own in its file.

create table reconcile.rules (
  rule text primary key,
  severity text not null constraint severity_is_known check (severity in ('warning', 'fatal')),
  sentence text not null
);

comment on table reconcile.rules is 'What can be wrong with a record. warning: promoted, without what cannot be read; fatal: refused, stays in staging.';
comment on column reconcile.rules.sentence is 'The rule in words, for whoever reads the reject.';

alter table reconcile.rules enable row level security;

insert into reconcile.rules (rule, severity, sentence) values
  ('bad_instant', 'warning', 'Not an instant such as 2026-02-03T20:56:01Z between the years 1900 and 2200.'),
  ('bad_date', 'warning', 'Not a date such as 2026-02-03 between the years 1700 and 2200.'),
  ('bad_integer', 'warning', 'Not a whole number.'),
  ('bad_boolean', 'warning', 'Neither true nor false.'),
  ('bad_text', 'warning', 'Not text.'),
  ('bad_list', 'warning', 'Not a list.'),
  ('bad_reference', 'warning', 'Not a reference with an id.'),
  ('long_text', 'warning', 'Text of more than a million characters; kept whole.'),
  ('lost_character', 'warning', 'Text held a character that Postgres cannot store (NUL); it is shown as U+FFFD.'),
  ('other_account', 'warning', 'Refers to a record of another account; the reference is left empty.'),
  ('child_without_id', 'fatal', 'An item of a list has no usable id; the rest of the record is promoted.'),
  ('id_of_other_account', 'fatal', 'The id belongs to a record of another account.'),
  ('failed_promotion', 'fatal', 'Promotion failed for a reason that no rule foresaw; see last_error.');
