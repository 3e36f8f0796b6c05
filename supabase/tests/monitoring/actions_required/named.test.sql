-- Placeholders of an entity that its module declares are listed one by one; those of all others are one row an entity.
begin;
select plan(3);

create function pg_temp.actions()
returns setof text
language sql
as $$ select concat_ws(' ', kind, module, about, records, sentence, remedy) from monitoring.actions_required order by 1; $$;

select results_eq(
  $$select entity, kind from monitoring.named_placeholders$$, $$values ('users', 'unknown_user')$$,
  'a user that Gazelle does not list is declared by its module'
);
insert into monitoring.named_placeholders (entity, kind, sentence, remedy) values ('pianos', 'unknown_piano', 'Unknown.', 'Look it up.');
insert into gazelle.pianos (id, account_id, is_placeholder, deleted_at) values
  ('p1', 'main', true, null), ('p2', 'main', true, null), ('p3', 'main', true, now()), ('p4', 'main', false, null);
select results_eq(
  $$select pg_temp.actions()$$,
  $$values ('unknown_piano pianos p1 Unknown. Look it up.'), ('unknown_piano pianos p2 Unknown. Look it up.')$$,
  'an entity that is declared has an action for each placeholder, at once'
);
delete from monitoring.named_placeholders where entity = 'pianos';
update gazelle.pianos set created_at = now() - interval '2 days';
select results_eq(
  $$select pg_temp.actions()$$,
  $$values ('placeholders pianos pianos 2 Records that others refer to have not come from Gazelle for a day. See monitoring.placeholders.')$$,
  'an entity that is not has one for all of them, after a day'
);

select * from finish();
rollback;
