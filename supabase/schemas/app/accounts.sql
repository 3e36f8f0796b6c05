-- The companies that one may look at: names, zones, and which day it is there.

create function app.read_accounts()
returns table (account_id text, name text, time_zone text, today date)
language plpgsql
stable
security definer
rows 1
set search_path = ''
as $$
begin
  -- As its owner: zones are kept beside the schedule, which members do not read.
  return query
  select a.account_id, c.name, a.time_zone, (now() at time zone a.time_zone)::date
  from sync.accounts a
  left join lateral (select o.name from gazelle.company o where o.account_id = a.account_id and o.deleted_at is null order by o.id limit 1) c on true
  where a.account_id = any ((select gazelle.member_accounts())::text[])
  order by a.account_id;
end;
$$;

comment on function app.read_accounts() is 'Reads app.accounts.';
grant execute on function app.read_accounts() to authenticated;

create view app.accounts with (security_invoker = on) as
select * from app.read_accounts();

comment on view app.accounts is 'The accounts that one reads, each with the company''s name, its time zone, and today there.';
comment on column app.accounts.name is 'As Gazelle has it. Null until the company was read.';
comment on column app.accounts.time_zone is 'Days and times here, such as local_date, are of this zone.';

grant select on app.accounts to authenticated;
