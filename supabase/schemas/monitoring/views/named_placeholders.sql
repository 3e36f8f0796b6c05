-- Entities whose placeholders are actions of their own, one an id: a module declares its own in its file.

create table monitoring.named_placeholders (
  entity text primary key references reconcile.entities,
  kind text not null unique constraint kind_is_unknown check (kind ~ '^unknown_[a-z_]+$'),
  sentence text not null,
  remedy text not null
);

comment on table monitoring.named_placeholders is
  'Entities whose placeholders monitoring.actions_required lists one by one, at once. Those of all other entities are one row an entity, after a day.';
comment on column monitoring.named_placeholders.kind is 'The kind of these actions, unknown_<what>; the page has a label for it.';
comment on column monitoring.named_placeholders.sentence is 'What is wrong.';
comment on column monitoring.named_placeholders.remedy is 'What to do.';

alter table monitoring.named_placeholders enable row level security;
