-- Which production tables there are, so that promotion needs no name.

create table reconcile.entities (
  entity text primary key,
  module text not null references sync.modules,
  position smallint not null,
  owner_column text,
  whole_when jsonpath,
  promotion text,
  constraint children_have_both check ((owner_column is null) = (whole_when is null))
);

comment on table reconcile.entities is 'The production tables of each module, in the order of promotion. Filled by reconcile.add_entity.';
comment on column reconcile.entities.owner_column is 'For a child: the column that names the staged record it came in.';
comment on column reconcile.entities.whole_when is
  'For a child: true of a raw record whose list is whole. Only then is a child missing from the list gone.';

comment on column reconcile.entities.promotion is
  'The statement that promotes it, kept because writing it takes longer than running it (4 ms); see reconcile.prepare.';

alter table reconcile.entities enable row level security;
