-- Each production table carries the columns that they share, and its transformer fits it.
begin;
select plan(8);

select is_empty(
  $$select e.entity, m.attname
    from reconcile.entities e
    cross join pg_attribute m
    left join pg_attribute t on t.attrelid = format('gazelle.%I', e.entity)::regclass and t.attname = m.attname and t.atttypid = m.atttypid
    where m.attrelid = 'reconcile.mirror'::regclass and m.attnum > 0 and t.attname is null$$,
  'each table has the shared columns'
);
select is_empty(
  $$select c.relname from pg_class c
    where c.relnamespace = 'gazelle'::regnamespace and c.relkind = 'r'
      and not exists (select from reconcile.entities e where e.entity = c.relname)
      and not exists (select from pg_description d where d.objoid = c.oid and d.objsubid = 0 and d.description ~* 'derived|extracted|not from gazelle|by hand|read from text')$$,
  'each table of production is an entity, or says that it is derived'
);
select is_empty(
  $$select e.entity, v.attname
    from reconcile.entities e
    join pg_attribute v on v.attrelid = format('reconcile.%I', e.entity)::regclass and v.attnum > 0 and v.attname not in ('source_id', 'issues', 'raw', 'field_issues')
    left join pg_attribute t on t.attrelid = format('gazelle.%I', e.entity)::regclass and t.attname = v.attname
    left join pg_type y on y.oid = t.atttypid
    where v.atttypid is distinct from coalesce(nullif(y.typbasetype, 0), y.oid)$$,
  'each column of a transformer is a column of its table, of the same type or of the one that its domain is made of'
);
select is_empty(
  $$select e.entity, c
    from reconcile.entities e, unnest(array['account_id', 'source_id', 'id', 'issues']) c
    where not exists (select from pg_attribute a where a.attrelid = format('reconcile.%I', e.entity)::regclass and a.attname = c)$$,
  'each transformer says whose record it is, and what is wrong with it'
);
select is_empty(
  $$select e.entity, t.attname
    from reconcile.entities e
    join pg_attribute t on t.attrelid = format('gazelle.%I', e.entity)::regclass and t.attnum > 0 and not t.attisdropped and t.attgenerated = ''
    where not exists (select from pg_attribute m where m.attrelid = 'reconcile.mirror'::regclass and m.attname = t.attname)
      and not exists (select from pg_attribute v where v.attrelid = format('reconcile.%I', e.entity)::regclass and v.attname = t.attname)
      and col_description(t.attrelid, t.attnum) !~ 'no sync writes it'$$,
  'each column of a table is filled by its transformer, or says that no sync writes it'
);
select is_empty(
  $$select p.entity, p.field from reconcile.field_policies p
    where not exists (select from reconcile.entities e where e.entity = p.entity)
      or not exists (select from pg_attribute a where a.attrelid = format('gazelle.%I', p.entity)::regclass and a.attname = p.field)$$,
  'each policy is about a column that is there'
);
select bag_has(
  $$select entity, field from reconcile.field_policies where policy = 'keep'$$,
  $$values ('clients', 'tags'), ('pianos', 'dampp_chaser_installed'), ('pianos', 'notes'), ('timeline_entries', 'summary'), ('timeline_entries', 'comment')$$,
  'what people know is protected from the beginning'
);
select is_empty(
  $$select e.entity from reconcile.entities e
    join pg_attribute a on a.attrelid = format('gazelle.%I', e.entity)::regclass and a.attname = 'id'
    where a.atttypid <> 'text'::regtype
      or not exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary and i.indkey::text = a.attnum::text)$$,
  'each row is known by Gazelle''s id, which is text'
);

select * from finish();
rollback;
