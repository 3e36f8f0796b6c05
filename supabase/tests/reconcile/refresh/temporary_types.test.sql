-- What runs as its owner uses no type that a caller has made.
begin;
select plan(3);

create temp table kept (n int);
select lives_ok($$select reconcile.refresh()$$, 'temporary tables of the caller are no obstacle');
create function pg_temp.mark(p_value pg_catalog.text) returns boolean language sql as $$ select true; $$;
create domain pg_temp.text as pg_catalog.text check (pg_temp.mark(value));
select throws_ok(
  $$select reconcile.refresh()$$, 'GZ422', 'a temporary type has the name of one of Postgres''s own',
  'a temporary type that stands before one of Postgres is refused before anything is run as the owner'
);
drop domain pg_temp.text;
select lives_ok($$select reconcile.refresh('pianos')$$, 'without it all is as before');

select * from finish();
rollback;
