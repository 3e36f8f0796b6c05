-- Which fields Gazelle may overwrite. Without them a blank from Gazelle would erase what people wrote.

create table reconcile.field_policies (
  entity text not null,
  field text not null,
  policy text not null constraint policy_is_known check (policy in ('mirror', 'keep', 'local')),
  reason text,
  primary key (entity, field)
);

comment on table reconcile.field_policies is
  'Who wins, field by field. mirror (the default): Gazelle. keep: a blank from Gazelle erases nothing. local: never written by a sync. Edit it in Studio; it counts from the next page on.';
comment on column reconcile.field_policies.entity is 'Production table.';
comment on column reconcile.field_policies.field is 'Column of that table.';

alter table reconcile.field_policies enable row level security;
