-- The production tables, and what cannot be read off them: where a record's field has another name than its column.
create table reconcile.entities (
  entity text primary key,
  module text not null references sync.modules,
  position smallint not null,
  owner_column text,
  list text,
  key text,
  fields jsonb not null default '{}',
  derived jsonb,
  fingerprint uuid,
  constraint list_has_an_owner check (list is null or owner_column is not null)
);

comment on table reconcile.entities is 'The production tables of each module, in the order of promotion. Filled by reconcile.add_entity.';
comment on column reconcile.entities.owner_column is 'For a child: the column that names the staged record it came in.';
comment on column reconcile.entities.list is 'For a child: where its items stand in the staged record, such as allContacts.allEmails; a plain list ends in []; null where its view is written by hand.';
comment on column reconcile.entities.key is 'For a child without an id of its own: the path whose id, after the owner''s and a slash, makes one.';
comment on column reconcile.entities.fields is
  'Column → path in the record, where it is not the column''s name in camelCase (for a reference, that name and its id). Several paths make a list.';
comment on column reconcile.entities.derived is
  'Columns that a hand-written view reconcile.<entity> adds over the generated reconcile.<entity>_fields → paths of the fields they are made of; empty where it only adds issues, null where there is none.';
comment on column reconcile.entities.fingerprint is 'Of the columns, references and policies that view and promotion were generated from.';

alter table reconcile.entities enable row level security;
