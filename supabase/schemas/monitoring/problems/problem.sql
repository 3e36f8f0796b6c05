-- Each rule has a function of its own; all of them give rows of this form.

create type monitoring.problem as (
  severity text,
  account_id text,
  subject text,
  message text,
  details jsonb
);

comment on type monitoring.problem is
  'What a rule finds: severity (null: the rule''s own), account, what it is about, a message with numbers and names, and details.';
