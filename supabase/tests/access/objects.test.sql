-- What every object of ours must have, whoever adds it.
begin;
select plan(12);

create temp view ours as
select n.oid, n.nspname from pg_namespace n where n.nspname in ('staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks');
create temp view table_of_ours as
select c.oid, c.relkind, c.oid::regclass::text as name, n.nspname
from pg_class c join ours n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm');
create temp view function_of_ours as
select p.*, p.oid::regprocedure::text as signature, n.nspname from pg_proc p join ours n on n.oid = p.pronamespace;

select is((select count(*) from ours), 9::bigint, 'there are nine schemas');
select is_empty($$select nspname from ours where obj_description(oid, 'pg_namespace') is null$$, 'each schema says what it is for');
select is_empty($$select name from table_of_ours where obj_description(oid, 'pg_class') is null$$, 'each table and view says what it is');
select is_empty($$select signature from function_of_ours where obj_description(oid, 'pg_proc') is null$$, 'each function says what it does');
select is_empty(
  $$select signature from function_of_ours where not exists (select from unnest(proconfig) c where c in ('search_path=""', 'search_path='))$$,
  'each function runs with an empty search path'
);
select is_empty(
  $$select name from table_of_ours t join pg_class c using (oid) where t.relkind in ('r', 'p') and not relrowsecurity$$,
  'each table has row-level security'
);
select is_empty(
  $$select name from table_of_ours t join pg_class c using (oid)
    where t.relkind = 'v' and coalesce(array_to_string(reloptions, ','), '') !~ 'security_invoker=(on|true)'$$,
  'each view reads with the rights of whoever reads it'
);
select is_empty(
  $$select signature from function_of_ours where prosecdef and nspname not in ('monitoring', 'webhooks')
      and signature not in ('sync.call_function(text,jsonb,text)', 'sync.has_own_job(text,text,text,text)', 'reconcile.refresh(text)',
        'sync.erasure_hashes(text,text[])', 'sync.drop_erased(text,text,text[],jsonb[],jsonb[])', 'sync.erase_client(text,text,boolean,text,boolean)',
        'gazelle.is_trusted()', 'gazelle.member_accounts(text)', 'gazelle.is_member_of_all(text)', 'v5.show(text,text)', 'v5.hide(text)',
        'changes.note()', 'changes.send_broadcast()', 'changes.broadcast(boolean)', 'changes.begin(text,text)', 'changes.last_position()', 'changes.first_position()', 'changes.drawn_position()', 'changes.is_kept(timestamp with time zone)', 'changes.check_loaded(text,text[])', 'changes.checked_entities(text[])',
        'app.read_accounts()', 'app.find_records(text,text,integer)', 'app.find_notes(text,text,integer,date)', 'app.same_pianos(text,text)')$$,
  'only monitoring, webhooks, what needs pg_net, Vault or pg_cron''s table, what remembers who was erased, what generates views and promotions, what says whose member the caller is, what makes and drops the views of version 5, what finds ids by an index of texts, and what writes and bounds the log of changes have the rights of their owner'
);
select is_empty(
  $$select format('%s.%s', name, attname) from table_of_ours t join pg_attribute on attrelid = t.oid
    where nspname = 'gazelle' and attnum > 0 and not attisdropped and atttypid = 'timestamp'::regtype$$,
  'no column holds an instant without its zone'
);
select is_empty(
  $$select format('%s: %s', conrelid::regclass, conname) from pg_constraint c join ours n on n.oid = c.connamespace where contype = 'c' and nspname = 'gazelle'
      and pg_get_constraintdef(c.oid) ~ '\m(type|status|category|lifecycle_state)\M'$$,
  'no mirrored value is checked against a closed list'
);
select is_empty(
  $$select format('%s.%s', c.conrelid::regclass, a.attname)
    from pg_constraint c
    join ours n on n.oid = c.connamespace
    join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
    where c.contype = 'f' and n.nspname = 'gazelle'
      and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = a.attnum)$$,
  'each reference has an index'
);

select is_empty(
  $$select polrelid::regclass, polname from pg_policy
    where regexp_replace(pg_get_expr(polqual, polrelid), 'SELECT gazelle\.\w+\(', '', 'g') ~ '\m(gazelle|monitoring)\.\w+\('$$,
  'a policy asks who the caller is once a statement, not once a row'
);

select * from finish();
rollback;
