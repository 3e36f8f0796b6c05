-- Where the views stand by which version 5's programs know them: each says so itself, in its comment.

create view v5.shown with (security_invoker = on) as
select n.nspname::text as schema, c.relname::text as name, m.account_id
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  select substring(pg_catalog.obj_description(c.oid, 'pg_class') from '^Version 5''s table for account (\w+)\. v5\.show made it, v5\.hide drops it\.$') as account_id
) m
where c.relkind = 'v' and m.account_id is not null
  and c.relowner = (select o.nspowner from pg_catalog.pg_namespace o where o.nspname = 'v5');

comment on view v5.shown is 'The views that v5.show has made, and for which account.';
